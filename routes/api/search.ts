import { type Context, Hono } from "hono";
import { ValidationError } from "../../src/core/errors.ts";
import { readLanguage } from "../../src/core/transcribe_options.ts";
import { findMoments, findTitles, type FoundVideo, type Moment, readSearch } from "../../src/db/search/search.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";

const MAX_PAGE = 100;

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
  const limitText = c.req.query("limit") ?? String(usualLimit);
  const limit = Number(limitText);
  if (!/^\d+$/.test(limitText) || limit < 1 || limit > MAX_PAGE) {
    throw new ValidationError(`limit is ${JSON.stringify(limitText)}: it must be a whole number from 1 to ${MAX_PAGE}`);
  }
  const language = c.req.query("language") || null;
  return {
    query: c.req.query("q")?.trim() ?? "",
    language: language && readLanguage(language),
    limit,
    cursor: c.req.query("cursor") || null,
  };
}

/** Search in the captions of the videos that the viewer may see. Mounted at /api/search. */
export function searchRoutes({ sql }: Pick<Deps, "sql">): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/", async (c) => {
    const { query, language, limit, cursor } = readSearchRequest(c);
    if (query === "") throw new ValidationError('q is missing: it must be words or a "phrase" that was said');
    const user = c.get("viewer")?.user ?? null;
    const search = await readSearch(sql, query, language);
    const [{ moments, nextCursor }, videos] = await Promise.all([
      findMoments(sql, search, { user, language, limit, cursor }),
      cursor ? [] : findTitles(sql, search, { user, language }),
    ]);
    c.header("Cache-Control", "private, no-store");
    return c.json({
      query,
      moments: moments.map(momentJson),
      videos: videos.map(videoJson),
      next_cursor: nextCursor,
    });
  }).all(onlyMethods("GET", "HEAD"));
  return app;
}

function momentJson({ video, trackId, language, start, end, text, marks }: Moment) {
  return { video: videoJson(video), track_id: trackId, language, start, end, text, marks };
}

function videoJson({ id, title, thumbnailKey, durationSeconds }: FoundVideo) {
  return {
    id,
    title,
    thumbnail_url: thumbnailKey ? `/api/stream/${id}/thumbnail.jpg` : null,
    duration_seconds: durationSeconds,
  };
}
