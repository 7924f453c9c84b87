/** Captions: makes cues from words, and reads and writes caption files. No I/O. */
export { type ParsedCaptions, type ParseProblem, UnreadableCaptionsError } from "./blocks.ts";
export { CueBuilder, layoutCues } from "./cues.ts";
export { type CueChange, cueDifference } from "./difference.ts";
export {
  CAPTION_FORMATS,
  type CaptionFormat,
  contentType,
  findCaptionFormat,
  IMPORT_FORMATS,
  parseCaptionFile,
} from "./formats.ts";
export { droppedJson, segmentJson, writeRevisionJson, writeTranscriptJson } from "./json.ts";
export { defaultCaptionLayout, parseCaptionLayout } from "./layout.ts";
export { mergeCues } from "./merge.ts";
export { reviseCues, type SubmittedCue } from "./revise.ts";
export { countWords, type RevisionFiles, writeRevisionFiles } from "./revision_files.ts";
export { parseSrt, writeSrt } from "./srt.ts";
export { subtitleCues } from "./subtitles.ts";
export { writeText } from "./text.ts";
export { parseVtt, writeVtt } from "./vtt.ts";
