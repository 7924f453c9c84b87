import { ValidationError } from "../core/errors.ts";
import type { Query } from "./client.ts";
import {
  type Hit,
  matchPassage,
  mayMatch,
  parseQuery,
  PASSAGE_CUES,
  quoteLexeme,
  readSequence,
  standsAlone,
  termsQuery,
  type Wanted,
  wordsOf,
} from "./search_words.ts";

/** Longer ones are refused, as are those of more words. */
export const MAX_QUERY_LENGTH = 200; // characters
const MAX_WORDS = 40; // of scripts without spaces, characters
/** How many passages one page may look through; where that is not enough the next page goes on. */
const MAX_PASSAGES = 4000;
const FIRST_BATCH = 48; // passages; of several words, which rarely meet in one cue, four times as many
const LARGEST_BATCH = 1000;
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

/** Something that was said and is found. */
export interface Moment {
  video: FoundVideo;
  trackId: string;
  language: string;
  /** Seconds. */
  start: number;
  end: number;
  /** The cue, or those in a row that the phrase runs over, in one line. */
  text: string;
  /** Where in `text` the words are that were asked for: from, to before, in UTF-16 code units. */
  marks: [number, number][];
}

export interface FoundVideo {
  id: string;
  title: string;
  thumbnailKey: string | null;
  durationSeconds: number | null;
}

/** A query that was understood, in each of the languages that it may be meant in. */
export interface Search {
  /** By stemmer; the one without a name compares whole words. */
  wanted: Map<string, Wanted>;
  /** For the index; empty where the query holds no word. */
  terms: string;
}

export interface SearchOptions {
  /** Who asks; null: somebody who is not signed in. */
  user: string | null;
  /** Of the captions; null: all. */
  language?: string | null;
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string | null;
}

/**
 * Cuts a query into words and finds their stems.
 *
 * @param options.language the only one that it is meant in; null: all
 * @throws {ValidationError} where it is too long
 */
export async function readSearch(sql: Query, query: string, language: string | null = null): Promise<Search> {
  if (query.length > MAX_QUERY_LENGTH) {
    throw new ValidationError(
      `q has ${query.length} characters: it may have up to ${MAX_QUERY_LENGTH}; a few words of what was said are enough`,
    );
  }
  const groups = parseQuery(query.replaceAll("\0", " "));
  const words = [...new Set(groups.flat())];
  if (words.length === 0) return { wanted: new Map(), terms: "" };
  if (groups.flat().length > MAX_WORDS) {
    throw new ValidationError(
      `q has ${groups.flat().length} words: it may have up to ${MAX_WORDS}; a few words of what was said are enough`,
    );
  }
  const rows = await sql<{ stemmer: string; word: string; unit: string }[]>`
    select s.stemmer, w.word, streamforge.search_unit(w.word, s.dictionary) as unit
    from json_to_recordset(${sql.json(words.map((word) => ({ word, alone: standsAlone(word) })))}::json)
      as w (word text, alone boolean),
    (select '' as stemmer, null::regdictionary as dictionary
      union all
      select stemmer, streamforge.search_dictionary(stemmer) from streamforge.search_stemmers
        ${language === null ? sql`` : sql`where stemmer = streamforge.search_stemmer(${language})`}) s
    where s.stemmer = '' or not w.alone`;
  const units = new Map<string, Map<string, ReadonlySet<string>>>();
  for (const { stemmer, word, unit } of rows) {
    if (!units.has(stemmer)) units.set(stemmer, new Map());
    units.get(stemmer)!.set(word, new Set(unit.split("/")));
  }
  const plain = units.get("")!;
  const wanted = new Map(
    Array.from(units, ([stemmer, of]): [string, Wanted] => [
      stemmer,
      groups.map((group) => group.map((word) => of.get(word) ?? plain.get(word)!)),
    ]),
  );
  return { wanted, terms: termsQuery([...wanted.values()]) };
}

/** Where a page begins: the videos' numbers fall. */
interface Place {
  number: number;
  trackId: string;
  /** Of the cue in its revision. */
  cue: number;
}

/**
 * The moments in which something was said, of the videos that this person may see: the newest video first, in it track by
 * track in order of time. A page may be short of `limit` and still have a next one.
 *
 * @throws {ValidationError} if the cursor is none
 */
export async function findMoments(
  sql: Query,
  search: Search,
  { user, language = null, limit = 20, cursor = null }: SearchOptions,
): Promise<{ moments: Moment[]; nextCursor: string | null }> {
  const begin = cursor === null ? null : readCursor(cursor);
  if (search.terms === "") return { moments: [], nextCursor: null };
  const start = await placeOf(sql, user, begin);
  const found: Found[] = [];
  let looked: Place | null = null; // where the search was given up
  if (start) looked = await walk(sql, search, { user, language }, start, (one) => found.push(one) <= limit);
  const page = found.slice(0, limit);
  const moments = await showMoments(sql, page, user);
  const last = found.length > limit ? page.at(-1)! : null;
  return { moments, nextCursor: last ? await writeCursor(sql, last) : looked && await writeCursor(sql, looked) };
}

interface Found extends Place {
  revisionId: string;
  firstPosition: number;
  lastPosition: number;
  hits: (Hit & { position: number })[];
}

interface Passage {
  number: number;
  trackId: string;
  part: number;
  revisionId: string;
  stemmer: string;
  sequence: string;
}

/**
 * Hands out what is found, in order, until `take` says no.
 *
 * @returns where it gave up, too much having been looked through; null at the end, or where it was stopped
 */
