import { MediaError, messageOf, NotFoundError } from "../core/errors.ts";
import {
  deleteUpload,
  extendUpload,
  findExpiredUpload,
  findUpload,
  listExpiredUploads,
  type Upload,
} from "../db/videos/uploads.ts";
import { findAnyVideo, type Video } from "../db/videos/videos.ts";
import { cleanUp } from "../core/clean_up.ts";
import { acceptOriginal, deleteUnusedOriginal, type UploadDeps } from "./receive.ts";
import type { UnfinishedUploads } from "./unfinished_uploads.ts";
import { UploadLockedError } from "./upload_locks.ts";
import { pickUploadFields, readUploadFields } from "../schemas/upload_fields.ts";

/** How long an upload may stay unfinished. */
export const EXPIRY_SECONDS = 24 * 3600;

const SWEEP_MS = 60_000;

export function expiryFromNow(): Date {
  return new Date(Date.now() + EXPIRY_SECONDS * 1000);
}

/** What turns tus uploads into videos needs. */
export interface FinishDeps extends UploadDeps {
  unfinished: UnfinishedUploads;
}

type SweepDeps = Pick<FinishDeps, "sql" | "storage" | "unfinished" | "log">;

/**
 * Removes expired uploads, and files of uploads that a killed server or an unfinished deletion left. An upload that
 * still receives bytes is kept longer, and one that a request is at work on is left to a later sweep.
 */
export async function sweepUploads(deps: SweepDeps): Promise<void> {
  for (const { id } of await listExpiredUploads(deps.sql)) {
    try {
      await deps.unfinished.locks.withLock(id, () => sweepUpload(deps, id), { waitMs: 0 });
    } catch (error) {
      if (error instanceof UploadLockedError || error instanceof NotFoundError) continue; // in use, or already deleted
      deps.log.warn("an old upload could not be removed; trying again", { upload: id, error: messageOf(error) });
    }
  }
}

/** Removes an upload if it is expired. The caller holds its lock. */
async function sweepUpload(deps: SweepDeps, id: string): Promise<void> {
  // again: a request may have used it since it was listed; becoming a video moves the expiry too
  const upload = await findExpiredUpload(deps.sql, id);
  if (!upload) return;
  const received = upload.videoId === null ? await deps.unfinished.lastReceived(upload) : null;
  const expiresMs = (received?.getTime() ?? 0) + EXPIRY_SECONDS * 1000;
  if (expiresMs > Date.now()) await extendUpload(deps.sql, id, new Date(expiresMs));
  else await discard(deps, id);
}

/**
 * Deletes the files and the row of an upload, not those of a video that it has become. The caller holds its lock.
 */
async function discard(deps: SweepDeps, id: string): Promise<void> {
  await deps.unfinished.remove(id);
  await deleteUnusedOriginal(deps, id);
  await deleteUpload(deps.sql, id);
}

/**
 * Sweeps now and then every minute. Servers do this, each for all: a worker may run on a machine without these uploads.
 *
 * @returns a function to stop, which waits for a running sweep
 */
export function sweepUploadsRegularly(deps: SweepDeps, { everyMs = SWEEP_MS } = {}): { stop(): Promise<void> } {
  const sweep = () =>
    sweepUploads(deps).catch((error) => {
      deps.log.warn("old uploads could not be removed; trying again", { error: messageOf(error) });
    });
  let last = sweep();
  const timer = setInterval(() => last = last.then(sweep), everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}

/**
 * Turns complete tus uploads into videos, each once: a lock in the database makes the servers take turns, and a video has
 * its upload's id, so that a step that runs again after a crash finds its earlier result.
 */
export class UploadFinisher {
  #deps: FinishDeps;
  #running = new Map<string, Promise<Video>>();

  constructor(deps: FinishDeps) {
    this.#deps = deps;
  }

  /**
   * Moves the file of an upload into the storage and creates the video. A second call while the first runs gets its
   * result, on another server too.
   *
   * @throws {MediaError} if it is not media; only then the upload is removed. {UploadLockedError} if another server
   *   takes long
   */
  finish(id: string): Promise<Video> {
    const running = this.#running.get(id) ?? this.#finish(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  /** Creates the video of an upload if it is complete; else null. @throws as `finish` */
  async finishIfWhole(upload: Upload): Promise<Video | null> {
    const running = this.#running.get(upload.id);
    if (running) return await running;
    const { storage, unfinished } = this.#deps;
    const length = await unfinished.lengthOf(upload);
    const size = await unfinished.receivedBytes(upload.id);
    // a row but no bytes: the file was moved before the server stopped
    const isMoved = size === null && await storage.stat(unfinished.originalKey(upload.id)) !== null;
    return isMoved || (size !== null && size === length) ? await this.finish(upload.id) : null;
  }

  /** Bytes of an upload that has become a video. */
  async sizeOf(upload: Upload): Promise<number> {
    return upload.sizeBytes ?? (await findAnyVideo(this.#deps.sql, upload.videoId ?? upload.id))?.sizeBytes ?? 0;
  }

  async #finish(id: string): Promise<Video> {
    return await this.#deps.unfinished.locks.withLock(id, async () => {
      const { sql, log, unfinished } = this.#deps;
      const upload = await findUpload(sql, id);
      if (!upload) throw new NotFoundError("there is no such upload: it may have expired");
      await extendUpload(sql, id, expiryFromNow()); // so that no sweep removes it now
      const { owner, metadata } = upload;
      try {
        await unfinished.moveToStorage(id);
        const fields = readUploadFields(pickUploadFields(metadata));
        const key = unfinished.originalKey(id);
        const video = await acceptOriginal(this.#deps, { id, owner, key, fields, uploadId: id });
        await cleanUp(log, id, () => unfinished.remove(id));
        return video;
      } catch (error) {
        if (error instanceof MediaError) await cleanUp(log, id, () => discard(this.#deps, id));
        throw error;
      }
    });
  }

  /**
   * Deletes the file and the row of an upload, unless it has become a video.
   *
   * @returns the video's id; null if the upload is deleted
   * @throws {UploadLockedError} if another server is at work on it; {NotFoundError} if there is no such upload
   */
  async cancel(id: string): Promise<string | null> {
    return await this.#deps.unfinished.locks.withLock(id, async () => {
      const upload = await findUpload(this.#deps.sql, id);
      if (upload?.videoId) return upload.videoId;
      await discard(this.#deps, id);
      return null;
    });
  }
}
