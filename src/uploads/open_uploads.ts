import type { Config } from "../core/settings/config.ts";
import type { Log } from "../core/log.ts";
import type { Sql } from "../db/pool/client.ts";
import type { VideoEvents } from "../db/pool/notify.ts";
import { s3Settings } from "../storage/open.ts";
import type { Storage } from "../storage/storage.ts";
import { diskUploads } from "./disk_uploads.ts";
import { UploadLocks } from "./upload_locks.ts";
import type { UnfinishedUploads } from "./unfinished_uploads.ts";

export interface OpenUploadsDeps {
  sql: Sql;
  config: Config;
  storage: Storage;
  subscribeVideo: VideoEvents["subscribe"];
  log: Log;
}

/** Opens the place of unfinished uploads that goes with `STORAGE`. */
export async function openUploads(deps: OpenUploadsDeps): Promise<UnfinishedUploads> {
  const { sql, config, storage, subscribeVideo, log } = deps;
  const locks = new UploadLocks({ sql, subscribe: subscribeVideo, log });
  if (config.storage !== "s3") return diskUploads({ config, storage, locks });
  const { s3Uploads } = await import("./s3_uploads.ts"); // the client is large
  const { maxUploadBytes } = config;
  return s3Uploads({ sql, locks, settings: s3Settings(config), maxUploadBytes, place: storage.place });
}
