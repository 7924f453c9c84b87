import { join } from "node:path";
import type { Config } from "../core/settings/config.ts";
import { MediaError, messageOf, NotFoundError } from "../core/errors.ts";
import { deleteUpload, extendUpload, findUpload, listExpiredUploads, type Upload } from "../db/videos/uploads.ts";
import { findAnyVideo, type Video } from "../db/videos/videos.ts";
import { cleanUp } from "../core/clean_up.ts";
import { acceptOriginal, deleteUnusedOriginal, originalKey, type UploadDeps } from "./receive.ts";
import { pickUploadFields, readUploadFields } from "./upload_fields.ts";

/** The folder of unfinished tus uploads: `<id>` holds the bytes, `<id>.json` the metadata from the client. */
export function uploadFolder({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "uploads");
}

/** How long an upload may stay unfinished. */
export const EXPIRY_SECONDS = 24 * 3600;

const SWEEP_MS = 60_000;

export function expiryFromNow(): Date {
  return new Date(Date.now() + EXPIRY_SECONDS * 1000);
}

type SweepDeps = Pick<UploadDeps, "sql" | "storage" | "config">;

/**
 * Removes expired uploads, and files of uploads that a killed server or an unfinished deletion left. An upload that
 * still receives bytes is kept longer.
 */
export async function sweepUploads(deps: SweepDeps): Promise<void> {
  for (const { id } of await listExpiredUploads(deps.sql)) {
    const part = await Deno.stat(join(uploadFolder(deps.config), id)).catch(() => null);
    const expiresMs = (part?.mtime?.getTime() ?? 0) + EXPIRY_SECONDS * 1000;
    if (expiresMs > Date.now()) {
      await extendUpload(deps.sql, id, new Date(expiresMs));
      continue;
    }
    await removePart(deps.config, id);
    await deleteUnusedOriginal(deps, id);
    await deleteUpload(deps.sql, id);
  }
}

/**
 * Sweeps now and then every minute. The server does this: a worker may run on a machine without these uploads.
 *
 * @returns a function to stop, which waits for a running sweep
 */
export function sweepUploadsRegularly(
  deps: SweepDeps & Pick<UploadDeps, "log">,
  { everyMs = SWEEP_MS } = {},
): { stop(): Promise<void> } {
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

async function removePart(config: Pick<Config, "dataDir">, id: string): Promise<void> {
  for (const name of [id, `${id}.json`]) {
    await Deno.remove(join(uploadFolder(config), name)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/**
 * Turns complete tus uploads into videos, each once. A video has its upload's id, so a step that runs again after a
 * crash finds its earlier result.
 */
export class UploadFinisher {
  #deps: UploadDeps;
  #running = new Map<string, Promise<Video>>();

  constructor(deps: UploadDeps) {
    this.#deps = deps;
  }

  /**
   * Moves the file of an upload into the storage and creates the video. A second call while the first runs gets its
   * result.
   *
   * @throws {MediaError} if it is not media; only then the upload is removed
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
    const length = await this.#lengthOf(upload);
    const size = await this.#partSize(upload.id);
    // no file but a row: the file was moved before the server stopped
    const isMoved = size === null && await this.#deps.storage.stat(originalKey(upload.id)) !== null;
    return isMoved || (size !== null && size === length) ? await this.finish(upload.id) : null;
  }

  /** Bytes of an upload that has become a video. */
  async sizeOf(upload: Upload): Promise<number> {
    return upload.sizeBytes ?? (await findAnyVideo(this.#deps.sql, upload.videoId ?? upload.id))?.sizeBytes ?? 0;
  }

  async #finish(id: string): Promise<Video> {
    const { sql, storage } = this.#deps;
    const upload = await findUpload(sql, id);
    if (!upload) throw new NotFoundError("there is no such upload: it may have expired");
    await extendUpload(sql, id, expiryFromNow()); // so that no sweep removes it now
    try {
      const part = join(uploadFolder(this.#deps.config), id);
      if (await this.#partSize(id) !== null) await storage.putFile(originalKey(id), part);
      const fields = readUploadFields(pickUploadFields(upload.metadata));
      const video = await acceptOriginal(this.#deps, { id, owner: upload.owner, fields, uploadId: id });
      await cleanUp(this.#deps.log, id, () => removePart(this.#deps.config, id));
      return video;
    } catch (error) {
      if (error instanceof MediaError) await cleanUp(this.#deps.log, id, () => this.discard(id));
      throw error;
    }
  }

  /** Deletes the file and the row of an upload that has not become a video. */
  async discard(id: string): Promise<void> {
    await removePart(this.#deps.config, id);
    await deleteUnusedOriginal(this.#deps, id);
    await deleteUpload(this.#deps.sql, id);
  }

  /** Bytes received so far, or null where there is no file. */
  async #partSize(id: string): Promise<number | null> {
    const part = await Deno.stat(join(uploadFolder(this.#deps.config), id)).catch(() => null);
    return part?.size ?? null;
  }

  /** The length of the upload; if the client declared it late, only tus's `.json` file has it. */
  async #lengthOf({ id, sizeBytes }: Upload): Promise<number | null> {
    if (sizeBytes !== null) return sizeBytes;
    const text = await Deno.readTextFile(join(uploadFolder(this.#deps.config), `${id}.json`)).catch(() => "{}");
    return (JSON.parse(text) as { size?: number }).size ?? null;
  }
}
