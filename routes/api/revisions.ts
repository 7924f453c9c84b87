import { type Context, Hono } from "hono";
import { cueDifference } from "../../src/captions/mod.ts";
import { getRevision, listRevisions, revisionBefore } from "../../src/db/tracks/revisions.ts";
import { getTrack, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { requireCurrent } from "../../src/revisions/revision_writer.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { readJson } from "../http/request_body.ts";
import { cueJson, revisionJson, trackJson } from "./track_json.ts";
import { rejectUnknownFields } from "../../src/core/fields.ts";
import { answerSaved, orConflict, readRevisionId } from "./save_revision.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";

const NEVER_CHANGES = "private, max-age=3600";

/** The revisions of a track, for users who may change it. Mounted at /api/videos. */
export function revisionRoutes(deps: Deps): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  const trackOf = async (c: Context<Env>): Promise<{ video: Video; track: TrackSummary }> => {
    const video = await changeableVideo(c, deps);
    return { video, track: await getTrack(sql, video.id, c.req.param("track") ?? "") };
  };

  app.get("/:id/tracks/:track/revisions", async (c) => {
    const { track } = await trackOf(c);
    c.header("Cache-Control", "no-store");
    return c.json({ revisions: (await listRevisions(sql, track.id)).map(revisionJson) });
  }).all("/:id/tracks/:track/revisions", onlyMethods("GET", "HEAD"));

  app.get("/:id/tracks/:track/revisions/:rev", async (c) => {
    const { track } = await trackOf(c);
    const revision = await getRevision(sql, track.id, c.req.param("rev"));
    c.header("ETag", `"${revision.id}"`);
    return c.json(trackJson(track, revision, await readEditedCues(sql, revision.id)));
  }).all("/:id/tracks/:track/revisions/:rev", onlyMethods("GET", "HEAD"));

  app.get("/:id/tracks/:track/revisions/:rev/difference", async (c) => {
    const { track } = await trackOf(c);
    const revision = await getRevision(sql, track.id, c.req.param("rev"));
    const againstId = c.req.query("against");
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
    c.header("Cache-Control", againstId ? NEVER_CHANGES : "no-store");
    return c.json({ against: against?.id ?? null, changes });
  }).all("/:id/tracks/:track/revisions/:rev/difference", onlyMethods("GET", "HEAD"));

  app.post("/:id/tracks/:track/restore", async (c) => {
    const { video, track } = await trackOf(c);
    return await orConflict(c, deps, video.id, async () => {
      const fields = await readJson(c.req.raw);
      rejectUnknownFields(fields, ["revision", "base_revision"]);
      const base = readRevisionId(fields.base_revision, "base_revision");
      const wished = await getRevision(sql, track.id, readRevisionId(fields.revision, "revision"));
      requireCurrent(track, base);
      const cues = await readEditedCues(sql, wished.id);
      const note = `restored from ${wished.createdAt.toISOString().slice(0, 16).replace("T", " ")}`;
      const author = c.get("viewer")!.user;
      const content = { source: "edited" as const, author, note, baseRevision: base, cues };
      return await answerSaved(c, deps, { video, track, content });
    });
  }).all("/:id/tracks/:track/restore", onlyMethods("POST"));
  return app;
}
