import type { Poster } from "../../core/poster.ts";
import { ValidationError } from "../../core/errors.ts";
import type { Query } from "../pool/client.ts";
import { isListedFor, type Reader } from "../videos/reader.ts";
import type { Span } from "./repeats.ts";
import { filterConditions, isFiltered, type VideoFilter } from "../videos/video_filter.ts";
import { readScopes, scopesQuery } from "./scopes.ts";
import { findStart, type FoundMoment, type Place, readCursor, type Search, walk, writeCursor } from "./walk.ts";
import { parseQuery, standsAlone, termsQuery, type Wanted, wordsOf } from "./words.ts";

/** The limits of a query. */
export const MAX_QUERY_LENGTH = 200; // characters
const MAX_WORDS = 40; // characters, in scripts without spaces

/** A search result: a moment of a video. */
export interface Moment {
  video: FoundVideo;
  trackId: string;
  language: string;
  /** Seconds. */
  start: number;
  end: number;
  /** The cue, or the consecutive cues that the phrase spans, in one line. */
  text: string;
  /** Who says it, in order; empty where nobody is named. */
  speakers: string[];
  /** The ranges of the searched words in `text`: start and exclusive end, in UTF-16 code units. */
  marks: [number, number][];
}

export interface FoundVideo {
  id: string;
  title: string;
  thumbnailKey: string | null;
  poster: Poster | null;
  durationSeconds: number | null;
}

export interface SearchOptions {
  /** null: not signed in. */
  reader: Reader | null;
  /** The captions' language; null: all. */
  language?: string | null;
  /** Of the videos. */
  filter?: VideoFilter;
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string | null;
}

/**
 * Cuts a query into words and finds their stems.
 *
 * @param language the query's language; null: any
 * @throws {ValidationError} if it is too long
 */
export async function readSearch(sql: Query, query: string, language: string | null = null): Promise<Search> {
  if (query.length > MAX_QUERY_LENGTH) {
    throw new ValidationError(
      `q has ${query.length} characters: it may have up to ${MAX_QUERY_LENGTH}; a few words of what was said are enough`,
    );
  }
  const groups = parseQuery(query.replaceAll("\0", " "));
  if (groups.flat().length === 0) return { wanted: new Map(), terms: "" };
  if (groups.flat().length > MAX_WORDS) {
    throw new ValidationError(
      `q has ${groups.flat().length} words: it may have up to ${MAX_WORDS}; a few words of what was said are enough`,
    );
  }
  const wanted = await findUnits(sql, groups, language);
  return { wanted, terms: termsQuery([...wanted.values()]) };
}

/** The units of each word in groups, by each stemmer. */
export async function findUnits(
  sql: Query,
  groups: readonly string[][],
  language: string | null,
): Promise<Map<string, Wanted>> {
  const words = [...new Set(groups.flat())];
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
  return new Map(
    Array.from(units, ([stemmer, of]): [string, Wanted] => [
      stemmer,
      groups.map((group) => group.map((word) => of.get(word) ?? plain.get(word)!)),
    ]),
  );
}

/**
 * Finds the moments in which something was said, in the videos that are listed for the reader: the newest video first, then
 * track by track in order of time. Tracks of one language with the same words give one moment. A page may have fewer
 * than `limit` moments and still a next page.
 *
 * @throws {ValidationError} if the cursor is invalid
 */
export async function findMoments(
  sql: Query,
  search: Search,
  { reader, language = null, filter = {}, limit = 20, cursor = null }: SearchOptions,
): Promise<{ moments: Moment[]; nextCursor: string | null }> {
  const cursorPlace = cursor === null ? null : readCursor(cursor);
  if (search.terms === "") return { moments: [], nextCursor: null };
  const scopes = await readScopes(sql, reader);
  const among = isFiltered(filter) ? await filteredNumbers(sql, filter, reader) : null;
  if (among?.length === 0) return { moments: [], nextCursor: null };
  const start = await findStart(sql, reader, cursorPlace);
  const found: FoundMoment[] = [];
  let stoppedAt: Place | null = null;
  if (start) stoppedAt = await walk(sql, search, { scopes, language, among }, start, (one) => found.push(one) <= limit);
  const page = found.slice(0, limit);
  const moments = (await showMoments(sql, page, reader)).map(({ index: _, ...moment }) => moment);
  const last = found.length > limit ? page.at(-1)! : null;
  return { moments, nextCursor: last ? await writeCursor(sql, last) : stoppedAt && await writeCursor(sql, stoppedAt) };
}

