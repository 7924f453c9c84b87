import { ValidationError } from "../../core/errors.ts";
import { isTimestamp } from "../../core/timestamp.ts";
import type { Query } from "../pool/client.ts";
import { type Passage, RepeatFilter, type Span } from "./repeats.ts";
import { type Hit, matchPassage, mayMatch, PASSAGE_CUES, quoteLexeme, readSequence } from "./words.ts";
import type { Reader } from "../videos/reader.ts";
import { type Scopes, scopesQuery } from "./scopes.ts";
import type { Wanted } from "./words.ts";

/** One page reads at most this many passages; the next page continues after them. */
const MAX_PASSAGES = 4000;
const FIRST_BATCH = 48; // passages; four times as many for several words, which are rarely in one cue
const LARGEST_BATCH = 1000; // passages
/** Repeats are filtered for at least this many moments at once. */
const FILTERED_MOMENTS = 32;
/**
 * A search reads the newest videos first: the newest `count` buckets of `videos` videos at the scope's `level`, then
 * larger windows, and finally all videos. So a common word does not read all its passages.
 */
const WINDOWS = [
  { level: 0, videos: 16, count: 2 },
  { level: 0, videos: 16, count: 6 },
  { level: 1, videos: 256, count: 2 },
  { level: 1, videos: 256, count: 5 },
  { level: 2, videos: 4096, count: 2 },
  { level: null, videos: Infinity, count: 1 },
] as const;
type Window = typeof WINDOWS[number];
/** Of so many videos `search_find_among` reads all passages at each call, so that windows would read them again. */
const FEW_VIDEOS = 200; // as in migrations/0062_search_repairs.sql

/** A position in the results. The videos' numbers are in descending order. */
export interface Place {
  number: number;
  trackId: string;
  /** The cue's index in its revision. */
  cue: number;
}

/** A match, before its cues are read. */
export interface FoundMoment extends Place, Span {
  hits: (Hit & { position: number })[];
}

/**
 * Calls `take` with each match in order until it returns false. A match in two tracks of a language is passed once.
 *
 * @param options.among only videos with these numbers; null: all
 * @returns the place where it stopped after `MAX_PASSAGES`; null at the end, or if `take` stopped it
 */
export async function walk(
  sql: Query,
  { terms, wanted }: Search,
  { scopes, language, among }: { scopes: Scopes; language: string | null; among: readonly number[] | null },
  start: Place,
  take: (found: FoundMoment) => boolean,
): Promise<Place | null> {
  let [number, trackId, part] = [start.number, start.trackId, Math.floor((start.cue + 1) / PASSAGE_CUES)];
  const groups = wanted.get("")!.length;
  const repeats = new RepeatFilter(sql, terms, (passage) => momentsOf(passage, wanted));
  let passagesRead = 0;
  let batch = groups > 1 ? FIRST_BATCH * 4 : FIRST_BATCH;
  const isOneWindow = scopes === null || (among !== null && among.length <= FEW_VIDEOS);
  for (let step = isOneWindow ? WINDOWS.length - 1 : 0; step < WINDOWS.length;) {
    const { videos, count, level } = WINDOWS[step];
    const low = level === null ? 0 : Math.max(0, (Math.floor(number / videos) - count + 1) * videos);
    const scope = scopeQuery(scopes, language, WINDOWS[step], number);
    const place = sql`${terms}::text::tsquery, ${scope}::text::tsquery, ${number}::text::bigint, ${trackId},
      ${part}::text::integer, ${batch}::text::integer`;
    const passages: Passage[] = [
      ...await (among === null
        ? sql<Passage[]>`select * from streamforge.search_find(${place})`
        : sql<Passage[]>`select * from streamforge.search_find_among(${place}, ${`{${among}}`}::text::bigint[])`),
    ];
    let moments: FoundMoment[] = [];
    for (const [i, passage] of passages.entries()) {
      for (const one of momentsOf(passage, wanted)) if (isAfter(one, start)) moments.push(one);
      if (moments.length < FILTERED_MOMENTS && i < passages.length - 1) continue;
      for (const one of await repeats.removeRepeats(moments)) if (!take(one)) return null;
      moments = [];
    }
    passagesRead += passages.length;
    const last = passages.at(-1);
    if (last && passages.length === batch) { // there may be more in this window
      if (passagesRead >= MAX_PASSAGES) return { ...last, cue: (last.part + 1) * PASSAGE_CUES - 1 };
      [number, trackId, part] = [last.number, last.trackId, last.part + 1];
      batch = Math.min(batch * 4, LARGEST_BATCH);
      continue;
    }
    if (low <= 0) return null;
    [number, trackId, part] = [low - 1, "", 0];
    step++;
  }
  return null;
}

