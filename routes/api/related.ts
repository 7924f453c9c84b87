import { Hono } from "hono";
import { shownPoster } from "../../src/core/poster.ts";
import { RelatedMoments } from "../../src/db/search/related.ts";
import { relatedSchema } from "../../src/schemas/related.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

/** What is said in other videos that is near in meaning to a video. Mounted at /api/videos. */
export function relatedRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/:id/related", related(deps)).all("/:id/related", onlyMethods("GET", "HEAD"));
}

const related = (deps: Deps) => {
  const found = new RelatedMoments(deps.sql);
  return endpoint({
    id: "getRelatedMoments",
    tag: "search",
    summary: "Finds what is said in other videos that is near in meaning",
    description: "In the videos that are listed for the viewer, once the analysis `meaning` has read their captions.",
    access: "viewer",
    params: { id: videoIdSchema },
    answers: { 200: { description: "The nearest moments.", json: relatedSchema } },
    problems: [404, 503],
  }, async (c, { json }) => {
    const { id } = await visibleVideo(c, deps);
    const moments = await found.find(id, c.get("viewer"));
    return json(200, {
      moments: moments.map(({ video: { id, title, durationSeconds, ...pictures }, ...moment }) => ({
        video: {
          id,
          title,
          thumbnail_url: shownPoster(pictures) ? `/api/stream/${id}/thumbnail.jpg` : null,
          duration_seconds: durationSeconds,
        },
        track_id: moment.trackId,
        language: moment.language,
        start: moment.start,
        end: moment.end,
        text: moment.text,
        speakers: moment.speakers,
        similarity: Math.round(1000 * moment.similarity) / 1000,
      })),
    }, { "Cache-Control": "private, no-store" });
  });
};
