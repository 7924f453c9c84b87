import type { Cue, Transcript, WhisperTask } from "../../core/types.ts";
import { writeAss } from "./ass.ts";
import { writeCuesJson, writeTranscriptJson } from "./json.ts";
import { writeSbv } from "./sbv.ts";
import { writeSrt } from "./srt.ts";
import { writeText } from "./text.ts";
import { writeTtml } from "./ttml/write_ttml.ts";
import { writeVtt } from "./vtt.ts";

/** The content of a caption file. */
export interface CaptionContent {
  cues: readonly Cue[];
  /** ISO 639-1; null if unknown. */
  language: string | null;
  /** The model's output, if available: JSON then contains all of it. */
  transcript?: Transcript;
  task?: WhisperTask;
}

/** What a format is called. */
export interface FormatName {
  /** The name in paths (`/captions.srt`), `?format=` and `--format`; also the file extension. */
  name: string;
  /** The name on pages. */
  label: string;
  /** Without a charset: see `contentType`. */
  mediaType: string;
  /** Other file extensions, for imports. */
  extensions?: readonly string[];
  /** Other media types, for imports. */
  mediaTypes?: readonly string[];
  /** Whether its files have no times: an imported one is aligned with the audio. */
  isScript?: boolean;
}

/** A kind of caption file. Routes, the command line and the pages take their lists from `CAPTION_FORMATS`. */
export interface CaptionFormat extends FormatName {
  /** Whether a browser that opens its address saves it instead of showing it. */
  isAttachment?: boolean;
  /** Whether its files can say who speaks. */
  namesSpeakers?: boolean;
  write(captions: CaptionContent): string;
}

/** In the order in which menus show them. To add a format, write its file in this folder and its row here. */
export const CAPTION_FORMATS: readonly CaptionFormat[] = [
  {
    name: "srt",
    label: "SRT",
    mediaType: "application/x-subrip",
    mediaTypes: ["application/srt", "text/srt", "text/x-srt", "text/subrip", "text/x-subrip", "application/subrip"],
    isAttachment: true,
    write: ({ cues }) => writeSrt(cues),
  },
  {
    name: "vtt",
    label: "VTT",
    mediaType: "text/vtt",
    mediaTypes: ["text/webvtt"],
    namesSpeakers: true,
    write: ({ cues, language }) => writeVtt(cues, { language }),
  },
  {
    name: "ass",
    label: "ASS",
    mediaType: "text/x-ssa",
    extensions: ["ssa"],
    mediaTypes: ["text/x-ass", "application/x-ass", "application/x-ssa", "text/ass", "text/ssa"],
    isAttachment: true,
    namesSpeakers: true,
    write: ({ cues }) => writeAss(cues),
  },
  {
    name: "ttml",
    label: "TTML",
    mediaType: "application/ttml+xml",
    extensions: ["dfxp", "xml", "imsc", "itt"],
    mediaTypes: ["application/ttaf+xml", "application/xml", "text/xml"],
    isAttachment: true,
    namesSpeakers: true,
    write: ({ cues, language }) => writeTtml(cues, { language }),
  },
  {
    name: "sbv",
    label: "SBV",
    mediaType: "text/x-sbv",
    isAttachment: true,
    write: ({ cues }) => writeSbv(cues),
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
    namesSpeakers: true,
    write: ({ cues, language, transcript, task }) =>
      transcript ? writeTranscriptJson(transcript, cues, { task }) : writeCuesJson(cues, { language }),
  },
];

/** The formats whose files can be imported, scripts among them. `./read.ts` reads them. */
export const IMPORT_FORMATS: readonly FormatName[] = [
  ...CAPTION_FORMATS,
  { name: "sub", label: "MicroDVD", mediaType: "text/x-microdvd" },
  { name: "lrc", label: "LRC", mediaType: "text/x-lrc" },
];

export function findCaptionFormat(name: string | undefined): CaptionFormat | undefined {
  return CAPTION_FORMATS.find((format) => format.name === name);
}

/** The `Content-Type` of a format's files. */
export function contentType({ mediaType }: FormatName): string {
  return mediaType === "application/json" ? mediaType : `${mediaType}; charset=utf-8`;
}
