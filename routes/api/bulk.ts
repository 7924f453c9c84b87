import { Hono } from "hono";
import { messageOf, ValidationError } from "../../src/core/errors.ts";
import { placeVideo } from "../../src/db/collections/collections.ts";
import { hideVideo, updateVideo } from "../../src/db/videos/videos.ts";
import { type Bulk, bulkResultSchema, bulkSchema } from "../../src/schemas/bulk.ts";
import type { Problem } from "../../src/schemas/problem.ts";
import { readChangeableVideo, readVideo, requireUser } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods, problemOf } from "../http/errors.ts";
import { queueCaptions } from "./captions.ts";
import { readChangeableCollection } from "./collections.ts";
import { bringBack, deleteForGood } from "./videos.ts";

/** Does something with several videos in one request. Mounted at /api/videos. */
export function bulkRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().post("/bulk", bulk(deps)).all("/bulk", onlyMethods("POST"));
}

const bulk = (deps: Deps) =>
  endpoint({
    id: "changeVideos",
    tag: "videos",
    summary: "Changes, captions or deletes several videos, each by itself",
    description: "The answer is 200 even if some or all failed: `results` has the error of each. The others are done.",
    access: "user",
    body: bulkSchema,
    answers: { 200: { description: "What became of each video.", json: bulkResultSchema } },
    problems: [404],
  }, async (c, { body, json }) => {
    const viewer = requireUser(c);
    const request = await body();
    checkFields(request);
    if (request.playlist !== undefined) await readChangeableCollection(deps.sql, request.playlist, viewer);
    const results = [];
    for (const id of new Set(request.videos)) {
      const error = await act(deps, viewer, request, id).then(() => null, (error) => failure(deps, id, error));
      results.push({ id, error });
    }
    return json(200, { results, failed: results.filter(({ error }) => error).length });
  });

/** The problem of one video; what is the server's fault goes to its log too. */
function failure({ log }: Deps, id: string, error: unknown): Problem {
  const problem = problemOf(error);
  if (problem.status >= 500) log.error("a video of several failed", { video: id, error: messageOf(error) });
  return problem;
}

/** The fields of each action beside `videos`. */
const FIELDS: Record<Bulk["action"], readonly (keyof Bulk)[]> = {
  change: ["visibility", "add_tags", "remove_tags"],
  regenerate_captions: [],
  add_to_playlist: ["playlist"],
  delete: ["undo_seconds"],
  undelete: [],
};

/** @throws {ValidationError} for a field of another action, and if one that is needed is missing */
function checkFields({ action, videos: _, ...fields }: Bulk): void {
  const sent = (Object.keys(fields) as (keyof typeof fields)[]).filter((name) => fields[name] !== undefined);
  const wrong = sent.find((name) => !FIELDS[action].includes(name));
  if (wrong) throw new ValidationError(`${wrong} is not for the action ${action}: leave it out`);
  if (sent.length === 0 && (action === "change" || action === "add_to_playlist")) {
    throw new ValidationError(`the action ${action} needs ${FIELDS[action].join(", ")}: none was sent`);
  }
}

/** Does what was asked for with one video. @throws as the endpoint of a single video */
async function act(deps: Deps, viewer: Viewer, request: Bulk, id: string): Promise<void> {
  const { sql } = deps;
  if (request.action === "undelete") return void await bringBack(deps, viewer, id);
  if (request.action === "add_to_playlist") {
    const video = await readVideo(deps, viewer, id);
    return await placeVideo(sql, request.playlist!, video.id, { reader: viewer });
  }
  const video = await readChangeableVideo(deps, viewer, id);
  const { action, visibility, add_tags: addTags, remove_tags: removeTags, undo_seconds: undoSeconds } = request;
  if (action === "change") await updateVideo(sql, video.id, { visibility, addTags, removeTags });
  else if (action === "regenerate_captions") await queueCaptions(deps, video);
  else if (undoSeconds === undefined) await deleteForGood(deps, video.id);
  else await hideVideo(sql, video.id, undoSeconds);
}
