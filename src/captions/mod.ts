/** Captions: words into cues, and cues into and out of files. Pure. */
export type { CaptionProblem, ParsedCaptions } from "./blocks.ts";
export { CueBuilder, layoutCues } from "./cues.ts";
export { type CueChange, cueDifference } from "./difference.ts";
export { IMPORT_FORMATS, type ImportFormat, ImportProblem, parseCaptionFile } from "./import.ts";
export { droppedJson, segmentJson, writeCuesJson, writeJson } from "./json.ts";
export { defaultCaptionLayout, parseCaptionLayout } from "./layout.ts";
export { mergeCues } from "./merge.ts";
export { type GivenCue, reviseCues } from "./revise.ts";
export { countWords, revisionFiles } from "./revision_files.ts";
export { parseSrt, writeSrt } from "./srt.ts";
export { subtitleCues } from "./subtitles.ts";
export { writeText } from "./text.ts";
export { parseVtt, writeVtt } from "./vtt.ts";
