/** Captions: makes cues from words, and reads and writes caption files. No I/O. */
export { decodeText } from "./encoding/decode_text.ts";
export { CueBuilder, layoutCues } from "./cues.ts";
export { type CueChange, cueDifference } from "./difference.ts";
export {
  CAPTION_FORMATS,
  type CaptionFormat,
  contentType,
  findCaptionFormat,
  type FormatName,
  IMPORT_FORMATS,
} from "./files/formats.ts";
export { droppedJson, segmentJson, writeRevisionJson, writeTranscriptJson } from "./files/json.ts";
export { detectFormat, type ImportedCaptions, type ImportedCue, parseCaptionFile } from "./files/read.ts";
export { type FileChange, UnreadableCaptionsError } from "./files/read_file.ts";
export { parseAss, writeAss } from "./files/ass.ts";
export { namesFrameRate } from "./files/microdvd.ts";
export { parseSbv, writeSbv } from "./files/sbv.ts";
export { parseTtml } from "./files/ttml/read_ttml.ts";
export { writeTtml } from "./files/ttml/write_ttml.ts";
export { defaultCaptionLayout } from "./layout.ts";
export { lookJson } from "./look_json.ts";
export { mergeCues } from "./merge.ts";
export { reviseCues, type SubmittedCue } from "./revise.ts";
export { countWords, type RevisionFiles, writeRevisionFiles } from "./files/revision_files.ts";
export { parseSrt, writeSrt } from "./files/srt.ts";
export { subtitleCues } from "./files/subtitles.ts";
export { writeText } from "./files/text.ts";
export { parseVtt, writeVtt } from "./files/vtt.ts";
