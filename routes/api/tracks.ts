import { Hono } from "hono";
import { ConflictError } from "../../src/core/errors.ts";
import { getRevision } from "../../src/db/tracks/revisions.ts";
import { createTrack, getTrack, listTracks } from "../../src/db/tracks/tracks.ts";
import { deleteTrack } from "../../src/db/tracks/delete_track.ts";
import { deleteRevisionFiles } from "../../src/revisions/revision_files.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { isNotModified } from "../http/conditional.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { endpoint } from "../http/endpoint.ts";
import { FILE_HEADERS } from "../http/file_answers.ts";
import { reviseTrack, saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { withLabels } from "../../src/core/labels/track_labels.ts";
import { MAX_CUES_BYTES, submittedCues, trackJson, trackSummaryJson, withoutEditors } from "./track_json.ts";
import { orConflict, saveAnswer } from "./save_revision.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";
import {
  newTrackSchema,
  saveCuesSchema,
  staleRevisionSchema,
  trackIdSchema,
  trackListSchema,
  trackSchema,
  trackSummarySchema,
} from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";

/** Lists, changes and deletes the caption tracks of a video. Mounted at /api/videos. */
export function trackRoutes(deps: Deps): Hono<Env> {
  const [all, one] = ["/:id/tracks", "/:id/tracks/:track"];
  return new Hono<Env>()
    .get(all, list(deps)).post(all, add(deps)).options(all, preflight(deps))
    .all(all, onlyMethods("GET", "HEAD", "POST"))
    .get(one, show(deps)).put(one, save(deps)).delete(one, remove(deps)).options(one, preflight(deps))
    .all(one, onlyMethods("GET", "HEAD", "PUT", "DELETE"));
}

const VIDEO = { id: videoIdSchema };
const TRACK = { ...VIDEO, track: trackIdSchema };

const list = (deps: Deps) =>
  endpoint({
    id: "listTracks",
    tag: "tracks",
    summary: "The caption tracks: one for each language, kind and name",
    access: "viewer",
    params: VIDEO,
    answers: { 200: { description: "All tracks.", json: trackListSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await visibleVideo(c, deps);
    const tracks = await listTracks(sql, video.id);
    return json(200, { tracks: withLabels(tracks).map(trackSummaryJson) }, {
      ...sharingHeaders(video),
      "Cache-Control": "no-store",
    });
  });

const add = (deps: Deps) =>
  endpoint({
    id: "createTrack",
    tag: "tracks",
    summary: "Adds a track",
    access: "owner",
    params: VIDEO,
    body: newTrackSchema,
    answers: {
      201: { description: "The new track, without cues or with those of another.", json: trackSummarySchema },
    },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const fields = await body();
    const { language, kind, name } = fields;
    const copied = fields.copy_of ? await getTrack(sql, video.id, fields.copy_of) : null;
    if (copied?.state === "building") throw new ConflictError("the captions to copy are still being made");
    const cues = copied ? await readEditedCues(sql, copied.revision) : [];
    const note = copied ? `copied from ${copied.language}` : null;
    const author = c.get("viewer")!.user;
    const id = await saveWithFiles(
      deps,
      video,
      { source: "edited", author, note, baseRevision: null, cues, language },
      (revision) =>
        createTrack(sql, { videoId: video.id, language, kind: kind ?? "subtitles", name: name ?? "", revision }),
    );
    const added = trackSummaryJson(await getTrack(sql, video.id, id));
    return json(201, added, { Location: `/api/videos/${video.id}/tracks/${id}` });
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getTrack",
    tag: "tracks",
    summary: "A track with all cues of its current revision",
    access: "viewer",
    params: TRACK,
    headers: { "If-None-Match": FILE_HEADERS["If-None-Match"] },
    answers: {
      200: { description: "The track.", json: trackSchema },
      304: { description: "The client has this revision." },
    },
    problems: [404],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await visibleVideo(c, deps);
    const track = await getTrack(sql, video.id, c.req.param("track") ?? "");
    const canEdit = mayChange(c.get("viewer"), video);
    const headers: Record<string, string> = { ...sharingHeaders(video), ETag: `"${track.revision}"` };
    // it holds more than the same address gives others
    if (canEdit) headers["Cache-Control"] = "private, no-cache";
    if (track.state === "building") {
      headers["Cache-Control"] = "no-store"; // its cues are still being written
      delete headers.ETag;
    } else if (isNotModified(c.req.raw.headers, { etag: headers.ETag, modified: null })) {
      return c.body(null, 304, headers);
    }
    const revision = await getRevision(sql, track.id, track.revision);
    const shown = canEdit ? revision : withoutEditors(revision);
    return json(200, trackJson(track, shown, await readEditedCues(sql, revision.id)), headers);
  });

const save = (deps: Deps) =>
  endpoint({
    id: "saveTrack",
    tag: "tracks",
    summary: "Saves cues as a new revision",
    description: "With `Prefer: return=minimal` the answer is 204: the revision's id is in `ETag`, without the cues.",
    access: "owner",
    params: TRACK,
    body: saveCuesSchema,
    answers: {
      200: { description: "The new current revision.", json: trackSchema },
      204: { description: "It is saved, and the request prefers no echo." },
      409: { description: "Another revision is current: both are in the answer.", problem: staleRevisionSchema },
    },
    problems: [404, 422],
  }, async (c, { body, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const { base_revision: base, cues: given, note = null } = await body(MAX_CUES_BYTES);
      const track = await getTrack(sql, video.id, c.req.param("track") ?? "");
      const cues = await reviseTrack(sql, track, base, submittedCues(given));
      const author = c.get("viewer")!.user;
      const content = { source: "edited" as const, author, note, baseRevision: base, cues };
      const saved = await saveAnswer(c, deps, { video, track, content });
      if (!/(^|,)\s*return=minimal\s*($|[,;])/i.test(c.req.header("Prefer") ?? "")) return json(200, saved);
      c.header("Preference-Applied", "return=minimal");
      return c.body(null, 204);
    });
  });

const remove = (deps: Deps) =>
  endpoint({
    id: "deleteTrack",
    tag: "tracks",
    summary: "Deletes a track",
    access: "owner",
    params: TRACK,
    answers: { 204: { description: "It is deleted." } },
    problems: [404, 409],
  }, async (c) => {
    const { sql, storage, config, log } = deps;
    const video = await changeableVideo(c, deps);
    const { id } = await getTrack(sql, video.id, c.req.param("track") ?? "");
    const revisions = await deleteTrack(sql, { videoId: video.id, id, analyses: config.analyses });
    await cleanUp(log, video.id, async () => {
      for (const revision of revisions) {
        await deleteRevisionFiles(storage, { videoId: video.id, revisionId: revision });
      }
    });
    return c.body(null, 204);
  });
