import { shownPoster } from "../../src/core/poster.ts";
import { type Context, Hono } from "hono";
import { ValidationError } from "../../src/core/errors.ts";
import { readFields } from "../../src/schemas/read.ts";
import { searchQuerySchema, searchResultsSchema } from "../../src/schemas/search.ts";
import { findMoments, findTitles, type FoundVideo, type Moment, readSearch } from "../../src/db/search/search.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

/** The fields of the query string. */
export interface SearchRequest {
  query: string;
  /** A code; null: all. */
  language: string | null;
  limit: number;
  cursor: string | null;
}

/** @throws {ValidationError} naming the field, its value and the allowed values */
export function readSearchRequest(c: Context<Env>, usualLimit = 20): SearchRequest {
  const { q = "", language = null, limit = usualLimit, cursor = null } = readFields(searchQuerySchema, c.req.query());
  return { query: q.trim(), language, limit, cursor };
}

/** Search in the captions of the videos that the viewer may see. Mounted at /api/search. */
export function searchRoutes(deps: Pick<Deps, "sql">): Hono<Env> {
  return new Hono<Env>().get("/", search(deps)).all(onlyMethods("GET", "HEAD"));
}

const search = ({ sql }: Pick<Deps, "sql">) =>
  endpoint({
    id: "search",
    tag: "search",
    summary: "Finds moments in which words are said",
    description: "In all videos that the viewer may see. Word forms are found too; a phrase in quotes only as it is.",
    access: "viewer",
    query: searchQuerySchema,
    answers: { 200: { description: "A page of moments.", json: searchResultsSchema } },
  }, async (c, { json }) => {
    const { query, language, limit, cursor } = readSearchRequest(c);
    if (query === "") throw new ValidationError('q is missing: it must be words or a "phrase" that was said');
    const reader = c.get("viewer");
    const search = await readSearch(sql, query, language);
    const [{ moments, nextCursor }, videos] = await Promise.all([
      findMoments(sql, search, { reader, language, limit, cursor }),
      cursor ? [] : findTitles(sql, search, { reader, language }),
    ]);
    const results = {
      query,
      moments: moments.map(momentJson),
      videos: videos.map(videoJson),
      next_cursor: nextCursor,
    };
    return json(200, results, { "Cache-Control": "private, no-store" });
  });

function momentJson({ video, trackId, language, start, end, text, speakers, marks }: Moment) {
  return { video: videoJson(video), track_id: trackId, language, start, end, text, speakers, marks };
}

function videoJson({ id, title, durationSeconds, ...pictures }: FoundVideo) {
  return {
    id,
    title,
    thumbnail_url: shownPoster(pictures) ? `/api/stream/${id}/thumbnail.jpg` : null,
    duration_seconds: durationSeconds,
  };
}
