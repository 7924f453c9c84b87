import { readLanguage } from "../../src/core/transcribe_options.ts";
import type { Visibility } from "../../src/core/types.ts";
import { LIST_SORTS, LIST_STATUSES, type ListFilter } from "../../src/db/videos/videos.ts";
import { fieldError, readChoice, rejectUnknownFields, singleLineText } from "../../src/core/fields.ts";
import { readTitle, readVisibility, VISIBLE } from "../../src/uploads/upload_fields.ts";

const PATCH_FIELDS = ["title", "language", "visibility", "tags"];
const MAX_TAGS = 20;
const MAX_TAG_CHARS = 40;
const MAX_SEARCH_CHARS = 200;
const MAX_UNDO_SECONDS = 3600;

/** The fields of a video that a request may change. */
export interface VideoPatch {
  title?: string;
  language?: string | null;
  visibility?: Visibility;
  tags?: string[];
}

/** @throws {ValidationError} as `readUploadFields` */
export function readVideoPatch(fields: Record<string, unknown>): VideoPatch {
  rejectUnknownFields(fields, PATCH_FIELDS);
  return {
    ...("title" in fields && { title: readTitle(fields.title) }),
    ...("language" in fields && { language: readLanguage(fields.language) }),
    ...("visibility" in fields && { visibility: readVisibility(fields.visibility) }),
    ...("tags" in fields && { tags: readTags(fields.tags) }),
  };
}

/**
 * Reads tags: lower case, each once.
 *
 * @throws {ValidationError} naming the wrong tag
 */
export function readTags(value: unknown): string[] {
  if (!Array.isArray(value)) throw fieldError("tags", value, `a list of at most ${MAX_TAGS} texts`);
  const tags = [...new Set(value.map(readTag))];
  if (tags.length > MAX_TAGS) throw fieldError("tags", `${tags.length} tags`, `a list of at most ${MAX_TAGS} texts`);
  return tags;
}

function readTag(value: unknown): string {
  const tag = typeof value === "string" ? singleLineText(value).replace(/\s+/g, " ").toLowerCase() : "";
  if (!VISIBLE.test(tag) || [...tag].length > MAX_TAG_CHARS || tag.includes(",")) {
    throw fieldError("a tag", value, `text of 1 to ${MAX_TAG_CHARS} characters without a comma, one of them visible`);
  }
  return tag;
}

/**
 * Reads filter and order of a list of videos from a query: `sort`, `order`, `status`, `language`, `tag`, `q`. Empty
 * fields are ignored, since forms send them.
 *
 * @throws {ValidationError} naming the field, its value and the allowed values
 */
export function readListFilter(query: Record<string, string | undefined>): ListFilter {
  const { sort, order, status, language, tag, q } = query;
  const text = singleLineText(q);
  if ([...text].length > MAX_SEARCH_CHARS) throw fieldError("q", q, `text of at most ${MAX_SEARCH_CHARS} characters`);
  return {
    ...(sort && { sort: readChoice("sort", sort, LIST_SORTS) }),
    ...(order && { order: readChoice("order", order, ["asc", "desc"] as const) }),
    ...(status && { status: readChoice("status", status, LIST_STATUSES) }),
    ...(language && { language: readLanguage(language) ?? undefined }),
    ...(tag && { tag: readTag(tag) }),
    ...(text && { text }),
  };
}

/** Reads how long a deletion can be undone; null: it can't. @throws {ValidationError} */
export function readUndoSeconds(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (!/^\d+$/.test(value) || seconds < 1 || seconds > MAX_UNDO_SECONDS) {
    throw fieldError("undo_seconds", value, `a whole number from 1 to ${MAX_UNDO_SECONDS}`);
  }
  return seconds;
}
