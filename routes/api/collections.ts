import { type Context, Hono } from "hono";
import { NotFoundError, UnauthorizedError } from "../../src/core/errors.ts";
import { isId } from "../../src/core/ids.ts";
import { shownPoster } from "../../src/core/poster.ts";
import {
  type Collection,
  createCollection,
  deleteCollection,
  findCollection,
  listCollections,
  listCollectionVideos,
  placeVideo,
  removeVideo,
  updateCollection,
} from "../../src/db/collections/collections.ts";
import {
  addedVideoSchema,
  collectionIdSchema,
  type CollectionJson,
  collectionListSchema,
  collectionPatchSchema,
  collectionSchema,
  collectionsQuerySchema,
  movedVideoSchema,
  newCollectionSchema,
} from "../../src/schemas/collection.ts";
import { EXAMPLE_ID, pathOf } from "../../src/schemas/fields.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { mayChange, maySee, readVideo, requireUser } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { ForbiddenError, onlyMethods } from "../http/errors.ts";

const LIST = { id: collectionIdSchema };
const LIST_VIDEO = { ...LIST, video: videoIdSchema };
const FRESH = { "Cache-Control": "private, no-cache" };

/** Playlists: videos in an order of one's own. Those of HLS are in playlists.ts. Mounted at /api/playlists. */
export function collectionRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).post("/", create(deps)).all("/", onlyMethods("GET", "HEAD", "POST"))
    .get("/:id", show(deps)).patch("/:id", change(deps)).delete("/:id", remove(deps))
    .all("/:id", onlyMethods("GET", "HEAD", "PATCH", "DELETE"))
    .post("/:id/videos", add(deps)).all("/:id/videos", onlyMethods("POST"))
    .patch("/:id/videos/:video", move(deps)).delete("/:id/videos/:video", take(deps))
    .all("/:id/videos/:video", onlyMethods("PATCH", "DELETE"));
}

/**
 * Returns the playlist of the path's `:id`, if the viewer may see it.
 *
 * @throws {NotFoundError} the same for a missing playlist and a private one
 */
export async function visibleCollection(c: Context<Env>, { sql }: Pick<Deps, "sql">): Promise<Collection> {
  return await readCollection(sql, c.req.param("id") ?? "", c.get("viewer"));
}

/** As `visibleCollection`, by its id. */
export async function readCollection(sql: Deps["sql"], id: string, viewer: Viewer | null): Promise<Collection> {
  const found = isId(id) ? await findCollection(sql, id) : null;
  if (!found || !maySee(viewer, found)) throw new NotFoundError("there is no such playlist, or it is private");
  return found;
}

/** @throws as `visibleCollection`; {UnauthorizedError} {ForbiddenError} */
async function changeableCollection(c: Context<Env>, { sql }: Pick<Deps, "sql">): Promise<Collection> {
  const viewer = c.get("viewer");
  if (!viewer) {
    throw new UnauthorizedError("a change needs the owner: sign in, or send Authorization: Bearer and the token");
  }
  return await readChangeableCollection(sql, c.req.param("id") ?? "", viewer);
}

/** As `changeableCollection`, by its id. */
export async function readChangeableCollection(sql: Deps["sql"], id: string, viewer: Viewer): Promise<Collection> {
  const found = await readCollection(sql, id, viewer);
  if (!mayChange(viewer, found)) throw new ForbiddenError("only the owner of this playlist may change it");
  return found;
}

const list = ({ sql }: Deps) =>
  endpoint({
    id: "listPlaylists",
    tag: "playlists",
    summary: "Lists playlists",
    description: "One's own, and then the public ones of others, each the last changed first, and 200 of each at most.",
    access: "viewer",
    query: collectionsQuerySchema,
    answers: { 200: { description: "The playlists.", json: collectionListSchema } },
  }, async (c, { query, json }) => {
    const viewer = c.get("viewer");
    const { mine: isOwn = false, video: videoId = null } = query();
    const found = await listCollections(sql, viewer, { isOwn, videoId });
    const playlists = found.map((one) => ({
      ...factsOf(one, viewer, one.videoCount),
      has_video: one.hasVideo && mayChange(viewer, one),
    }));
    return json(200, { playlists }, FRESH);
  });

