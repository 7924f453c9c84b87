import { Server } from "@tus/server";
import { type Context, Hono } from "hono";
import { ConflictError, MediaError, NotFoundError } from "../../src/core/errors.ts";
import { isId, newId } from "../../src/core/ids.ts";
import { isDatabaseTrouble } from "../../src/db/pool/client.ts";
import { createUpload, deleteUpload, findUpload, type Upload } from "../../src/db/videos/uploads.ts";
import { findAnyVideo } from "../../src/db/videos/videos.ts";
import { requireUser } from "../access.ts";
import { whileSignedIn } from "./session_watch.ts";
import { cleanUp } from "../../src/core/clean_up.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { APPEND, ASK, CREATE, GIVE_UP, READ } from "./upload_operations.ts";
import { endpoint } from "../http/endpoint.ts";
import { isForLog, onlyMethods, problem, problemOf, problemResponse } from "../http/errors.ts";
import { expiryFromNow, UploadFinisher } from "../../src/uploads/finish.ts";
import { UploadLockedError } from "../../src/uploads/upload_locks.ts";
import { requireUploadSpace } from "../../src/storage/disk_space.ts";
import { pickUploadFields, readUploadFields } from "../../src/schemas/upload_fields.ts";

const PATH = "/api/uploads";
const TUS_VERSION = "1.0.0";
const CUT_OFF = "the body broke off, or another request goes on with this upload: HEAD tells how much of it has come";

