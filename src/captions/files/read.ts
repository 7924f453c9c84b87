import type { CuePosition, MarkupRange, Word } from "../../core/types.ts";
import { parseAss } from "./ass.ts";
import { fitCues } from "./fit_cues.ts";
import { IMPORT_FORMATS } from "./formats.ts";
import { parseJson } from "./json_import.ts";
import { parseLrc } from "./lrc.ts";
import { parseMicroDvd } from "./microdvd.ts";
import { type FileChange, type FileContent, type ReadOptions, UnreadableCaptionsError } from "./read_file.ts";
import { parseSbv } from "./sbv.ts";
import { parseSrt } from "./srt.ts";
import { parseTtml } from "./ttml/read_ttml.ts";
import { parseVtt } from "./vtt.ts";

/** A cue of a file, ready to be saved. */
export interface ImportedCue {
  start: number;
  end: number;
  text: string;
  words?: Word[];
  speaker?: string;
  position?: CuePosition;
  markup?: MarkupRange[];
}

/** The cues of a file, and what is not as it was there. */
export interface ImportedCaptions {
  /** The format that the file has. */
  format: string;
  cues: ImportedCue[];
  changes: FileChange[];
  /** A language that the file names; null if it names none. */
  language: string | null;
}

const READERS: Record<string, { read: (text: string, options: ReadOptions) => FileContent; standard: string }> = {
  srt: { read: parseSrt, standard: "SubRip" },
  vtt: { read: parseVtt, standard: "WebVTT" },
  ass: { read: parseAss, standard: "ASS" },
  ttml: { read: parseTtml, standard: "TTML" },
  sbv: { read: parseSbv, standard: "SBV" },
  json: { read: parseJson, standard: "JSON" },
  sub: { read: parseMicroDvd, standard: "MicroDVD" },
  lrc: { read: parseLrc, standard: "LRC" },
};

/**
 * Reads a file of captions: what can be read of it, whatever its faults. Where its content is clearly of another format
 * than its name says, it is read as that.
 *
 * @param name of a format
 * @throws {UnreadableCaptionsError} if no cue could be read
 */
export function parseCaptionFile(name: string, text: string, options: ReadOptions = {}): ImportedCaptions {
  const detected = detectFormat(text);
  // WebVTT without its first line looks like SubRip
  const format = detected === null || detected === "srt" && name === "vtt" ? name : detected;
  const reader = Object.hasOwn(READERS, name) ? READERS[format] : undefined;
  if (!reader) throw new UnreadableCaptionsError(`there are no timed captions in a file of the format "${name}"`);
  const content = reader.read(text, options);
  if (format !== name) {
    const label = (name: string) => IMPORT_FORMATS.find((known) => known.name === name)?.label ?? name;
    content.changes.add("format", `the file is ${label(format)}, not ${label(name)}: it was read as that`);
  }
  const cues = fitCues(content);
  const changes = content.changes.list(cues);
  if (cues.length === 0) throw new UnreadableCaptionsError(reasonOf(changes, reader.standard));
  return {
    format,
    cues: cues.map(({ start, end, text, words, speaker, position, markup }) => ({
      ...{ start, end, text },
      ...(words && words.length > 0 && { words }),
      ...(speaker && { speaker }),
      ...(position && { position }),
      ...(markup && { markup }),
    })),
    changes,
    language: content.language ?? null,
  };
}

function reasonOf(changes: readonly FileChange[], standard: string): string {
  const first = changes.find(({ what }) => what === "left_out");
  if (!first) return `there are no cues in this ${standard} file`;
  return first.line === null ? first.message : `line ${first.line}: ${first.message}`;
}

/** The format that a text is clearly of; null where that is not clear. */
export function detectFormat(text: string): string | null {
  const start = text.slice(0, 20_000).replace(/^[\ufeff\s]+/, "");
  if (/^WEBVTT(?:[\s]|$)/.test(start)) return "vtt";
  if (/^\[(?:script info|v4\+? styles|events)\]/im.test(start)) return "ass";
  if (/^(?:<\?xml[^>]*>\s*|<!--[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*<(?:[A-Za-z]\w*:)?tt[\s>]/i.test(start)) return "ttml";
  if (/^\{\s*"/.test(start) || start === "{}") return "json";
  if (/^[{[]\d+[}\]][{[]\d*[}\]]/.test(start)) return "sub";
  if (/^\d{1,5}:\d{1,2}:\d{1,2}\.\d{1,6},\d{1,5}:\d{1,2}:\d{1,2}\.\d{1,6}\s*$/m.test(start)) return "sbv";
  if (/^[ \t]*(?:-?\d{1,5} ?: ?)?\d{1,3} ?: ?\d{1,3}(?:[.,:] ?\d{1,9})?[ \t]*-{1,3}>[ \t]*-?\d/m.test(start)) {
    return "srt";
  }
  if (/^\[\d{1,4}:\d{1,2}(?:[.:]\d{1,3})?\]/m.test(start)) return "lrc";
  return null;
}
