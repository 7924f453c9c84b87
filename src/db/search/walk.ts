import { ValidationError } from "../../core/errors.ts";
import type { Query } from "../pool/client.ts";
import { type Passage, Repeats, type Span } from "./repeats.ts";
import { type Hit, matchPassage, mayMatch, PASSAGE_CUES, quoteLexeme, readSequence } from "./words.ts";
import type { Wanted } from "./words.ts";

/** How many passages one page may look through; where that is not enough the next page goes on. */
const MAX_PASSAGES = 4000;
const FIRST_BATCH = 48; // passages; of several words, which rarely meet in one cue, four times as many
const LARGEST_BATCH = 1000;
/** Moments of a passage and more that are asked about at once, whether another track has them too. */
const ASKED_MOMENTS = 32;
/**
 * A common word is looked for among the newest videos first: in the newest `count` buckets of the scope's `level`, each
 * of which holds so many videos; in all at last.
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

/** Where a page begins: the videos' numbers fall. */
export interface Place {
  number: number;
  trackId: string;
  /** Of the cue in its revision. */
  cue: number;
}

export interface Found extends Place, Span {
  hits: (Hit & { position: number })[];
}

/**
 * Hands out what is found, in order, until `take` says no; what two tracks of a language have, once.
 *
 * @returns where it gave up, too much having been looked through; null at the end, or where it was stopped
 */
export async function walk(
  sql: Query,
  { terms, wanted }: Search,
  { user, language }: { user: string | null; language: string | null },
  start: Place,
  take: (found: Found) => boolean,
): Promise<Place | null> {
  let [number, trackId, part] = [start.number, start.trackId, Math.floor((start.cue + 1) / PASSAGE_CUES)];
  const groups = wanted.get("")!.length;
  const repeats = new Repeats(sql, terms, (passage) => momentsOf(passage, wanted));
  let looked = 0;
  let batch = groups > 1 ? FIRST_BATCH * 4 : FIRST_BATCH;
  for (let step = 0; step < WINDOWS.length;) {
    const { videos, count, level } = WINDOWS[step];
    const low = level === null ? 0 : Math.max(0, (Math.floor(number / videos) - count + 1) * videos);
    const scope = scopeQuery(user, language, WINDOWS[step], number);
    const passages: Passage[] = [
      ...await sql<Passage[]>`
      select * from streamforge.search_find(${terms}::text::tsquery, ${scope}::text::tsquery,
        ${number}::text::bigint, ${trackId}, ${part}::text::integer, ${batch}::text::integer)`,
    ];
    let moments: Found[] = [];
    for (const [i, passage] of passages.entries()) {
      for (const one of momentsOf(passage, wanted)) if (isBehind(one, start)) moments.push(one);
      if (moments.length < ASKED_MOMENTS && i < passages.length - 1) continue;
      for (const one of await repeats.without(moments)) if (!take(one)) return null;
      moments = [];
    }
    looked += passages.length;
    const last = passages.at(-1);
    if (last && passages.length === batch) { // there may be more in this window
      if (looked >= MAX_PASSAGES) return { ...last, cue: (last.part + 1) * PASSAGE_CUES - 1 };
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

/** What a page before this one has not shown. */
function isBehind({ number, trackId, cue }: Found, start: Place): boolean {
  return number !== start.number || trackId !== start.trackId || cue > start.cue;
}

function* momentsOf(passage: Passage, wanted: Search["wanted"]): Generator<Found> {
  const { number, trackId, part, revisionId, stemmer, sequence } = passage;
  const groups = wanted.get(stemmer) ?? wanted.get("")!; // characters that are words have no stems
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

/** Who may find it, among the videos from this number down that the window holds; as `streamforge.search_scope`. */
function scopeQuery(user: string | null, language: string | null, window: Window, number: number): string {
  const { level, videos, count } = window;
  const newest = Math.floor(number / videos);
  const buckets = Array.from({ length: count }, (_, i) => newest - i).filter((bucket) => bucket >= 0);
  const ends = level === null ? [""] : buckets.map((bucket) => `/${level}/${bucket}`);
  const who = user === null ? ["p"] : ["p", `o/${user}`];
  const scope = who.flatMap((name) => ends.map((end) => quoteLexeme(name + end))).join("|");
  return language === null ? `(${scope})` : `(${scope})&${quoteLexeme(`l/${language}`)}`;
}

/** Where to begin: at the newest video that the person may see, or behind what the cursor names. */
export async function placeOf(sql: Query, user: string | null, begin: Begin | null): Promise<Place | null> {
  if (!begin) {
    const [{ number }] = await sql<{ number: number | null }[]>`
      select greatest(
        (select max(number) from streamforge.search_videos where is_public and not is_hidden),
        (select max(number) from streamforge.search_videos where owner = ${user}::text and not is_hidden)) as number`;
    return number === null ? null : { number, trackId: "", cue: -1 };
  }
  const [row] = await sql<{ number: number; isThere: boolean }[]>`
    select number, true as is_there from streamforge.search_videos where video_id = ${begin.videoId}
    union all ( -- it is gone meanwhile: on with the one before it
      select number, false from streamforge.search_videos
      where created_at <= ${begin.createdAt}::text::timestamptz order by created_at desc, number desc limit 1)
    limit 1`;
  if (!row) return null;
  return row.isThere
    ? { number: row.number, trackId: begin.trackId, cue: begin.cue }
    : { number: row.number, trackId: "", cue: -1 };
}

/** What a cursor says: no numbers, which would tell how many videos there are that others may not see. */
interface Begin {
  createdAt: string;
  videoId: string;
  trackId: string;
  cue: number;
}

export function readCursor(cursor: string): Begin {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\.([\w-]{22})\.([\w-]{22})\.(\d{1,7})$/.exec(cursor);
  if (!match || Number.isNaN(Date.parse(match[1]))) {
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

/** A query that was understood, in each of the languages that it may be meant in. */
export interface Search {
  /** By stemmer; the one without a name compares whole words. */
  wanted: Map<string, Wanted>;
  /** For the index; empty where the query holds no word. */
  terms: string;
}
