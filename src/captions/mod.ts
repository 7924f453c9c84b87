/** Captions: words into cues, and cues into and out of files. Pure. */
export type { CaptionProblem, ParsedCaptions } from "./blocks.ts";
export { CueBuilder, layoutCues } from "./cues.ts";
export { droppedJson, segmentJson, writeJson } from "./json.ts";
export { defaultCaptionLayout, parseCaptionLayout } from "./layout.ts";
export { parseSrt, writeSrt } from "./srt.ts";
export { writeText } from "./text.ts";
export { parseVtt, writeVtt } from "./vtt.ts";
