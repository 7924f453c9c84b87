import {
  decodeText,
  detectFormat,
  type FileChange,
  type FormatName,
  IMPORT_FORMATS,
  namesFrameRate,
  parseCaptionFile,
  type SubmittedCue,
  UnreadableCaptionsError,
} from "../../src/captions/mod.ts";
import { MediaError, NotFoundError, ToolError } from "../../src/core/errors.ts";
import { languageOfFile } from "../../src/core/languages.ts";
import { listRenditions } from "../../src/db/videos/renditions.ts";
import { probe } from "../../src/media/probe.ts";
import { cueListSchema } from "../../src/schemas/cue.ts";
import { read } from "../../src/schemas/read.ts";
import type { Deps } from "../deps.ts";
import { UnprocessableError } from "../http/errors.ts";
import { readBytes } from "../http/request_body.ts";

const MAX_FILE_BYTES = 10_000_000;

/** A caption file as text. */
export interface CaptionText {
  text: string;
  /** That its encoding was found by its content, or that bytes are damaged. */
  changes: FileChange[];
}

/** Cues of a file, and what is not as it was there. */
export interface ReadCaptions {
  format: FormatName;
  cues: SubmittedCue[];
  changes: FileChange[];
}

/**
 * Reads the body of an import as text.
 *
 * @param options.encoding of the file, if a person says it; else it is found by its content
 * @throws {UnprocessableError} for an unknown encoding
 */
export async function readCaptionText(
  request: Request,
  { encoding, language }: { encoding?: string; language: string },
): Promise<CaptionText> {
  const bytes = await readBytes(request, MAX_FILE_BYTES);
  try {
    const decoded = decodeText(bytes, { encoding: encoding || undefined, language });
    const text = decoded.text.replace(/^\ufeff/, "");
    const changes: FileChange[] = [];
    const say = (message: string) => changes.push({ cue: null, line: null, what: "encoding", message });
    if (decoded.isGuessed) say(`the file is not UTF-8: it was read as ${decoded.encoding}, by what it holds`);
    if (decoded.isDamaged) say(`the file has bytes that are not ${decoded.encoding}: "\ufffd" stands for them`);
    return { text, changes };
  } catch (error) {
    throw error instanceof RangeError ? new UnprocessableError(error.message) : error;
  }
}

/** Finds the format of a name or extension that `importFormatSchema` takes, or the reader of files names. */
export function findImportFormat(value: string): FormatName {
  return IMPORT_FORMATS.find(({ name, extensions }) => name === value || extensions?.includes(value))!;
}

/**
 * Finds the format of a body with times by its content, else by its media type.
 *
 * @throws {UnprocessableError} if neither tells it
 */
export function formatOfBody(text: string, contentTypeHeader: string | undefined): FormatName {
  const mediaType = (contentTypeHeader ?? "").split(";")[0].trim().toLowerCase();
  const named = IMPORT_FORMATS.find((format) =>
    !format.isScript && (format.mediaType === mediaType || format.mediaTypes?.includes(mediaType))
  );
  const detected = detectFormat(text);
  const format = named?.name === "vtt" ? named : IMPORT_FORMATS.find(({ name }) => name === detected) ?? named;
  if (format) return format;
  const timed = IMPORT_FORMATS.filter(({ isScript }) => !isScript).map(({ label }) => label).join(", ");
  throw new UnprocessableError(`the body is no caption file with times: it must be one of ${timed}`);
}

/**
 * Frames a second of a video, if a file counts frames and does not say how many a second has.
 *
 * @returns null for other files, and if the video can't be read
 */
export async function readFrameRate(
  { sql, storage, mediaTools }: Pick<Deps, "sql" | "storage" | "mediaTools">,
  videoId: string,
  { format, text }: { format: FormatName; text: string },
): Promise<number | null> {
  const isMicroDvd = (detectFormat(text) ?? format.name) === "sub";
  if (!isMicroDvd || namesFrameRate(text)) return null;
  // the smallest has the frames of all
  const rendition = (await listRenditions(sql, videoId)).at(-1);
  if (!rendition) return null;
  try {
    return await storage.withLocalFile(rendition.mp4Key, async (path) => {
      const { video } = await probe(mediaTools, path);
      return video?.frameRate ?? null;
    });
  } catch (error) {
    if ([MediaError, ToolError, NotFoundError].some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

/**
 * Reads a file with times.
 *
 * @param options.language that the captions get
 * @param options.frameRate of the video, for formats that count frames; null if unknown
 * @throws {UnprocessableError} if no cue could be read, or there are too many
 */
export function readCaptionFile(
  { name }: FormatName,
  { text, changes: before }: CaptionText,
  { language, frameRate }: { language: string; frameRate: number | null },
): ReadCaptions {
  try {
    const { format, cues, changes, language: named } = parseCaptionFile(name, text, { frameRate });
    // the reader keeps to the limits of a cue, but not to their number
    read(cueListSchema, cues.map(({ position: _position, ...cue }) => cue), {
      wrongValue: (message) => new UnprocessableError(message),
    });
    const [said, given] = [languageOfFile(named), languageOfFile(language)];
    if (said !== "und" && given !== "und" && said !== given) {
      const message = `the file says that its language is ${JSON.stringify(named)}: it was read as "${language}"`;
      changes.push({ cue: null, line: null, what: "note", message });
    }
    return {
      format: findImportFormat(format),
      cues: cues.map((cue) => ({
        ...cue,
        speaker: cue.speaker ?? null,
        position: cue.position ?? null,
        markup: cue.markup ?? null,
      })),
      changes: [...before, ...changes],
    };
  } catch (error) {
    throw error instanceof UnreadableCaptionsError ? new UnprocessableError(error.message) : error;
  }
}

/** The parts of a file that could not be read. */
export function problemsOf(changes: readonly FileChange[]): { line: number; message: string }[] {
  return changes.filter(({ what }) => what === "left_out").map(({ line, message }) => ({ line: line ?? 1, message }));
}
