import { ValidationError } from "../../core/errors.ts";
import { isTimestamp } from "../../core/timestamp.ts";
import type { Query } from "../pool/client.ts";
import { isListedFor, type Reader } from "./reader.ts";
import { filterConditions, type VideoFilter } from "./video_filter.ts";
import { type Video, videoColumns } from "./video_rows.ts";

export type ListSort = "created" | "title" | "duration" | "size";
export type ListOrder = "asc" | "desc";
export type ListStatus = "processing" | "captioned" | "failed";

/** The filter and the order of a list of videos. */
export interface ListFilter extends VideoFilter {
  sort?: ListSort;
  /** The default is ascending for titles, and descending for the rest: the newest, longest, largest first. */
  order?: ListOrder;
  /** A captioned video with sizes still to be made is both `captioned` and `processing`. */
  status?: ListStatus;
  /** Of the speech, or of one of its tracks. */
  language?: string;
  /** Each word must be in the title or in a tag; accents and case are ignored. */
  text?: string;
}

/** A video with its sort key as text: ISO 8601, a number, or a title without accents. */
export type ListedVideo = Video & { sortKey: string };

/** The format of each sort key. A cursor's key comes from the client and is cast to the column's type. */
const KEY_PATTERNS: Record<ListSort, RegExp> = {
  created: /^[\d:TZ.-]{27}$/,
  title: /^[^\0]*$/,
  duration: /^-?\d{1,15}(\.\d{1,20})?(e[+-]\d{1,2})?$/,
  size: /^\d{1,18}$/,
};

export function defaultOrder(sort: ListSort): ListOrder {
  return sort === "title" ? "asc" : "desc";
}

/**
 * Lists a page of the videos that are listed for `reader`, without hidden ones, the newest first by default.
 *
 * @param options.id only this video, if it passes the filter
 * @param options.cursor `nextCursor` of the previous page, in the same order
 * @throws {ValidationError} if the cursor is not one of these
 */
export async function listVideos(
  sql: Query,
  { reader, id, limit = 50, cursor = null, sort = "created", order = defaultOrder(sort), ...filter }:
    & { reader: Reader | null; id?: string; limit?: number; cursor?: string | null }
    & ListFilter,
): Promise<{ videos: ListedVideo[]; nextCursor: string | null }> {
  const after = cursor === null ? null : readCursor(cursor, sort, order);
  const key = keyColumn(sql, sort);
  const direction = order === "asc" ? sql`asc` : sql`desc`;
  const rows = await sql<ListedVideo[]>`
    select ${videoColumns(sql)}, ${keyText(sql, sort)} as sort_key
    from streamforge.videos v
    where v.delete_at is null and ${isListedFor(sql, reader)}
      ${id === undefined ? sql`` : sql`and v.id = ${id}`}
      ${conditions(sql, filter)} ${filterConditions(sql, filter, reader)}
      ${
    after
      ? sql`and (${key}, v.id) ${order === "asc" ? sql`>` : sql`<`} (${cast(sql, sort, after.key)}, ${after.id})`
      : sql``
  }
    order by ${key} ${direction}, v.id ${direction} limit ${limit + 1}`;
  const videos = rows.slice(0, limit);
  const last = videos.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor(sort, order, last) : null;
  return { videos, nextCursor };
}

/** A value to filter by, with how many videos have it. */
export interface Facet {
  value: string;
  count: number;
}

/** The values that the videos of a reader can be filtered by, the most common first. */
export interface Facets {
  languages: Facet[];
  tags: Facet[];
  topics: Facet[];
}

export async function listFacets(sql: Query, { reader }: { reader: Reader | null }): Promise<Facets> {
  const isListed = sql`${isListedFor(sql, reader)} and v.delete_at is null`;
  const [languages, others] = await Promise.all([
    sql<Facet[]>`
      select value, count(*) from (
        select v.id, v.language as value from streamforge.videos v where ${isListed}
        union
        select v.id, t.language from streamforge.videos v join streamforge.tracks t on t.video_id = v.id
        where ${isListed} and t.current_revision is not null
      ) as spoken where value <> 'und' group by value order by count(*) desc, value`,
    listTagsAndTopics(sql, { reader }),
  ]);
  return { languages: [...languages], ...others };
}

