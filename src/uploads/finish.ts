import { join } from "node:path";
import type { Config } from "../core/config.ts";
import { MediaError, messageOf, NotFoundError } from "../core/errors.ts";
import { deleteUpload, extendUpload, findUpload, listExpiredUploads, type Upload } from "../db/videos/uploads.ts";
import { findAnyVideo, type Video } from "../db/videos/videos.ts";
import { cleanUp } from "../core/clean_up.ts";
import { acceptOriginal, deleteUnusedOriginal, originalKey, type UploadDeps } from "./receive.ts";
import { pickUploadFields, readUploadFields } from "./upload_fields.ts";

/** Where unfinished tus uploads lie: `<id>` with the bytes and `<id>.json` with what the client said. */
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
 * Removes what is left of uploads that nobody went on with in time, or during which the server was killed, and of
 * videos whose deletion was cut off. One whose bytes still come is put off.
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
 * Sweeps now and then every minute. The server does and not a worker, which may be on a machine without these uploads.
 *
 * @returns what ends it, once a sweep that runs is done
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
 * Turns tus uploads that are whole into videos, each once: a video has its upload's id, so whatever is done twice after
 * a crash finds what it did before.
 */
export class UploadFinisher {
  #deps: UploadDeps;
  #running = new Map<string, Promise<Video>>();

  constructor(deps: UploadDeps) {
    this.#deps = deps;
  }

  /**
   * Moves the file of an upload into the storage and makes the video. Whoever asks while it runs gets the same.
   *
   * @throws {MediaError} if it is no media; the upload is removed then, and after no other error
   */
  finish(id: string): Promise<Video> {
    const running = this.#running.get(id) ?? this.#finish(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  /** Makes the video of an upload if all of its bytes are there; else null. @throws as `finish` */
  async finishIfWhole(upload: Upload): Promise<Video | null> {
    const running = this.#running.get(upload.id);
    if (running) return await running;
    const length = await this.#lengthOf(upload);
    const size = await this.#partSize(upload.id);
    // no part any more, though the upload is known: it was moved already, and then the server was stopped
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
    await extendUpload(sql, id, expiryFromNow()); // no sweep while its file is looked at
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

  /** Removes all that is known of an upload that has not become a video. */
  async discard(id: string): Promise<void> {
    await removePart(this.#deps.config, id);
    await deleteUnusedOriginal(this.#deps, id);
    await deleteUpload(this.#deps.sql, id);
  }

  /** Bytes that have come, or null where there is no file. */
  async #partSize(id: string): Promise<number | null> {
    const found = await Deno.stat(join(uploadFolder(this.#deps.config), id)).catch(() => null);
    return found?.size ?? null;
  }

  /** Bytes that are to come in all; the client may tell late, and then only tus's own file has it. */
  async #lengthOf({ id, sizeBytes }: Upload): Promise<number | null> {
    if (sizeBytes !== null) return sizeBytes;
    const text = await Deno.readTextFile(join(uploadFolder(this.#deps.config), `${id}.json`)).catch(() => "{}");
    return (JSON.parse(text) as { size?: number }).size ?? null;
  }
}
