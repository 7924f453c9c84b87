import { parseCaptionLayout } from "../captions/mod.ts";
import { readLanguage } from "../core/transcribe_options.ts";
import type { CaptionLayout, Visibility } from "../core/types.ts";
import { fieldError, readChoice, rejectUnknownFields, singleLineText } from "../core/fields.ts";

/** A visible character: no space, no control or format character. */
export const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

export const VISIBILITIES: readonly Visibility[] = ["private", "unlisted", "public"];

export const MAX_TITLE_CHARS = 500; // code points, as the database counts them

export const LAYOUT_FIELDS = ["max_line_chars", "max_lines", "max_cue_seconds"];

export const UPLOAD_FIELDS = ["title", "filename", "language", "visibility", ...LAYOUT_FIELDS];

/** The metadata of an uploaded video. */
export interface UploadFields {
  title: string;
  fileName: string;
  /** null: to be detected. */
  language: string | null;
  visibility: Visibility;
  captionLayout: Partial<CaptionLayout>;
}

/**
 * Reads the metadata of an upload from a query or from tus metadata.
 *
 * @param fields `title`, `filename`, `language`, `visibility`, `max_line_chars`, `max_lines`, `max_cue_seconds`, all
 *   optional
 * @throws {ValidationError} naming the field, what it held and what it may hold; also for an unknown field
 */
export function readUploadFields(fields: Record<string, unknown>): UploadFields {
  rejectUnknownFields(fields, UPLOAD_FIELDS);
  const fileName = singleLineText(fields.filename) || "";
  const stem = fileName.replace(/\.[^.]{1,8}$/, "");
  return {
    title: fields.title === undefined || fields.title === "" ? defaultTitle(stem) : readTitle(fields.title),
    fileName: fileName || singleLineText(fields.title) || "Untitled",
    language: readLanguage(fields.language),
    visibility: fields.visibility === undefined ? "unlisted" : readVisibility(fields.visibility),
    captionLayout: parseCaptionLayout(fields),
  };
}

/** The fields of tus metadata that `readUploadFields` accepts. Some clients send `name` instead of `filename`. */
export function pickUploadFields(metadata: Record<string, string | null>): Record<string, string> {
  const named: Record<string, string | null> = { ...metadata, filename: metadata.filename ?? metadata.name ?? null };
  const present = UPLOAD_FIELDS.filter((name) => named[name] != null);
  return Object.fromEntries(present.map((name) => [name, named[name]!.replaceAll("\0", " ")])); // jsonb takes no NUL
}

/** The title of a file without one. @param stem its name without the extension */
export function defaultTitle(stem: string): string {
  return VISIBLE.test(stem) ? [...stem].slice(0, MAX_TITLE_CHARS).join("") : "Untitled";
}

export function readTitle(value: unknown): string {
  const title = typeof value === "string" ? singleLineText(value) : "";
  if (!VISIBLE.test(title) || [...title].length > MAX_TITLE_CHARS) {
    throw fieldError("title", value, `text of 1 to ${MAX_TITLE_CHARS} characters, one of them visible`);
  }
  return title;
}

export function readVisibility(value: unknown): Visibility {
  return readChoice("visibility", value, VISIBILITIES);
}