const create = (deps: Deps) =>
  endpoint({
    id: "createPlaylist",
    tag: "playlists",
    summary: "Makes a playlist",
    access: "user",
    body: newCollectionSchema,
    answers: {
      201: {
        description: "The playlist.",
        json: collectionSchema,
        headers: { Location: pathOf("The playlist.", `/api/playlists/${EXAMPLE_ID}`) },
      },
    },
    problems: [404, 409],
  }, async (c, { body, json }) => {
    const viewer = requireUser(c);
    const { title, visibility, video } = await body();
    const videoId = video === undefined ? null : (await readVideo(deps, viewer, video)).id;
    const made = await createCollection(deps.sql, viewer, { title, visibility, video: videoId });
    return json(201, await collectionJson(deps, made, viewer), { Location: `/api/playlists/${made.id}` });
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getPlaylist",
    tag: "playlists",
    summary: "Shows a playlist with those of its videos that one may watch",
    description: "Unlisted videos are shown in playlists of their own owner, and to who may change the playlist.",
    access: "viewer",
    params: LIST,
    answers: { 200: { description: "The playlist.", json: collectionSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const found = await visibleCollection(c, deps);
    return json(200, await collectionJson(deps, found, c.get("viewer")), FRESH);
  });

const change = (deps: Deps) =>
  endpoint({
    id: "updatePlaylist",
    tag: "playlists",
    summary: "Changes the title or the visibility of a playlist",
    access: "owner",
    params: LIST,
    body: collectionPatchSchema,
    answers: { 200: { description: "The changed playlist.", json: collectionSchema } },
    problems: [404],
  }, async (c, { body, json }) => {
    const { id } = await changeableCollection(c, deps);
    const changed = await updateCollection(deps.sql, id, await body());
    return json(200, await collectionJson(deps, changed, c.get("viewer")));
  });

const remove = (deps: Deps) =>
  endpoint({
    id: "deletePlaylist",
    tag: "playlists",
    summary: "Deletes a playlist; its videos stay",
    access: "owner",
    params: LIST,
    answers: { 204: { description: "It is deleted." } },
    problems: [404],
  }, async (c) => {
    const { id } = await changeableCollection(c, deps);
    await deleteCollection(deps.sql, id);
    return c.body(null, 204);
  });

const add = (deps: Deps) =>
  endpoint({
    id: "addPlaylistVideo",
    tag: "playlists",
    summary: "Puts a video into a playlist",
    description: "Once: if it is there, it stays where it is, or moves to `before`.",
    access: "owner",
    params: LIST,
    body: addedVideoSchema,
    answers: { 200: { description: "The changed playlist.", json: collectionSchema } },
    problems: [404, 409],
  }, async (c, { body, json }) => {
    const { id } = await changeableCollection(c, deps);
    const { video, before } = await body();
    const reader = requireUser(c);
    await placeVideo(deps.sql, id, (await readVideo(deps, reader, video)).id, { reader, before });
    return json(200, await collectionJson(deps, await visibleCollection(c, deps), reader));
  });

const move = (deps: Deps) =>
  endpoint({
    id: "movePlaylistVideo",
    tag: "playlists",
    summary: "Moves a video within a playlist",
    access: "owner",
    params: LIST_VIDEO,
    body: movedVideoSchema,
    answers: { 200: { description: "The changed playlist.", json: collectionSchema } },
    problems: [404],
  }, async (c, { body, json }) => {
    const { id } = await changeableCollection(c, deps);
    const { before } = await body();
    const reader = requireUser(c);
    await placeVideo(deps.sql, id, c.req.param("video") ?? "", { reader, before, mustBeIn: true });
    return json(200, await collectionJson(deps, await visibleCollection(c, deps), reader));
  });

const take = (deps: Deps) =>
  endpoint({
    id: "removePlaylistVideo",
    tag: "playlists",
    summary: "Takes a video out of a playlist",
    access: "owner",
    params: LIST_VIDEO,
    answers: { 204: { description: "It is not in it any more." } },
    problems: [404],
  }, async (c) => {
    const { id } = await changeableCollection(c, deps);
    await removeVideo(deps.sql, id, c.req.param("video") ?? "");
    return c.body(null, 204);
  });

async function collectionJson({ sql }: Deps, collection: Collection, viewer: Viewer | null): Promise<CollectionJson> {
  const videos = await listCollectionVideos(sql, collection.id, viewer);
  return {
    ...factsOf(collection, viewer, videos.length),
    videos: videos.map((video) => ({
      id: video.id,
      title: video.title,
      duration_seconds: video.durationSeconds,
      visibility: video.visibility,
      thumbnail_url: shownPoster(video) ? `/api/stream/${video.id}/thumbnail.jpg` : null,
      page_url: `/videos/${video.id}?list=${collection.id}`,
    })),
  };
}

function factsOf(collection: Collection, viewer: Viewer | null, videoCount: number) {
  const { id, title, visibility, owner, ownerName, createdAt, updatedAt } = collection;
  return {
    id,
    title,
    visibility,
    owner: viewer?.isAdministrator ? ownerName ?? owner : null,
    can_edit: mayChange(viewer, collection),
    video_count: videoCount,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
