import { UnavailableError } from "../src/core/errors.ts";
import { fuse, type FusedMoment } from "../src/db/search/fuse.ts";
import { findByMeaning } from "../src/db/search/meaning.ts";
import { correctQuery } from "../src/db/search/near_words.ts";
import { findMoments, findTitles, type FoundVideo, readSearch } from "../src/db/search/search.ts";
import type { Reader } from "../src/db/videos/reader.ts";
import type { VideoFilter } from "../src/db/videos/video_filter.ts";
import type { SearchMode } from "../src/schemas/search.ts";
import type { Deps } from "./deps.ts";

/** Passages that are found by meaning alone on a page that has moments by words too. */
const MEANING_MOMENTS = 10;
/** The languages whose passages have a meaning here: see SENTENCE_MODEL in ml/text. */
const MEANING_LANGUAGES = ["en"];

/** The fields of the query string. */
export interface SearchRequest {
  query: string;
  mode: SearchMode;
  /** A code; null: all. */
  language: string | null;
  /** Of the videos. */
  filter: VideoFilter;
  limit: number;
  cursor: string | null;
}

export interface FoundMoments {
  moments: FusedMoment[];
  videos: FoundVideo[];
  nextCursor: string | null;
  /** The query with mistyped words replaced, where it was searched instead: what was typed found nothing by words. */
  corrected: string | null;
  /** Why the search by meaning was left out although it was asked for; null where it was not left out. */
  notice: string | null;
}

/**
 * Searches by words, by meaning, or both. Where nothing has the words, those that are mistyped are replaced.
 *
 * @throws {ValidationError} if the query is too long or the cursor invalid
 */
export async function searchVideos(
  deps: Pick<Deps, "sql" | "embedQuery">,
  request: SearchRequest,
  reader: Reader | null,
): Promise<FoundMoments> {
  const found = await searchAsTyped(deps, request, reader);
  if (request.mode === "meaning" || request.cursor !== null || hasWords(found)) return { ...found, corrected: null };
  const { query, language } = request;
  const corrected = await correctQuery(deps.sql, query, { reader, language });
  const instead = corrected && await searchAsTyped(deps, { ...request, query: corrected }, reader);
  return instead && hasWords(instead) ? { ...instead, corrected } : { ...found, corrected: null };
}

type AsTyped = Omit<FoundMoments, "corrected">;

/** Whether something was found by words, or may be on a later page. */
function hasWords({ moments, videos, nextCursor }: AsTyped): boolean {
  return videos.length > 0 || nextCursor !== null || moments.some(({ foundBy }) => foundBy.includes("words"));
}

/** What is found by meaning is on the first page; further pages go on by words. */
async function searchAsTyped(
  { sql, embedQuery }: Pick<Deps, "sql" | "embedQuery">,
  { query, mode, language, filter, limit, cursor }: SearchRequest,
  reader: Reader | null,
): Promise<AsTyped> {
  const search = await readSearch(sql, query, language); // first: it refuses queries that are too long
  const isFirst = cursor === null;
  const asksMeaning = isFirst && mode !== "words" && (mode === "meaning" || !hasPhrase(query));
  const [byWords, byMeaning, videos] = await Promise.all([
    mode === "meaning" ? NOTHING : findMoments(sql, search, { reader, language, filter, limit, cursor }),
    asksMeaning ? meaningOf(query) : { moments: [], notice: null },
    isFirst ? findTitles(sql, search, { reader, language, filter }) : [],
  ]);
  const { nextCursor } = byWords;
  return { moments: fuse(byWords.moments, byMeaning.moments), videos, nextCursor, notice: byMeaning.notice };

  async function meaningOf(query: string) {
    if (embedQuery === null) {
      return {
        moments: [],
        notice: mode === "meaning" ? "the setting ANALYSES switches the search by meaning off" : null,
      };
    }
    if (language !== null && !MEANING_LANGUAGES.includes(language)) {
      return {
        moments: [],
        notice: mode === "meaning" ? "the search by meaning knows only captions in English" : null,
      };
    }
    try {
      const vector = await embedQuery(query);
      const most = mode === "meaning" ? limit : Math.min(limit, MEANING_MOMENTS);
      return { moments: await findByMeaning(sql, vector, { reader, language, filter, limit: most }), notice: null };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      const isForAll = error.cause === undefined || reader?.isAdministrator;
      return { moments: [], notice: isForAll ? error.message : "the search by meaning is not available now" };
    }
  }
}

const NOTHING = { moments: [], nextCursor: null };

/** Whether words must follow each other as they are: what means the same is not asked for. */
function hasPhrase(query: string): boolean {
  return /["“”„«»「」『』]/u.test(query);
}
