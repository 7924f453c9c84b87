import { Hono } from "hono";
import { MediaError, NotFoundError, TooLargeError, UnauthorizedError, ValidationError } from "../../src/core/errors.ts";
import type { Chapter } from "../../src/core/player_media.ts";
import { isId, newId } from "../../src/core/ids.ts";
import { withRetry } from "../../src/db/pool/client.ts";
import { createUpload, deleteUpload } from "../../src/db/videos/uploads.ts";
import { readVideoContents, type VideoContents } from "../../src/db/videos/video_contents.ts";
import {
  deleteVideo,
  findAnyVideo,
  getVideo,
  hideVideo,
  listVideos,
  undeleteVideo,
  updateVideo,
  type Video,
} from "../../src/db/videos/videos.ts";
import { noteNewFile, queueReplacement } from "../../src/db/videos/replace_file.ts";
import { addUnusedObjects } from "../../src/db/videos/unused_objects.ts";
import { singleLine } from "../../src/core/display_text.ts";
import { probe } from "../../src/media/probe.ts";
import { limitToSpace, requireUploadSpace } from "../../src/storage/disk_space.ts";
import { changeableVideo, mayChange, requireUser, visibleVideo } from "../access.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { fileNameOf } from "../http/file_names.ts";
import { expiryFromNow } from "../../src/uploads/finish.ts";
import { acceptOriginal, deleteUnusedOriginal, originalKey } from "../../src/uploads/receive.ts";
import { watchBody } from "../http/request_body.ts";
import { listFilter } from "./list_filter.ts";
import { whileSignedIn } from "./session_watch.ts";
import { videoJson, videosJson } from "./video_json.ts";
import {
  readUploadFields,
  replaceFileQuerySchema,
  type UploadFields,
  uploadFieldsSchema,
} from "../../src/schemas/upload_fields.ts";
import {
  deleteVideoQuerySchema,
  hiddenVideoSchema,
  videoIdSchema,
  type VideoJson,
  videoListQuerySchema,
  videoPageSchema,
  videoPatchSchema,
  videoSchema,
} from "../../src/schemas/video.ts";
import { EXAMPLE_ID, pathOf } from "../../src/schemas/fields.ts";

const NEW_VIDEO_PARTS: VideoContents = { renditions: [], tracks: [] };

/** The path parameter of a video's endpoints. */
const VIDEO = { id: videoIdSchema };

/** Lists, shows, changes and deletes videos, and accepts a new one in a single request. Mounted at /api/videos. */
export function videoRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).post("/", upload(deps)).all("/", onlyMethods("GET", "HEAD", "POST"))
    .get("/:id", show(deps)).patch("/:id", change(deps)).delete("/:id", remove(deps))
    .all("/:id", onlyMethods("GET", "HEAD", "PATCH", "DELETE"))
    .put("/:id/file", replace(deps)).all("/:id/file", onlyMethods("PUT"))
    .post("/:id/undelete", undelete(deps)).all("/:id/undelete", onlyMethods("POST"));
}

const list = ({ sql }: Deps) =>
  endpoint({
    id: "listVideos",
    tag: "videos",
    summary: "Lists videos",
    description: "Anonymous viewers get the public ones, users their own too, administrators all. " +
      "The newest are first by default.",
    access: "viewer",
    query: videoListQuerySchema,
    answers: { 200: { description: "A page of videos.", json: videoPageSchema } },
  }, async (c, { query, json }) => {
    const viewer = c.get("viewer");
    const { limit, cursor = null, ...filter } = query();
    const { videos, nextCursor } = await listVideos(sql, { reader: viewer, limit, cursor, ...listFilter(filter) });
    const page = { videos: await videosJson(sql, videos, viewer), next_cursor: nextCursor };
    return json(200, page, { "Cache-Control": "private, no-cache" });
  });

const upload = (deps: Deps) =>
  endpoint({
    id: "uploadVideo",
    tag: "videos",
    summary: "Uploads a video in one request",
    description: "The body is the file itself, as `curl -T` sends it. Large files better come by `/api/uploads`.",
    access: "user",
    query: uploadFieldsSchema,
    content: { "application/octet-stream": null },
    answers: {
      201: {
        description: "The new video, which is being prepared.",
        json: videoSchema,
        headers: { Location: pathOf("The video.", `/api/videos/${EXAMPLE_ID}`) },
      },
    },
    problems: [415, 507],
  }, async (c, { json }) => {
    const viewer = requireUser(c);
    const filename = fileNameOf(c.req.header("Content-Disposition") ?? null);
    const fields = readUploadFields({ ...(filename && { filename }), ...c.req.query() });
    const video = await whileSignedIn(
      { ...deps, request: c.req.raw, viewer },
      (request) => receiveVideo(deps, { request, owner: viewer.user, fields }),
    );
    // no further query: if this request failed now, the client would send the file again and make a second video
    const answer = videoJson(video, NEW_VIDEO_PARTS, viewer);
    return json(201, answer, { Location: `/api/videos/${video.id}` });
  });