/** The tus headers that responses keep; its CORS headers are removed. */
const TUS_HEADERS = ["Location", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Offset"]
  .concat(["Upload-Length", "Upload-Defer-Length", "Upload-Metadata", "X-Video-Id", "Cache-Control"]);

/**
 * Resumable uploads by the tus protocol 1.0, for the owner. Mounted at /api/uploads.
 *
 * Metadata: `filename`, `title`, `language`, `visibility`, `max_line_chars`, `max_lines`, `max_cue_seconds`; other
 * fields (such as `filetype`) are ignored. An upload can continue after a restart of the server, and at another server
 * with the same database and storage.
 *
 * After the last byte the file is checked. The answer to the last PATCH, and to every later HEAD and repeated PATCH, is
 * one of these:
 *
 * - the video's id in `X-Video-Id`;
 * - 415 for a file that is no video: the upload is deleted;
 * - 503 if the check could not run: every HEAD tries again.
 *
 * 507 means that the disk is full; the received bytes are kept.
 */
export function uploadRoutes(deps: Deps): Hono<Env> {
  const { sql, config, log, unfinished } = deps;
  const finisher = new UploadFinisher(deps);
  const owners = new WeakMap<object, string>(); // by request

  const server = new Server({
    path: PATH,
    datastore: unfinished.store,
    locker: { newLock: (tusId) => unfinished.locks.newLock(unfinished.idOf(tusId)) },
    maxSize: config.maxUploadBytes,
    namingFunction: () => unfinished.tusId(newId()),
    // a path and not a URL, since a proxy may change the host and the scheme
    generateUrl: (_request, { id }) => `${PATH}/${unfinished.idOf(id)}`,
    getFileIdFromRequest: (request) => {
      const id = uploadIdOf(request.url);
      return id && unfinished.tusId(id);
    },
    onUploadCreate: async (request, upload) => {
      const metadata = pickUploadFields(upload.metadata ?? {});
      readUploadFields(metadata); // throws for wrong fields, before the upload
      await deps.storage.checkPresent(); // throws before the upload instead of after it
      await requireUploadSpace(config, upload.size ?? 0);
      await createUpload(sql, {
        id: unfinished.idOf(upload.id),
        owner: owners.get(request)!,
        metadata,
        sizeBytes: upload.size ?? null,
        expiresAt: expiryFromNow(),
      });
      return {};
    },
    onUploadFinish: async (_request, { id }) => {
      const video = await finisher.finish(unfinished.idOf(id));
      return { headers: { "X-Video-Id": video.id } };
    },
    onResponseError: (_request, error) => {
      if (!(error instanceof Error)) {
        // an error of tus itself, with a status; a broken connection gets a status after which clients continue
        return error.body?.startsWith("Request aborted") ? { status_code: 423, body: CUT_OFF } : undefined;
      }
      const found = problemOf(error);
      if ((found.status >= 500 && !isDatabaseTrouble(error)) || isForLog(error)) {
        log.error("an upload failed", { error, stack: error.stack });
      }
      return { status_code: found.status, body: found.detail };
    },
  });

  const toTus = async (whole: Request, viewer: Viewer | null): Promise<Response> => {
    const { method } = whole;
    const response = await whileSignedIn({ ...deps, request: whole, viewer }, async (request) => {
      if (viewer) owners.set(request, viewer.user);
      return await answer(await server.handleWeb(request));
    });
    const isUnfinished = ["POST", "PATCH"].includes(method) && response.ok &&
      !response.headers.has("X-Video-Id");
    if (isUnfinished) response.headers.set("Upload-Expires", expiryFromNow().toUTCString());
    return response;
  };

  const continueUpload = async (c: Context<Env>): Promise<Response> => {
    const viewer = requireUser(c);
    const method = c.req.raw.method;
    const id = c.req.param("id") ?? "";
    const upload = isId(id) ? await findUpload(sql, id) : null;
    if (!upload || upload.owner !== viewer.user) {
      throw new NotFoundError("there is no such upload: it may have expired");
    }
    if (method === "GET") throw new NotFoundError("an upload is not for reading: HEAD tells how much of it has come");
    const video = upload.videoId ? await findAnyVideo(sql, upload.videoId) : null;
    if (upload.videoId && (!video || video.deleteAt)) {
      // 404, so that a client that remembers the upload sends the file again
      if (!video) await cleanUp(log, id, () => deleteUpload(sql, id));
      throw new NotFoundError("the video that this upload became is deleted");
    }
    // the last byte may have arrived just before the server stopped or the connection broke
    let videoId = upload.videoId;
    try {
      videoId ??= (await finisher.finishIfWhole(upload))?.id ?? null;
    } catch (error) {
      const isFinal = [MediaError, UploadLockedError].some((kind) => error instanceof kind) || isDatabaseTrouble(error);
      if (method !== "DELETE" || isFinal) throw error;
      videoId = await finisher.cancel(id); // the file can't be checked now, and its owner cancels it
      if (!videoId) return new Response(null, { status: 204, headers: { "Tus-Resumable": TUS_VERSION } });
    }
    if (!videoId) {
      if (method === "PATCH") await unfinished.requireSpace(Number(c.req.header("Content-Length") ?? 0));
      const response = await toTus(c.req.raw, viewer);
      if (method === "DELETE" && response.ok) await cleanUp(log, id, () => deleteUpload(sql, id));
      // while this request waited for the lock, the last PATCH may have made the video
      if (response.status === 404) videoId = (await findUpload(sql, id))?.videoId ?? null;
      if (!videoId) return response;
    }
    return finished(c.req.raw, upload, videoId, await finisher.sizeOf(upload));
  };

  return new Hono<Env>()
    .options("/", (c) => toTus(c.req.raw, null))
    .post("/", endpoint(CREATE, (c) => toTus(c.req.raw, requireUser(c))))
    .all("/", onlyMethods("POST"))
    .get("/:id", endpoint(READ, continueUpload))
    .on("HEAD", "/:id", endpoint(ASK, continueUpload)) // describes it: hono calls the handler of GET
    .patch("/:id", endpoint(APPEND, continueUpload))
    .delete("/:id", endpoint(GIVE_UP, continueUpload))
    .all("/:id", onlyMethods("HEAD", "PATCH", "DELETE"));
}

/** Reads the id from the end of an upload's address. */
function uploadIdOf(url: string): string | undefined {
  const id = new URL(url, "http://localhost").pathname.split("/").at(-1) ?? "";
  return isId(id) ? id : undefined;
}

/** Answers for an upload that has become a video: a client repeats the last PATCH if it did not get the answer. */
function finished(request: Request, upload: Upload, videoId: string, sizeBytes: number): Response {
  const headers = {
    "Tus-Resumable": TUS_VERSION,
    "Upload-Offset": String(sizeBytes),
    "Upload-Length": String(sizeBytes),
    "X-Video-Id": videoId,
    "Cache-Control": "no-store",
  };
  if (request.method === "HEAD") return new Response(null, { status: 200, headers });
  if (request.method === "DELETE") {
    throw new ConflictError(`upload ${upload.id} has become the video ${videoId}: delete that instead`);
  }
  const end = Number(request.headers.get("Upload-Offset")) + Number(request.headers.get("Content-Length") ?? 0);
  const isRepeated = end === sizeBytes || Number(request.headers.get("Upload-Offset")) === sizeBytes;
  if (!isRepeated) {
    throw new ConflictError(`the upload is whole, ${sizeBytes} bytes: nothing goes where Upload-Offset says`);
  }
  return new Response(null, { status: 204, headers });
}

/** Adapts a response of tus: errors become problem documents, and CORS headers are removed. */
async function answer(response: Response): Promise<Response> {
  const headers = new Headers();
  for (const name of TUS_HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (response.status < 400) {
    if (response.status === 204) return new Response(null, { status: 204, headers });
    return new Response(response.body, { status: response.status, headers });
  }
  return problemResponse(problem(response.status, (await response.text()).trim()), headers);
}
