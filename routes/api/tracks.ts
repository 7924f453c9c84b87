import { Hono } from "hono";
import { displayName } from "../../src/core/display_text.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { readLanguage } from "../../src/core/transcribe_options.ts";
import { getRevision } from "../../src/db/tracks/revisions.ts";
import { createTrack, deleteTrack, getTrack, listTracks, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { deleteRevisionFiles } from "../../src/revisions/revision_files.ts";
import { changeableVideo, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { isNotModified } from "../http/conditional.ts";
import { MAX_CUES_BYTES, readCueList } from "./cue_body.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, UnprocessableError } from "../http/errors.ts";
import { readJson } from "../http/request_body.ts";
import { reviseTrack, saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { withLabels } from "./track_choice.ts";
import { trackJson, trackSummaryJson } from "./track_json.ts";
import { rejectUnknownFields } from "../../src/core/fields.ts";
import { answerSaved, orConflict, readNote, readRevisionId } from "./save_revision.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";

/** Lists, changes and deletes the caption tracks of a video. Mounted at /api/videos. */
export function trackRoutes(deps: Deps): Hono<Env> {
  const { sql, storage, log } = deps;
  const app = new Hono<Env>();

  app.get("/:id/tracks", async (c) => {
    const video = await visibleVideo(c, deps);
    const tracks = await listTracks(sql, video.id);
    return c.json({ tracks: withLabels(tracks).map(trackSummaryJson) }, 200, {
      ...sharingHeaders(video),
      "Cache-Control": "no-store",
    });
  });

  app.post("/:id/tracks", async (c) => {
    const video = await changeableVideo(c, deps);
    const fields = await readJson(c.req.raw);
    rejectUnknownFields(fields, ["language", "kind", "name", "copy_of"]);
    const language = readLanguage(fields.language, "not to be detected here");
    if (!language) throw new UnprocessableError('language is missing: it must be one of Whisper\'s, such as "en"');
    const kind = readKind(fields.kind);
    const name = readName(fields.name);
    const copied = typeof fields.copy_of === "string" ? await getTrack(sql, video.id, fields.copy_of) : null;
    if (fields.copy_of != null && !copied) throw new UnprocessableError("copy_of must be the id of a track");
    if (copied?.state === "building") throw new ConflictError("the captions to copy are still being made");
    const cues = copied ? await readEditedCues(sql, copied.revision) : [];
    const note = copied ? `copied from ${copied.language}` : null;
    const author = c.get("viewer")!.user;
    const id = await saveWithFiles(
      deps,
      video,
      { source: "edited", author, note, baseRevision: null, cues, language },
      (revision) => createTrack(sql, { videoId: video.id, language, kind, name, revision }),
    );
    c.header("Location", `/api/videos/${video.id}/tracks/${id}`);
    return c.json(trackSummaryJson(await getTrack(sql, video.id, id)), 201);
  }).options("/:id/tracks", preflight(deps)).all("/:id/tracks", onlyMethods("GET", "HEAD", "POST"));

  app.get("/:id/tracks/:track", async (c) => {
    const video = await visibleVideo(c, deps);
    const track = await getTrack(sql, video.id, c.req.param("track"));
    const headers: Record<string, string> = { ...sharingHeaders(video), ETag: `"${track.revision}"` };
    if (track.state === "building") {
      headers["Cache-Control"] = "no-store"; // its cues are still being written
      delete headers.ETag;
    } else if (isNotModified(c.req.raw.headers, { etag: headers.ETag, modified: null })) {
      return c.body(null, 304, headers);
    }
    const revision = await getRevision(sql, track.id, track.revision);
    return c.json(trackJson(track, revision, await readEditedCues(sql, revision.id)), 200, headers);
  });

  app.put("/:id/tracks/:track", async (c) => {
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const fields = await readJson(c.req.raw, MAX_CUES_BYTES);
      rejectUnknownFields(fields, ["base_revision", "cues", "note"]);
      const base = readRevisionId(fields.base_revision, "base_revision");
      const note = readNote(fields.note);
      const given = readCueList(fields.cues);
      const track = await getTrack(sql, video.id, c.req.param("track"));
      const cues = await reviseTrack(sql, track, base, given);
      const author = c.get("viewer")!.user;
      const content = { source: "edited" as const, author, note, baseRevision: base, cues };
      return await answerSaved(c, deps, { video, track, content });
    });
  });

  app.delete("/:id/tracks/:track", async (c) => {
    const video = await changeableVideo(c, deps);
    const { id } = await getTrack(sql, video.id, c.req.param("track"));
    const revisions = await deleteTrack(sql, video.id, id);
    await cleanUp(log, video.id, async () => {
      for (const revision of revisions) {
        await deleteRevisionFiles(storage, { videoId: video.id, revisionId: revision });
      }
    });
    return c.body(null, 204);
  }).options("/:id/tracks/:track", preflight(deps))
    .all("/:id/tracks/:track", onlyMethods("GET", "HEAD", "PUT", "DELETE"));
  return app;
}

const MAX_NAME_CHARS = 190;

/** @throws {UnprocessableError} */
function readName(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string" || value.length > MAX_NAME_CHARS) {
    throw new UnprocessableError(`name must be text of at most ${MAX_NAME_CHARS} characters`);
  }
  return displayName(value);
}

function readKind(value: unknown): TrackSummary["kind"] {
  if (value === undefined || value === null || value === "subtitles") return "subtitles";
  if (value === "captions") return value;
  throw new UnprocessableError(`kind is ${JSON.stringify(value)}: it must be one of subtitles, captions`);
}
