import { type Context, Hono } from "hono";
import { isId } from "../../src/core/ids.ts";
import { NotFoundError } from "../../src/core/errors.ts";
import { type Editor, listEditors, noteEditor, removeEditor } from "../../src/db/tracks/editors.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import { editorIdSchema, editorPlaceSchema, type EditorsJson, editorsSchema } from "../../src/schemas/editors.ts";
import { trackIdSchema } from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const PATH = "/:id/editors";
const ONE = "/:id/tracks/:track/editors/:editor";

/** Who edits the captions of a video now. Mounted at /api/videos. */
export function editorRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get(PATH, list(deps)).all(PATH, onlyMethods("GET", "HEAD"))
    .put(ONE, note(deps)).delete(ONE, leave(deps)).all(ONE, onlyMethods("PUT", "DELETE"));
}

const VIDEO = { id: videoIdSchema };
const EDITOR = { ...VIDEO, track: trackIdSchema, editor: editorIdSchema };

const list = (deps: Deps) =>
  endpoint({
    id: "listEditors",
    tag: "tracks",
    summary: "Who edits the captions of a video now",
    access: "owner",
    params: VIDEO,
    answers: { 200: { description: "The open editors.", json: editorsSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const video = await changeableVideo(c, deps);
    return json(200, editorsJson(await listEditors(deps.sql, video.id)), { "Cache-Control": "no-store" });
  });

const note = (deps: Deps) =>
  endpoint({
    id: "noteEditor",
    tag: "tracks",
    summary: "Tells others where an editor is",
    description: "Others see it for 15 s: an open editor says it again every 5 s.",
    access: "owner",
    params: EDITOR,
    body: editorPlaceSchema,
    answers: { 204: { description: "It is told." } },
    problems: [404, 422],
  }, async (c, { body }) => {
    const { cue_start: cueStart } = await body();
    const { videoId, ...editor } = await editorOf(c, deps);
    await noteEditor(deps.sql, videoId, { ...editor, name: c.get("viewer")!.name, cueStart });
    return c.body(null, 204);
  });

const leave = (deps: Deps) =>
  endpoint({
    id: "removeEditor",
    tag: "tracks",
    summary: "Tells others that an editor was closed",
    access: "owner",
    params: EDITOR,
    answers: { 204: { description: "It is told." } },
    problems: [404],
  }, async (c) => {
    const { videoId, ...editor } = await editorOf(c, deps);
    await removeEditor(deps.sql, videoId, editor);
    return c.body(null, 204);
  });

async function editorOf(c: Context<Env>, deps: Deps) {
  const video = await changeableVideo(c, deps);
  const { id: trackId } = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
  const id = c.req.param("editor") ?? "";
  if (!isId(id)) throw new NotFoundError("the id of an editor is 22 characters of base64url");
  return { videoId: video.id, trackId, id, author: c.get("viewer")!.user };
}

export function editorsJson(editors: readonly Editor[]): EditorsJson {
  return {
    editors: editors.map(({ id, trackId, name, cueStart }) => ({ id, track: trackId, name, cue_start: cueStart })),
  };
}