/** The numbers of the videos that pass a filter. */
async function filteredNumbers(sql: Query, filter: VideoFilter, reader: Reader | null): Promise<number[]> {
  const rows = await sql<{ number: number }[]>`
    select s.number from streamforge.search_videos s join streamforge.videos v on v.id = s.video_id
    where v.delete_at is null and ${isListedFor(sql, reader)} ${filterConditions(sql, filter, reader)}`;
  return rows.map(({ number }) => number);
}

interface ShownCue extends FoundVideo {
  moment: number;
  videoId: string;
  language: string;
  position: number;
  startSeconds: number;
  endSeconds: number;
  text: string;
  speaker: string | null;
}

/** What is shown as a moment: cues of a revision, with the searched words in them. */
type ShownSpan = Span & Pick<FoundMoment, "hits">;

/**
 * Reads the cues of the matches, and checks the reader's access again in the videos' rows.
 *
 * @returns those that the reader may see, with their index in `found`
 */
export async function showMoments(
  sql: Query,
  found: readonly ShownSpan[],
  reader: Reader | null,
): Promise<(Moment & { index: number })[]> {
  if (found.length === 0) return [];
  const wanted = found.map(({ trackId, revisionId, firstPosition, lastPosition }, moment) => ({
    ...{ moment, track: trackId, revision: revisionId, first: firstPosition, last: lastPosition },
  }));
  const rows = await sql<ShownCue[]>`
    select m.moment, v.id as video_id, v.title, v.thumbnail_key, v.poster, v.duration_seconds, t.language,
      q.position, q.start_seconds, q.end_seconds, q.text, q.speaker
    from json_to_recordset(${sql.json(wanted)}::json)
      as m (moment integer, track text, revision text, first integer, last integer)
    join streamforge.tracks t on t.id = m.track and t.current_revision = m.revision
    join streamforge.videos v on v.id = t.video_id
    join streamforge.cues q on q.revision_id = m.revision and q.position between m.first and m.last
    where v.delete_at is null and ${isListedFor(sql, reader)}
    order by m.moment, q.position`;
  const cuesOf = Map.groupBy(rows, ({ moment }) => moment);
  return Array.from(cuesOf, ([index, cues]) => ({ ...showMoment(found[index], cues), index }));
}

function showMoment({ trackId, hits }: ShownSpan, cues: readonly ShownCue[]): Moment {
  const [{ videoId, title, thumbnailKey, poster, durationSeconds, language, startSeconds }] = cues;
  const marks: [number, number][] = [];
  let text = "";
  for (const cue of cues) {
    if (text !== "") text += " ";
    const words = wordsOf(cue.text);
    for (const { position, from, to } of hits) {
      if (position !== cue.position || !words[from] || !words[to]) continue;
      marks.push([text.length + words[from].start, text.length + words[to].end]);
    }
    text += cue.text.replaceAll(/[\r\n]/g, " "); // one character each, so that the ranges stay valid
  }
  const speakers = [...new Set(cues.map(({ speaker }) => speaker).filter((speaker) => speaker !== null))];
  return {
    video: { id: videoId, title, thumbnailKey, poster, durationSeconds },
    speakers,
    ...{ trackId, language, start: startSeconds, end: cues.at(-1)!.endSeconds, text, marks: joinMarks(marks) },
  };
}

/** Sorts the ranges and joins those that touch. */
function joinMarks(marks: [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of marks.sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** Finds videos with these words in the title, the newest first. */
export async function findTitles(
  sql: Query,
  { terms }: Search,
  { reader, language = null, filter = {}, limit = 6 }: Omit<SearchOptions, "cursor">,
): Promise<FoundVideo[]> {
  if (terms === "") return [];
  const scope = scopesQuery(await readScopes(sql, reader), [""]);
  return [
    ...await sql<FoundVideo[]>`
    select v.id, v.title, v.thumbnail_key, v.poster, v.duration_seconds
    from streamforge.search_videos s join streamforge.videos v on v.id = s.video_id
    where s.title_terms @@ ${terms}::text::tsquery and s.scope @@ ${scope}::text::tsquery
      and v.delete_at is null and ${isListedFor(sql, reader)}
      ${language === null ? sql`` : sql`and v.language = ${language}`} ${filterConditions(sql, filter, reader)}
    order by s.number desc limit ${limit}`,
  ];
}

/** Lists the languages of the captions that this reader can search, by code. */
export async function searchedLanguages(sql: Query, reader: Reader | null): Promise<string[]> {
  const rows = await sql<{ language: string }[]>`
    select distinct t.language from streamforge.tracks t join streamforge.videos v on v.id = t.video_id
    where t.current_revision is not null and t.language <> 'und' and v.delete_at is null
      and ${isListedFor(sql, reader)}
    order by 1`;
  return rows.map(({ language }) => language);
}
