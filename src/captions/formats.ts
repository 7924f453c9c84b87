import type { Cue, Transcript, WhisperTask } from "../core/types.ts";
import { type ParsedCaptions, type ParseProblem, UnreadableCaptionsError } from "./blocks.ts";
import { writeCuesJson, writeTranscriptJson } from "./json.ts";
import { parseJson } from "./json_import.ts";
import type { SubmittedCue } from "./revise.ts";
import { parseSrt, writeSrt } from "./srt.ts";
import { writeText } from "./text.ts";
import { parseVtt, writeVtt } from "./vtt.ts";

/** The content of a caption file. */
export interface CaptionContent {
  cues: readonly Cue[];
  /** ISO 639-1; null if unknown. */
  language: string | null;
  /** The model's output, if available: JSON then contains all of it. */
  transcript?: Transcript;
  task?: WhisperTask;
}

/** The cues of a file, and the blocks that could not be read. */
export interface ImportedCaptions {
  cues: SubmittedCue[];
  problems: ParseProblem[];
}

/** A kind of caption file. Routes, the command line and the pages take their lists from `CAPTION_FORMATS`. */
export interface CaptionFormat {
  /** The name in paths (`/captions.srt`), `?format=` and `--format`; also the file extension. */
  name: string;
  /** The name on pages. */
  label: string;
  /** Without a charset: see `contentType`. */
  mediaType: string;
  /** Whether a browser that opens its address saves it instead of showing it. */
  isAttachment?: boolean;
  /** Whether its files have no times: an imported one is aligned with the audio. */
  isScript?: boolean;
  write(captions: CaptionContent): string;
  /**
   * Absent if such files can't be imported, or are scripts.
   * @throws {UnreadableCaptionsError} if no cue could be read
   */
  read?(text: string): ImportedCaptions;
}

/** In the order in which menus show them. To add a format, write its file in this folder and its row here. */
export const CAPTION_FORMATS: readonly CaptionFormat[] = [
  {
    name: "srt",
    label: "SRT",
    mediaType: "application/x-subrip",
    isAttachment: true,
    write: ({ cues }) => writeSrt(cues),
    read: (text) => timedCues(parseSrt(text), "SubRip"),
  },
  {
    name: "vtt",
    label: "VTT",
    mediaType: "text/vtt",
    write: ({ cues, language }) => writeVtt(cues, { language }),
    read: (text) => timedCues(parseVtt(text), "WebVTT"),
  },
  {
    name: "txt",
    label: "TXT",
    mediaType: "text/plain",
    isScript: true,
    write: ({ cues }) => writeText(cues),
  },
  {
    name: "json",
    label: "JSON",
    mediaType: "application/json",
    write: ({ cues, language, transcript, task }) =>
      transcript ? writeTranscriptJson(transcript, cues, { task }) : writeCuesJson(cues, { language }),
    read: (text) => ({ cues: parseJson(text), problems: [] }),
  },
];

/** The formats whose files can be imported, scripts among them. */
export const IMPORT_FORMATS = CAPTION_FORMATS.filter(({ read, isScript }) => read || isScript);

export function findCaptionFormat(name: string | undefined): CaptionFormat | undefined {
  return CAPTION_FORMATS.find((format) => format.name === name);
}

/** The `Content-Type` of a format's files. */
export function contentType({ mediaType }: CaptionFormat): string {
  return mediaType === "application/json" ? mediaType : `${mediaType}; charset=utf-8`;
}

/**
 * Reads a file of captions.
 *
 * @param name of a format
 * @throws {UnreadableCaptionsError} if no cue could be read
 */
export function parseCaptionFile(name: string, text: string): ImportedCaptions {
  const format = findCaptionFormat(name);
  if (!format?.read) throw new UnreadableCaptionsError(`there are no timed captions in a file of the format "${name}"`);
  return format.read(text);
}

function timedCues({ cues, problems }: ParsedCaptions, standard: string): ImportedCaptions {
  if (cues.length > 0) return { cues: cues.map(({ start, end, text }) => ({ start, end, text })), problems };
  const [first] = problems;
  const reason = first ? `line ${first.line}: ${first.message}` : `there are no cues in this ${standard} file`;
  throw new UnreadableCaptionsError(reason);
}