async function walk(
  sql: Query,
  { terms, wanted }: Search,
  { user, language }: { user: string | null; language: string | null },
  start: Place,
  take: (found: Found) => boolean,
): Promise<Place | null> {
  let [number, trackId, part] = [start.number, start.trackId, Math.floor((start.cue + 1) / PASSAGE_CUES)];
  const groups = wanted.get("")!.length;
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
    for (const passage of passages) {
      for (const one of momentsOf(passage, wanted, start)) if (!take(one)) return null;
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

function* momentsOf(passage: Passage, wanted: Search["wanted"], start: Place): Generator<Found> {
  const { number, trackId, part, revisionId, stemmer, sequence } = passage;
  const groups = wanted.get(stemmer) ?? wanted.get("")!; // characters that are words have no stems
  if (!mayMatch(sequence, groups)) return;
  const cues = readSequence(sequence);
  for (const { first, last, hits } of matchPassage(cues, groups)) {
    const cue = part * PASSAGE_CUES + first;
    if (number === start.number && trackId === start.trackId && cue <= start.cue) continue; // on the page before
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
async function placeOf(sql: Query, user: string | null, begin: Begin | null): Promise<Place | null> {
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

function readCursor(cursor: string): Begin {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\.([\w-]{22})\.([\w-]{22})\.(\d{1,7})$/.exec(cursor);
  if (!match || Number.isNaN(Date.parse(match[1]))) {
    throw new ValidationError(`cursor is ${JSON.stringify(cursor)}: it must be the next_cursor of a page`);
  }
  return { createdAt: match[1], videoId: match[2], trackId: match[3], cue: Number(match[4]) };
}

async function writeCursor(sql: Query, { number, trackId, cue }: Place): Promise<string | null> {
  const [row] = await sql<{ videoId: string; at: string }[]>`
    select video_id, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from streamforge.search_videos where number = ${number}::text::bigint`;
  return row ? `${row.at}.${row.videoId}.${trackId}.${cue}` : null;
}

interface ShownCue extends FoundVideo {
  moment: number;
  videoId: string;
  language: string;
  position: number;
  startSeconds: number;
  endSeconds: number;
  text: string;
}

/** Reads the cues of what was found; who may see it is asked once more, of the videos themselves. */
async function showMoments(sql: Query, found: readonly Found[], user: string | null): Promise<Moment[]> {
  if (found.length === 0) return [];
  const wanted = found.map(({ trackId, revisionId, firstPosition, lastPosition }, moment) => ({
    ...{ moment, track: trackId, revision: revisionId, first: firstPosition, last: lastPosition },
  }));
  const rows = await sql<ShownCue[]>`
    select m.moment, v.id as video_id, v.title, v.thumbnail_key, v.duration_seconds, c.language,
      q.position, q.start_seconds, q.end_seconds, q.text
    from json_to_recordset(${sql.json(wanted)}::json)
      as m (moment integer, track text, revision text, first integer, last integer)
    join streamforge.captions c on c.id = m.track and c.current_revision = m.revision
    join streamforge.videos v on v.id = c.video_id
    join streamforge.cues q on q.revision_id = m.revision and q.position between m.first and m.last
    where v.delete_at is null and (v.visibility = 'public' or v.owner = ${user}::text)
    order by m.moment, q.position`;
  const cuesOf = Map.groupBy(rows, ({ moment }) => moment);
  return Array.from(cuesOf, ([moment, cues]) => showMoment(found[moment], cues));
}

function showMoment({ trackId, hits }: Found, cues: readonly ShownCue[]): Moment {
  const [{ videoId, title, thumbnailKey, durationSeconds, language, startSeconds }] = cues;
  const marks: [number, number][] = [];
  let text = "";
  for (const cue of cues) {
    if (text !== "") text += " ";
    const words = wordsOf(cue.text);
    for (const { position, from, to } of hits) {
      if (position !== cue.position || !words[from] || !words[to]) continue;
      marks.push([text.length + words[from].start, text.length + words[to].end]);
    }
    text += cue.text.replaceAll(/[\r\n]/g, " "); // one for one: the marks stay where they are
  }
  return {
    video: { id: videoId, title, thumbnailKey, durationSeconds },
    ...{ trackId, language, start: startSeconds, end: cues.at(-1)!.endSeconds, text, marks: joined(marks) },
  };
}

/** In order, and one where they touch. */
function joined(marks: [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of marks.sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** Videos whose title has these words, the newest first. */
export async function findTitles(
  sql: Query,
  { terms }: Search,
  { user, language = null, limit = 6 }: Omit<SearchOptions, "cursor">,
): Promise<FoundVideo[]> {
  if (terms === "") return [];
  const scope = (user === null ? ["p"] : ["p", `o/${user}`]).map(quoteLexeme).join("|");
  return [
    ...await sql<FoundVideo[]>`
    select v.id, v.title, v.thumbnail_key, v.duration_seconds
    from streamforge.search_videos s join streamforge.videos v on v.id = s.video_id
    where s.title_terms @@ ${terms}::text::tsquery and s.scope @@ ${scope}::text::tsquery
      and v.delete_at is null and (v.visibility = 'public' or v.owner = ${user}::text)
      ${language === null ? sql`` : sql`and v.language = ${language}`}
    order by s.number desc limit ${limit}`,
  ];
}

/** The languages of the captions that this person can search, by code. */
export async function searchedLanguages(sql: Query, user: string | null): Promise<string[]> {
  const rows = await sql<{ language: string }[]>`
    select distinct c.language from streamforge.captions c join streamforge.videos v on v.id = c.video_id
    where c.current_revision is not null and c.language <> 'und' and v.delete_at is null
      and (v.visibility = 'public' or v.owner = ${user}::text)
    order by 1`;
  return rows.map(({ language }) => language);
}