/** Stores the body of a request and makes a video of it. */
async function receiveVideo(
  deps: Deps,
  { request, owner, fields }: { request: Request; owner: string; fields: UploadFields },
): Promise<Video> {
  const { sql, storage, config, log } = deps;
  const body = await checkedBody(deps, request);
  const id = newId();
  const key = originalKey(id);
  // if the server is killed from here on, the sweep finds the file by this row
  await createUpload(sql, { id, owner, metadata: {}, sizeBytes: null, expiresAt: expiryFromNow() });
  try {
    await storage.put(key, limitToSpace(watchBody(body), config), { maxBytes: config.maxUploadBytes });
    // an upload of an hour must not be lost to a short outage
    const video = await withRetry(() => acceptOriginal(deps, { id, key, owner, fields }), { keepsTrying: true });
    await cleanUp(log, id, () => deleteUpload(sql, id));
    return video;
  } catch (error) {
    await cleanUp(log, id, async () => {
      await deleteUnusedOriginal(deps, id); // before the row, by which the sweep finds the file
      await deleteUpload(sql, id);
    });
    throw error;
  }
}

/**
 * Checks a request whose body is a file, before it is read.
 *
 * @throws {MediaError} {TooLargeError} {NoSpaceError}
 */
async function checkedBody({ config }: Deps, request: Request): Promise<ReadableStream<Uint8Array>> {
  if (request.headers.get("Content-Type")?.startsWith("multipart/")) {
    throw new MediaError("a form was sent: send the file itself as the body, as curl -T does, or use /api/uploads");
  }
  const lengthBytes = Number(request.headers.get("Content-Length") ?? 0);
  if (lengthBytes > config.maxUploadBytes) {
    throw new TooLargeError(`the file has ${lengthBytes} bytes: this server takes up to ${config.maxUploadBytes}`);
  }
  const { body } = request;
  if (!body) throw new MediaError("the body is empty: it must be the file itself");
  await requireUploadSpace(config, lengthBytes);
  return body;
}

const replace = (deps: Deps) =>
  endpoint({
    id: "replaceVideoFile",
    tag: "videos",
    summary: "Replaces the file of a video",
    description:
      "The body is the new file. The earlier one is played until the new one can be; if that fails, it stays, " +
      "and `notices` says why. Id, title, captions and links stay: `notices` says that captions are of the earlier file, " +
      "and `captions/regenerate` makes them again without losing edits. A second request takes the place of one that " +
      "is still being prepared.",
    access: "owner",
    params: VIDEO,
    query: replaceFileQuerySchema,
    content: { "application/octet-stream": null },
    answers: { 202: { description: "The video; a job prepares the new file.", json: videoSchema } },
    problems: [404, 415, 507],
  }, async (c, { query, json }) => {
    const { sql } = deps;
    const { id } = await changeableVideo(c, deps);
    const fileName = query().filename ?? fileNameOf(c.req.header("Content-Disposition") ?? null) ?? "";
    const audioTrack = query().audio_track ?? null;
    await whileSignedIn(
      { ...deps, request: c.req.raw, viewer: c.get("viewer") },
      (request) => receiveFile(deps, { id, request, fileName: singleLine(fileName), audioTrack }),
    );
    return json(202, await wholeVideoJson(deps, await getVideo(sql, id), c.get("viewer")));
  });

/** Stores the body of a request and queues the job that replaces the file of a video by it. */
async function receiveFile(
  deps: Deps,
  { id, request, fileName, audioTrack }: { id: string; request: Request; fileName: string; audioTrack: number | null },
): Promise<void> {
  const { sql, storage, config, log, mediaTools } = deps;
  const body = await checkedBody(deps, request);
  const key = `videos/${id}/file-${newId()}`;
  await noteNewFile(sql, key);
  try {
    const { size } = await storage.put(key, limitToSpace(watchBody(body), config), {
      maxBytes: config.maxUploadBytes,
    });
    await storage.withLocalFile(key, (path) => probe(mediaTools, path, { audioTrack: audioTrack ?? undefined }));
    const file = { key, sizeBytes: size, fileName, audioTrack };
    await withRetry(() => queueReplacement(sql, id, file), { keepsTrying: true });
  } catch (error) {
    await cleanUp(log, id, () => addUnusedObjects(sql, [key]));
    throw error;
  }
}

