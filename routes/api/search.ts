import { shownPoster } from "../../src/core/poster.ts";
import { type Context, Hono } from "hono";
import { ValidationError } from "../../src/core/errors.ts";
import { readFields } from "../../src/schemas/read.ts";
import { searchQuerySchema, searchResultsSchema } from "../../src/schemas/search.ts";
import type { FusedMoment } from "../../src/db/search/fuse.ts";
import type { FoundVideo } from "../../src/db/search/search.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { type SearchRequest, searchVideos } from "../search_results.ts";

/** @throws {ValidationError} naming the field, its value and the allowed values */
export function readSearchRequest(c: Context<Env>, usualLimit = 20): SearchRequest {
  const { q = "", mode = "both", language = null, limit = usualLimit, cursor = null, flagged, ...filter } = readFields(
    searchQuerySchema,
    c.req.query(),
  );
  return { query: q.trim(), mode, language, limit, cursor, filter: { ...filter, ...(flagged && { isFlagged: true }) } };
}

/** Search in the captions of the videos that the viewer may see. Mounted at /api/search. */
export function searchRoutes(deps: Pick<Deps, "sql" | "embedQuery">): Hono<Env> {
  return new Hono<Env>().get("/", search(deps)).all(onlyMethods("GET", "HEAD"));
}

const search = (deps: Pick<Deps, "sql" | "embedQuery">) =>
  endpoint({
    id: "search",
    tag: "search",
    summary: "Finds moments by what is said: by words, by meaning, or both",
    description: "In all videos that the viewer may see. Word forms are found too; a phrase in quotes only as it is. " +
      "Where nothing has the words, mistyped ones are replaced by the nearest that the viewer can find. " +
      "Captions in English are also found by what they mean, once the analysis `meaning` has read them.",
    access: "viewer",
    query: searchQuerySchema,
    answers: { 200: { description: "A page of moments.", json: searchResultsSchema } },
  }, async (c, { json }) => {
    const request = readSearchRequest(c);
    const { query } = request;
    if (query === "") throw new ValidationError('q is missing: it must be words or a "phrase" that was said');
    const { moments, videos, notice, nextCursor, corrected } = await searchVideos(deps, request, c.get("viewer"));
    const results = {
      ...{ query, corrected_query: corrected, notice, next_cursor: nextCursor },
      moments: moments.map(momentJson),
      videos: videos.map(videoJson),
    };
    return json(200, results, { "Cache-Control": "private, no-store" });
  });

function momentJson({ video, trackId, foundBy, similarity, ...moment }: FusedMoment) {
  const { language, start, end, text, speakers, marks } = moment;
  return {
    ...{ video: videoJson(video), track_id: trackId, language, start, end, text, speakers, marks },
    ...{ found_by: foundBy, similarity: similarity === null ? null : Math.round(1000 * similarity) / 1000 },
  };
}

function videoJson({ id, title, durationSeconds, ...pictures }: FoundVideo) {
  return {
    id,
    title,
    thumbnail_url: shownPoster(pictures) ? `/api/stream/${id}/thumbnail.jpg` : null,
    duration_seconds: durationSeconds,
  };
}