/** Whether a match comes after `start`, so that earlier pages have not shown it. */
function isAfter({ number, trackId, cue }: FoundMoment, start: Place): boolean {
  return number !== start.number || trackId !== start.trackId || cue > start.cue;
}

function* momentsOf(passage: Passage, wanted: Search["wanted"]): Generator<FoundMoment> {
  const { number, trackId, part, revisionId, stemmer, sequence } = passage;
  const groups = wanted.get(stemmer) ?? wanted.get("")!; // single-character words have no stems
  if (!mayMatch(sequence, groups)) return;
  const cues = readSequence(sequence);
  for (const { first, last, hits } of matchPassage(cues, groups)) {
    const cue = part * PASSAGE_CUES + first;
    yield {
      ...{ number, trackId, cue, revisionId },
      firstPosition: cues[first].position,
      lastPosition: cues[last].position,
      hits: hits.map((hit) => ({ ...hit, position: cues[hit.cue].position })),
    };
  }
}

/** Builds the query for the scope: who may find it, in which language, in the window's videos. */
function scopeQuery(scopes: Scopes, language: string | null, window: Window, number: number): string {
  const { level, videos, count } = window;
  const newest = Math.floor(number / videos);
  const buckets = Array.from({ length: count }, (_, i) => newest - i).filter((bucket) => bucket >= 0);
  const scope = scopesQuery(scopes, level === null ? [""] : buckets.map((bucket) => `/${level}/${bucket}`));
  return language === null ? `(${scope})` : `(${scope})&${quoteLexeme(`l/${language}`)}`;
}

/** Finds the start: the newest video that the reader may find, or the place after the cursor. */
export async function findStart(sql: Query, reader: Reader | null, cursor: Cursor | null): Promise<Place | null> {
  const isFound = reader?.isAdministrator ? sql`true` : sql`(is_public or owner = ${reader?.user ?? null}::text)`;
  if (!cursor && reader?.isAdministrator) {
    const [newest] = await sql<{ number: number }[]>`
      select number from streamforge.search_videos where not is_hidden order by number desc limit 1`;
    return newest ? { number: newest.number, trackId: "", cue: -1 } : null;
  }
  if (!cursor) {
    const [{ number }] = await sql<{ number: number | null }[]>`
      select greatest(
        (select max(number) from streamforge.search_videos where is_public and not is_hidden),
        (select max(number) from streamforge.search_videos where owner = ${
      reader?.user ?? null
    }::text and not is_hidden)) as number`;
    return number === null ? null : { number, trackId: "", cue: -1 };
  }
  const [row] = await sql<{ number: number; isPresent: boolean }[]>`
    select number, true as is_present from streamforge.search_videos
    where video_id = ${cursor.videoId} and not is_hidden and ${isFound}
    union all ( -- the video was deleted, or is not this reader's to see: continue with the one before it
      select number, false from streamforge.search_videos
      where created_at <= ${cursor.createdAt}::text::timestamptz order by created_at desc, number desc limit 1)
    limit 1`;
  if (!row) return null;
  return row.isPresent
    ? { number: row.number, trackId: cursor.trackId, cue: cursor.cue }
    : { number: row.number, trackId: "", cue: -1 };
}

/** The content of a cursor. It has no video numbers: they would reveal how many hidden videos there are. */
interface Cursor {
  createdAt: string;
  videoId: string;
  trackId: string;
  cue: number;
}

export function readCursor(cursor: string): Cursor {
  const match = /^([\d:TZ.-]{27})\.([\w-]{22})\.([\w-]{22})\.(\d{1,7})$/.exec(cursor);
  if (!match || !isTimestamp(match[1])) {
    throw new ValidationError(`cursor is ${JSON.stringify(cursor)}: it must be the next_cursor of a page`);
  }
  return { createdAt: match[1], videoId: match[2], trackId: match[3], cue: Number(match[4]) };
}

export async function writeCursor(sql: Query, { number, trackId, cue }: Place): Promise<string | null> {
  const [row] = await sql<{ videoId: string; at: string }[]>`
    select video_id, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from streamforge.search_videos where number = ${number}::text::bigint`;
  return row ? `${row.at}.${row.videoId}.${trackId}.${cue}` : null;
}

/** A parsed query, in each language that it may be in. */
export interface Search {
  /** By stemmer; "" compares whole words. */
  wanted: Map<string, Wanted>;
  /** The query for the index; empty if it has no word. */
  terms: string;
}