/** The facets without the languages, which are counted in all tracks. */
export async function listTagsAndTopics(
  sql: Query,
  { reader }: { reader: Reader | null },
): Promise<Omit<Facets, "languages">> {
  const isListed = sql`${isListedFor(sql, reader)} and v.delete_at is null`;
  const [tags, topics] = await Promise.all([
    sql<Facet[]>`
      select value, count(*) from streamforge.videos v, unnest(v.tags) as value where ${isListed}
      group by value order by count(*) desc, value limit 500`,
    sql<Facet[]>`
      select found ->> 'topic' as value, count(*)
      from streamforge.videos v join streamforge.analyses a on a.video_id = v.id and a.kind = 'topics',
        jsonb_array_elements(a.result -> 'topics') as found
      where ${isListed} group by 1 order by count(*) desc, 1`,
  ]);
  return { tags: [...tags], topics: [...topics] };
}

function conditions(sql: Query, { status, language, text = "" }: ListFilter) {
  const words = text.split(/\s+/).filter((word) => word !== "").map((word) =>
    sql`and strpos(streamforge.plain_text(v.title || ' ' || array_to_string(v.tags, ' ')), streamforge.plain_text(${word})) > 0`
  );
  return sql`
    ${status === undefined ? sql`` : sql`and ${statusCondition(sql, status)}`}
    ${
    language === undefined ? sql`` : sql`and (v.language = ${language} or exists (
      select 1 from streamforge.tracks t
      where t.video_id = v.id and t.language = ${language} and t.current_revision is not null))`
  }
    ${words.reduce((all, word) => sql`${all} ${word}`, sql``)}`;
}

/** The same statuses as the badges of the pages. */
function statusCondition(sql: Query, status: ListStatus) {
  const active = (...kinds: string[]) =>
    sql`exists (select 1 from streamforge.jobs j
      where j.video_id = v.id and j.state in ('queued', 'running') and j.kind in ${sql(kinds)})`;
  if (status === "captioned") return sql`(v.state = 'ready' and v.caption_status = 'ready' and v.caption_note is null)`;
  if (status === "processing") {
    return sql`(v.state = 'processing' or (v.state = 'ready' and v.caption_status in ('pending', 'processing'))
      or ${active("transcode_video", "transcode_renditions")})`;
  }
  return sql`(not ${active("transcode_video")} and (v.state = 'failed'
    or (v.state = 'ready' and (v.caption_status = 'failed' or (v.error is not null and not ${
    active("transcode_renditions")
  })))))`;
}

/** The expression that a list is sorted by. */
function keyColumn(sql: Query, sort: ListSort) {
  if (sort === "title") return sql`left(streamforge.plain_text(v.title), 100) collate "C"`;
  if (sort === "duration") return sql`coalesce(v.duration_seconds, -1)`;
  if (sort === "size") return sql`v.size_bytes`;
  return sql`v.created_at`;
}

/** The sort key as text, without loss of precision. */
function keyText(sql: Query, sort: ListSort) {
  if (sort === "created") return sql`to_char(v.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return sql`(${keyColumn(sql, sort)})::text`;
}

function cast(sql: Query, sort: ListSort, key: string) {
  if (sort === "title") return sql`${key}::text collate "C"`;
  if (sort === "duration") return sql`${key}::text::double precision`;
  if (sort === "size") return sql`${key}::text::bigint`;
  return sql`${key}::text::timestamptz`;
}

function writeCursor(sort: ListSort, order: ListOrder, { sortKey, id }: ListedVideo): string {
  return `${sort}.${order}.${id}.${encodeURIComponent(sortKey)}`;
}

function readCursor(cursor: string, sort: ListSort, order: ListOrder): { key: string; id: string } {
  const cursorError = (right: string) =>
    new ValidationError(`cursor is ${JSON.stringify(cursor.slice(0, 200))}: it must be ${right}`);
  const match = /^([a-z]+)\.(asc|desc)\.([A-Za-z0-9_-]{22})\.(.*)$/.exec(cursor);
  if (!match) throw cursorError("the next_cursor of a page");
  const [, ofSort, ofOrder, id, escaped] = match;
  if (ofSort !== sort || ofOrder !== order) {
    throw cursorError(`of a page in the same order: this list is sorted by ${sort}, ${order}`);
  }
  const key = unescapeKey(escaped);
  const isValid = key !== null && KEY_PATTERNS[sort].test(key) &&
    (sort !== "created" || isTimestamp(key));
  if (!isValid) throw cursorError("the next_cursor of a page");
  return { key, id };
}

function unescapeKey(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