const show = (deps: Deps) =>
  endpoint({
    id: "getVideo",
    tag: "videos",
    summary: "Shows a video with its sizes, jobs and caption tracks",
    access: "viewer",
    params: VIDEO,
    answers: { 200: { description: "The video.", json: videoSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const video = await visibleVideo(c, deps);
    return json(200, await wholeVideoJson(deps, video, c.get("viewer")), { "Cache-Control": "private, no-cache" });
  });

const change = (deps: Deps) =>
  endpoint({
    id: "updateVideo",
    tag: "videos",
    summary: "Changes the title, description, language, visibility, tags or chapters of a video",
    access: "owner",
    params: VIDEO,
    body: videoPatchSchema,
    answers: { 200: { description: "The changed video.", json: videoSchema } },
    problems: [404],
  }, async (c, { body, json }) => {
    const video = await changeableVideo(c, deps);
    const { chapters, ...others } = await body();
    const changed = await updateVideo(deps.sql, video.id, {
      ...others,
      ...(chapters && { chapters: withEnds(chapters, video.durationSeconds) }),
    });
    return json(200, await wholeVideoJson(deps, changed, c.get("viewer")));
  });

/** @throws {ValidationError} if one begins after the end of the video */
function withEnds(chapters: readonly { start: number; title: string }[], durationSeconds: number | null): Chapter[] {
  const last = chapters.at(-1);
  if (last && durationSeconds !== null && last.start >= durationSeconds) {
    throw new ValidationError(`chapters begins one at ${last.start}: the video ends at ${durationSeconds}`);
  }
  return chapters.map(({ start, title }, i) => ({
    start,
    end: chapters[i + 1]?.start ?? durationSeconds ?? start,
    title,
  }));
}

const remove = (deps: Deps) =>
  endpoint({
    id: "deleteVideo",
    tag: "videos",
    summary: "Deletes a video with its files, or hides it first",
    access: "owner",
    params: VIDEO,
    query: deleteVideoQuerySchema,
    answers: {
      202: { description: "It is hidden, and deleted later.", json: hiddenVideoSchema },
      204: { description: "It is deleted." },
    },
    problems: [404],
  }, async (c, { query, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const { undo_seconds: undoSeconds } = query();
    if (undoSeconds !== undefined) {
      const deleteAt = await hideVideo(sql, video.id, undoSeconds);
      const undeleteUrl = `/api/videos/${video.id}/undelete`;
      return json(202, { id: video.id, delete_at: deleteAt.toISOString(), undelete_url: undeleteUrl });
    }
    await deleteForGood(deps, video.id);
    return c.body(null, 204);
  });

/** Deletes a video and its files. */
export async function deleteForGood({ sql, storage, log }: Deps, id: string): Promise<void> {
  await deleteVideo(sql, id);
  // the rows first: if this is interrupted, the sweep removes the files, and there is never a video without its files
  await cleanUp(log, id, async () => {
    await storage.deletePrefix(`videos/${id}/`);
    await deleteUpload(sql, id);
  });
}

const undelete = (deps: Deps) =>
  endpoint({
    id: "undeleteVideo",
    tag: "videos",
    summary: "Brings back a video that is only hidden",
    access: "owner",
    params: VIDEO,
    answers: { 200: { description: "The video.", json: videoSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const viewer = c.get("viewer");
    if (!viewer) {
      throw new UnauthorizedError("a change needs the owner: sign in, or send Authorization: Bearer and the token");
    }
    return json(200, await wholeVideoJson(deps, await bringBack(deps, viewer, c.req.param("id") ?? ""), viewer));
  });

/** Brings back a hidden video that `viewer` may change. @throws {NotFoundError} */
export async function bringBack({ sql }: Pick<Deps, "sql">, viewer: Viewer, id: string): Promise<Video> {
  const video = isId(id) ? await findAnyVideo(sql, id) : null;
  if (!video?.deleteAt || !mayChange(viewer, video)) {
    throw new NotFoundError("there is no such deleted video: its time to be brought back may be over");
  }
  return await undeleteVideo(sql, id);
}

async function wholeVideoJson({ sql }: Deps, video: Video, viewer: Viewer | null): Promise<VideoJson> {
  return videoJson(video, (await readVideoContents(sql, [video.id])).get(video.id)!, viewer);
}
