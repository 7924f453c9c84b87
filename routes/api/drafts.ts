import { type Context, Hono } from "hono";
import { deleteDraft, type Draft, readDraft, writeDraft } from "../../src/db/tracks/drafts.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import { changeableVideo } from "../access.ts";
import { MAX_CUES_BYTES, readDraftCues } from "./cue_body.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem, problemResponse, UnprocessableError } from "../http/errors.ts";
import { readJson } from "../http/request_body.ts";
import { rejectUnknownFields } from "../../src/core/fields.ts";
import { readRevisionId } from "./save_revision.ts";

const PATH = "/:id/tracks/:track/draft";

/** The unsaved changes of a track in the editor, one draft for each user. Mounted at /api/videos. */
export function draftRoutes(deps: Deps): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  const keyOf = async (c: Context<Env>): Promise<{ trackId: string; author: string }> => {
    const video = await changeableVideo(c, deps);
    const { id } = await getTrack(sql, video.id, c.req.param("track") ?? "");
    c.header("Cache-Control", "no-store");
    return { trackId: id, author: c.get("viewer")!.user };
  };

  app.get(PATH, async (c) => {
    const { trackId, author } = await keyOf(c);
    const draft = await readDraft(sql, trackId, author);
    return draft ? c.json(draftJson(draft)) : c.body(null, 204);
  });

  app.put(PATH, async (c) => {
    const key = await keyOf(c);
    const fields = await readJson(c.req.raw, MAX_CUES_BYTES);
    rejectUnknownFields(fields, ["base_revision", "cues", "version"]);
    const { version = 0 } = fields;
    if (typeof version !== "number" || !(Number.isInteger(version) && version >= 0 && version < 2 ** 31)) {
      throw new UnprocessableError(
        `version is ${JSON.stringify(version)}: it must be that of the draft that was read last, or 0`,
      );
    }
    const baseRevision = readRevisionId(fields.base_revision, "base_revision");
    const result = await writeDraft(sql, key, { baseRevision, cues: readDraftCues(fields.cues), version });
    if ("saved" in result) {
      const { saved } = result;
      return c.json({ version: saved.version, saved_at: saved.savedAt.toISOString() });
    }
    const { current } = result;
    const detail = current
      ? `another window has saved this draft meanwhile: it is at version ${current.version}, and not at ${version}`
      : `this draft was removed meanwhile: save it as version 0`;
    return problemResponse({ ...problem(409, detail), current: current && draftJson(current) } as never);
  });

  app.delete(PATH, async (c) => {
    const { trackId, author } = await keyOf(c);
    await deleteDraft(sql, trackId, author);
    return c.body(null, 204);
  }).all(PATH, onlyMethods("GET", "HEAD", "PUT", "DELETE"));
  return app;
}

function draftJson({ baseRevision, cues, version, savedAt }: Draft) {
  return { base_revision: baseRevision, cues, version, saved_at: savedAt.toISOString() };
}
