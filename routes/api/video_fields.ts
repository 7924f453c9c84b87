import { parseCaptionLayout } from "../../src/captions/mod.ts";
import { oneLine } from "../../src/core/one_line.ts";
import { ValidationError } from "../../src/core/errors.ts";
import { readLanguage } from "../../src/core/transcribe_options.ts";
import type { CaptionLayout, Visibility } from "../../src/core/types.ts";
import { LIST_SORTS, LIST_STATUSES, type ListFilter } from "../../src/db/videos/videos.ts";

const MAX_TITLE_CHARS = 500; // code points, as the database counts them
/** Neither a space nor a control or format character, nor one that is not drawn. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const VISIBILITIES: readonly Visibility[] = ["private", "unlisted", "public"];
const LAYOUT_FIELDS = ["max_line_chars", "max_lines", "max_cue_seconds"];
const UPLOAD_FIELDS = ["title", "filename", "language", "visibility", ...LAYOUT_FIELDS];
const PATCH_FIELDS = ["title", "language", "visibility", "tags"];
const MAX_TAGS = 20;
const MAX_TAG_CHARS = 40;
const MAX_SEARCH_CHARS = 200;
const MAX_UNDO_SECONDS = 3600;

/** What a person says of a video that they upload. */
export interface UploadFields {
  title: string;
  fileName: string;
  /** null: to be detected. */
  language: string | null;
  visibility: Visibility;
  captionLayout: Partial<CaptionLayout>;
}

/**
 * Reads what is said of an upload, from a query or from tus metadata.
 *
 * @param fields `title`, `filename`, `language`, `visibility`, `max_line_chars`, `max_lines`, `max_cue_seconds`, all optional
 * @throws {ValidationError} naming the field, what it held and what it may hold; also for one that is not known
 */
export function readUploadFields(fields: Record<string, unknown>): UploadFields {
  refuseUnknown(fields, UPLOAD_FIELDS);
  const fileName = shownText(fields.filename) || "";
  const stem = fileName.replace(/\.[^.]{1,8}$/, "");
  return {
    title: fields.title === undefined || fields.title === "" ? titleOf(stem) : readTitle(fields.title),
    fileName: fileName || shownText(fields.title) || "Untitled",
    language: readLanguage(fields.language),
    visibility: fields.visibility === undefined ? "unlisted" : readVisibility(fields.visibility),
    captionLayout: parseCaptionLayout(fields),
  };
}

/** Of tus metadata what `readUploadFields` knows: clients add things of their own, and some say `name` for `filename`. */
export function knownUploadFields(metadata: Record<string, string | null>): Record<string, string> {
  const named: Record<string, string | null> = { ...metadata, filename: metadata.filename ?? metadata.name ?? null };
  const present = UPLOAD_FIELDS.filter((name) => named[name] != null);
  return Object.fromEntries(present.map((name) => [name, named[name]!.replaceAll("\0", " ")])); // jsonb takes no NUL
}

/** What of a video may be changed. A field that is absent stays as it is. */
export interface VideoPatch {
  title?: string;
  language?: string | null;
  visibility?: Visibility;
  tags?: string[];
}

/** @throws {ValidationError} as `readUploadFields` */
export function readVideoPatch(fields: Record<string, unknown>): VideoPatch {
  refuseUnknown(fields, PATCH_FIELDS);
  return {
    ...("title" in fields && { title: readTitle(fields.title) }),
    ...("language" in fields && { language: readLanguage(fields.language) }),
    ...("visibility" in fields && { visibility: readVisibility(fields.visibility) }),
    ...("tags" in fields && { tags: readTags(fields.tags) }),
  };
}

/**
 * Tags as they are kept: lower case, each once.
 *
 * @throws {ValidationError} naming the one that is wrong
 */
export function readTags(value: unknown): string[] {
  if (!Array.isArray(value)) throw wrong("tags", value, `a list of at most ${MAX_TAGS} texts`);
  const tags = [...new Set(value.map(readTag))];
  if (tags.length > MAX_TAGS) throw wrong("tags", `${tags.length} tags`, `a list of at most ${MAX_TAGS} texts`);
  return tags;
}

function readTag(value: unknown): string {
  const tag = typeof value === "string" ? shownText(value).replace(/\s+/g, " ").toLowerCase() : "";
  if (!VISIBLE.test(tag) || [...tag].length > MAX_TAG_CHARS || tag.includes(",")) {
    throw wrong("a tag", value, `text of 1 to ${MAX_TAG_CHARS} characters without a comma, one of them visible`);
  }
  return tag;
}

/**
 * Reads which videos are asked for and in which order, from a query: `sort`, `order`, `status`, `language`, `tag`, `q`.
 * An empty one counts as none, as a form sends it.
 *
 * @throws {ValidationError} naming the field, what it held and what it may hold
 */
export function readListFilter(query: Record<string, string | undefined>): ListFilter {
  const { sort, order, status, language, tag, q } = query;
  const text = shownText(q);
  if ([...text].length > MAX_SEARCH_CHARS) throw wrong("q", q, `text of at most ${MAX_SEARCH_CHARS} characters`);
  return {
    ...(sort && { sort: readChoice("sort", sort, LIST_SORTS) }),
    ...(order && { order: readChoice("order", order, ["asc", "desc"] as const) }),
    ...(status && { status: readChoice("status", status, LIST_STATUSES) }),
    ...(language && { language: readLanguage(language) ?? undefined }),
    ...(tag && { tag: readTag(tag) }),
    ...(text && { text }),
  };
}

/** How long a deletion may be undone; null: it is for good. @throws {ValidationError} */
export function readUndoSeconds(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (!/^\d+$/.test(value) || seconds < 1 || seconds > MAX_UNDO_SECONDS) {
    throw wrong("undo_seconds", value, `a whole number from 1 to ${MAX_UNDO_SECONDS}`);
  }
  return seconds;
}

/** @throws {ValidationError} if `fields` holds a name that is not in `known` */
export function refuseUnknown(fields: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ValidationError(`there is no field ${JSON.stringify(unknown)} here: there are ${known.join(", ")}`);
  }
}

/** A title for a file that came without one. @param stem its name without the extension */
function titleOf(stem: string): string {
  return VISIBLE.test(stem) ? [...stem].slice(0, MAX_TITLE_CHARS).join("") : "Untitled";
}

function readTitle(value: unknown): string {
  const title = typeof value === "string" ? shownText(value) : "";
  if (!VISIBLE.test(title) || [...title].length > MAX_TITLE_CHARS) {
    throw wrong("title", value, `text of 1 to ${MAX_TITLE_CHARS} characters, one of them visible`);
  }
  return title;
}

function readVisibility(value: unknown): Visibility {
  return readChoice("visibility", value, VISIBILITIES);
}

function readChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw wrong(name, value, `one of ${choices.join(", ")}`);
  return found;
}

function shownText(value: unknown): string {
  return typeof value === "string" ? oneLine(value) : "";
}

function wrong(name: string, value: unknown, right: string): ValidationError {
  const shown = JSON.stringify(value) ?? "missing";
  return new ValidationError(
    `${name} is ${shown.length > 100 ? `${shown.slice(0, 100)}...` : shown}: it must be ${right}`,
  );
}
