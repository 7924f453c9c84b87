import { type Context, Hono } from "hono";
import { deleteDraft, type Draft, readDraft, writeDraft } from "../../src/db/tracks/drafts.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import { changeableVideo } from "../access.ts";
import { MAX_CUES_BYTES } from "./track_json.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";
import { endpoint } from "../http/endpoint.ts";
import {
  type DraftJson,
  draftSchema,
  savedDraftSchema,
  saveDraftSchema,
  staleDraftSchema,
  trackIdSchema,
} from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";

const PATH = "/:id/tracks/:track/draft";

/** The unsaved changes of a track in the editor, one draft for each user. Mounted at /api/videos. */
export function draftRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get(PATH, show(deps)).put(PATH, save(deps)).delete(PATH, drop(deps))
    .all(PATH, onlyMethods("GET", "HEAD", "PUT", "DELETE"));
}

const TRACK = { id: videoIdSchema, track: trackIdSchema };

async function keyOf(c: Context<Env>, deps: Deps): Promise<{ trackId: string; author: string }> {
  const video = await changeableVideo(c, deps);
  const { id } = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
  c.header("Cache-Control", "no-store");
  return { trackId: id, author: c.get("viewer")!.user };
}

const show = (deps: Deps) =>
  endpoint({
    id: "getDraft",
    tag: "tracks",
    summary: "The cues that this user has edited and not saved yet",
    access: "owner",
    params: TRACK,
    answers: { 200: { description: "The draft.", json: draftSchema }, 204: { description: "There is none." } },
    problems: [404],
  }, async (c, { json }) => {
    const { trackId, author } = await keyOf(c, deps);
    const draft = await readDraft(deps.sql, trackId, author);
    return draft ? json(200, draftJson(draft)) : c.body(null, 204);
  });

const save = (deps: Deps) =>
  endpoint({
    id: "saveDraft",
    tag: "tracks",
    summary: "Keeps cues that are not saved yet",
    access: "owner",
    params: TRACK,
    body: saveDraftSchema,
    answers: {
      200: { description: "It is kept.", json: savedDraftSchema },
      409: { description: "Another window has saved or removed the draft.", problem: staleDraftSchema },
    },
    problems: [404, 422],
  }, async (c, { body, json }) => {
    const key = await keyOf(c, deps);
    const { base_revision: baseRevision, cues, version } = await body(MAX_CUES_BYTES);
    const result = await writeDraft(deps.sql, key, { baseRevision, cues, version });
    if ("saved" in result) {
      const { saved } = result;
      return json(200, { version: saved.version, saved_at: saved.savedAt.toISOString() });
    }
    const { current } = result;
    const detail = current
      ? `another window has saved this draft meanwhile: it is at version ${current.version}, and not at ${version}`
      : `this draft was removed meanwhile: save it as version 0`;
    return problemResponse({ ...problem(409, detail), current: current && draftJson(current) } as never);
  });

const drop = (deps: Deps) =>
  endpoint({
    id: "deleteDraft",
    tag: "tracks",
    summary: "Drops the draft of this user",
    access: "owner",
    params: TRACK,
    answers: { 204: { description: "There is no draft any more." } },
    problems: [404],
  }, async (c) => {
    const { trackId, author } = await keyOf(c, deps);
    await deleteDraft(deps.sql, trackId, author);
    return c.body(null, 204);
  });

function draftJson({ baseRevision, cues, version, savedAt }: Draft): DraftJson {
  return { base_revision: baseRevision, cues, version, saved_at: savedAt.toISOString() };
}
