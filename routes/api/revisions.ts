import { type Context, Hono } from "hono";
import { z } from "zod";
import { cueDifference } from "../../src/captions/mod.ts";
import { getRevision, listRevisions, revisionBefore } from "../../src/db/tracks/revisions.ts";
import { getTrack, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { requireCurrent } from "../../src/revisions/revision_writer.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { endpoint } from "../http/endpoint.ts";
import { described, EXAMPLE_ID } from "../../src/schemas/fields.ts";
import {
  differenceSchema,
  restoreSchema,
  revisionIdSchema,
  revisionListSchema,
  staleRevisionSchema,
  trackIdSchema,
  trackSchema,
} from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { cueJson, revisionJson, trackJson } from "./track_json.ts";
import { orConflict, saveAnswer } from "./save_revision.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";

const NEVER_CHANGES = "private, max-age=3600";

/** The revisions of a track, for users who may change it. Mounted at /api/videos. */
export function revisionRoutes(deps: Deps): Hono<Env> {
  const path = "/:id/tracks/:track/revisions";
  return new Hono<Env>()
    .get(path, list(deps)).all(path, onlyMethods("GET", "HEAD"))
    .get(`${path}/:rev`, show(deps)).all(`${path}/:rev`, onlyMethods("GET", "HEAD"))
    .get(`${path}/:rev/difference`, difference(deps)).all(`${path}/:rev/difference`, onlyMethods("GET", "HEAD"))
    .post("/:id/tracks/:track/restore", restore(deps)).all("/:id/tracks/:track/restore", onlyMethods("POST"));
}

const TRACK = { id: videoIdSchema, track: trackIdSchema };
const REVISION = { ...TRACK, rev: revisionIdSchema };

async function trackOf(c: Context<Env>, deps: Deps): Promise<{ video: Video; track: TrackSummary }> {
  const video = await changeableVideo(c, deps);
  return { video, track: await getTrack(deps.sql, video.id, c.req.param("track") ?? "") };
}

const list = (deps: Deps) =>
  endpoint({
    id: "listRevisions",
    tag: "tracks",
    summary: "The history of a track",
    access: "owner",
    params: TRACK,
    answers: { 200: { description: "All revisions.", json: revisionListSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { track } = await trackOf(c, deps);
    const revisions = (await listRevisions(deps.sql, track.id)).map(revisionJson);
    return json(200, { revisions }, { "Cache-Control": "no-store" });
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getRevision",
    tag: "tracks",
    summary: "An older revision of a track",
    access: "owner",
    params: REVISION,
    answers: { 200: { description: "The track with the cues of that revision.", json: trackSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { track } = await trackOf(c, deps);
    const revision = await getRevision(deps.sql, track.id, c.req.param("rev") ?? "");
    const cues = await readEditedCues(deps.sql, revision.id);
    return json(200, trackJson(track, revision, cues), { ETag: `"${revision.id}"` });
  });

const difference = (deps: Deps) =>
  endpoint({
    id: "getDifference",
    tag: "tracks",
    summary: "What changed since another revision",
    access: "owner",
    params: REVISION,
    query: z.object({
      against: described(z.string(), "The other revision; the one before, if absent.", EXAMPLE_ID).optional(),
    }),
    answers: { 200: { description: "The changes.", json: differenceSchema } },
    problems: [404],
  }, async (c, { query, json }) => {
    const { sql } = deps;
    const { track } = await trackOf(c, deps);
    const revision = await getRevision(sql, track.id, c.req.param("rev") ?? "");
    const { against: againstId } = query();
    const against = againstId ? await getRevision(sql, track.id, againstId) : await revisionBefore(sql, revision);
    const [before, after] = await Promise.all([
      against ? readEditedCues(sql, against.id) : [],
      readEditedCues(sql, revision.id),
    ]);
    const changes = cueDifference(before, after).map((change) => ({
      kind: change.kind,
      ...("before" in change && { before: cueJson(change.before) }),
      ...("after" in change && { after: cueJson(change.after) }),
    }));
    const answer = { against: against?.id ?? null, changes };
    return json(200, answer, { "Cache-Control": againstId ? NEVER_CHANGES : "no-store" });
  });

const restore = (deps: Deps) =>
  endpoint({
    id: "restoreRevision",
    tag: "tracks",
    summary: "Makes an older revision current again, as a new one",
    access: "owner",
    params: TRACK,
    body: restoreSchema,
    answers: {
      200: { description: "The new current revision.", json: trackSchema },
      409: { description: "Another revision is current.", problem: staleRevisionSchema },
    },
    problems: [404, 422],
  }, async (c, { body, json }) => {
    const { sql } = deps;
    const { video, track } = await trackOf(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const { base_revision: base, revision } = await body();
      const wished = await getRevision(sql, track.id, revision);
      requireCurrent(track, base);
      const cues = await readEditedCues(sql, wished.id);
      const note = `restored from ${wished.createdAt.toISOString().slice(0, 16).replace("T", " ")}`;
      const author = c.get("viewer")!.user;
      const content = { source: "edited" as const, author, note, baseRevision: base, cues };
      const { originalRevision } = wished;
      return json(200, await saveAnswer(c, deps, { video, track, content: { ...content, originalRevision } }));
    });
  });
