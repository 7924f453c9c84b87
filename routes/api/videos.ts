import { Hono } from "hono";
import { MediaError, NotFoundError, TooLargeError, UnauthorizedError, ValidationError } from "../../src/core/errors.ts";
import { isId, newId } from "../../src/core/ids.ts";
import { withRetry } from "../../src/db/pool/client.ts";
import { createUpload, deleteUpload } from "../../src/db/videos/uploads.ts";
import { readVideoContents, type VideoContents } from "../../src/db/videos/video_contents.ts";
import {
  deleteVideo,
  findAnyVideo,
  hideVideo,
  listVideos,
  undeleteVideo,
  updateVideo,
  type Video,
} from "../../src/db/videos/videos.ts";
import { limitToSpace, requireSpace } from "../../src/storage/disk_space.ts";
import { changeableVideo, mayChange, requireOwner, visibleVideo } from "../access.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { fileNameOf } from "../http/file_names.ts";
import { expiryFromNow } from "../../src/uploads/finish.ts";
import { acceptOriginal, deleteUnusedOriginal, originalKey } from "../../src/uploads/receive.ts";
import { readJson, watchBody } from "../http/request_body.ts";
import { readListFilter, readUndoSeconds, readVideoPatch } from "./video_fields.ts";
import { videoJson, videosJson } from "./video_json.ts";
import { readUploadFields } from "../../src/uploads/upload_fields.ts";

const MAX_PAGE = 100;
const NEW_VIDEO_PARTS: VideoContents = { renditions: [], tracks: [] };

/** Lists, shows, changes and deletes videos, and accepts a new one in a single request. Mounted at /api/videos. */
export function videoRoutes(deps: Deps): Hono<Env> {
  const { sql, storage, config, log } = deps;
  const app = new Hono<Env>();
  const show = async (video: Video, viewer: Viewer | null) =>
    videoJson(video, (await readVideoContents(sql, [video.id])).get(video.id)!, viewer);

  app.get("/", async (c) => {
    const viewer = c.get("viewer");
    const { videos, nextCursor } = await listVideos(sql, {
      owner: viewer?.user,
      limit: readLimit(c.req.query("limit")),
      cursor: c.req.query("cursor") || null,
      ...readListFilter(c.req.query()),
    });
    c.header("Cache-Control", "private, no-cache");
    return c.json({ videos: await videosJson(sql, videos, viewer), next_cursor: nextCursor });
  });

  app.post("/", async (c) => {
    const { user } = requireOwner(c);
    const filename = fileNameOf(c.req.header("Content-Disposition") ?? null);
    const fields = readUploadFields({ ...(filename && { filename }), ...c.req.query() });
    if (c.req.header("Content-Type")?.startsWith("multipart/")) {
      throw new MediaError("a form was sent: send the file itself as the body, as curl -T does, or use /api/uploads");
    }
    const lengthBytes = Number(c.req.header("Content-Length") ?? 0);
    if (lengthBytes > config.maxUploadBytes) {
      throw new TooLargeError(`the file has ${lengthBytes} bytes: this server takes up to ${config.maxUploadBytes}`);
    }
    const body = c.req.raw.body;
    if (!body) throw new MediaError("the body is empty: it must be the file itself");

    const id = newId();
    await requireSpace(config, lengthBytes);
    // if the server is killed from here on, the sweep finds the file by this row
    await createUpload(sql, { id, owner: user, metadata: {}, sizeBytes: null, expiresAt: expiryFromNow() });
    try {
      await storage.put(originalKey(id), limitToSpace(watchBody(body), config), { maxBytes: config.maxUploadBytes });
      // an upload of an hour must not be lost to a short outage
      const video = await withRetry(() => acceptOriginal(deps, { id, owner: user, fields }), { keepsTrying: true });
      await cleanUp(log, id, () => deleteUpload(sql, id));
      // no further query: if this request failed now, the client would send the file again and make a second video
      return c.json(videoJson(video, NEW_VIDEO_PARTS, c.get("viewer")), 201, { Location: `/api/videos/${id}` });
    } catch (error) {
      await cleanUp(log, id, async () => {
        await deleteUnusedOriginal(deps, id); // before the row, by which the sweep finds the file
        await deleteUpload(sql, id);
      });
      throw error;
    }
  });
  app.all("/", onlyMethods("GET", "HEAD", "POST"));

  app.get("/:id", async (c) => {
    const video = await visibleVideo(c, deps);
    c.header("Cache-Control", "private, no-cache");
    return c.json(await show(video, c.get("viewer")));
  });

  app.patch("/:id", async (c) => {
    const video = await changeableVideo(c, deps);
    const changes = readVideoPatch(await readJson(c.req.raw));
    return c.json(await show(await updateVideo(sql, video.id, changes), c.get("viewer")));
  });

  app.delete("/:id", async (c) => {
    const video = await changeableVideo(c, deps);
    const undoSeconds = readUndoSeconds(c.req.query("undo_seconds"));
    if (undoSeconds !== null) {
      const deleteAt = await hideVideo(sql, video.id, undoSeconds);
      const undeleteUrl = `/api/videos/${video.id}/undelete`;
      return c.json({ id: video.id, delete_at: deleteAt.toISOString(), undelete_url: undeleteUrl }, 202);
    }
    await deleteVideo(sql, video.id);
    // the rows first: if this is interrupted, the sweep removes the files, and there is never a video without its files
    await cleanUp(log, video.id, async () => {
      await storage.deletePrefix(`videos/${video.id}/`);
      await deleteUpload(sql, video.id);
    });
    return c.body(null, 204);
  });
  app.all("/:id", onlyMethods("GET", "HEAD", "PATCH", "DELETE"));

  app.post("/:id/undelete", async (c) => {
    const viewer = c.get("viewer");
    if (!viewer) {
      throw new UnauthorizedError("a change needs the owner: sign in, or send Authorization: Bearer and the token");
    }
    const id = c.req.param("id");
    const video = isId(id) ? await findAnyVideo(sql, id) : null;
    if (!video?.deleteAt || !mayChange(viewer, video)) {
      throw new NotFoundError("there is no such deleted video: its time to be brought back may be over");
    }
    return c.json(await show(await undeleteVideo(sql, id), viewer));
  });
  app.all("/:id/undelete", onlyMethods("POST"));
  return app;
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return 50;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_PAGE) {
    throw new ValidationError(`limit is ${JSON.stringify(text)}: it must be a whole number from 1 to ${MAX_PAGE}`);
  }
  return limit;
}
