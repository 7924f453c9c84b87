import type { Sql } from "../db/pool/client.ts";
import { readStoredUpload } from "../db/videos/upload_parts.ts";
import { tusUploadKey } from "../storage/object_keys.ts";
import type { S3Settings } from "../storage/s3_client.ts";
import type { StoreLimits } from "../storage/store_limits.ts";
import { receivedBytes, S3UploadStore } from "./s3_upload_store.ts";
import type { UnfinishedUploads } from "./unfinished_uploads.ts";
import type { UploadLocks } from "./upload_locks.ts";

export interface S3UploadsOptions {
  sql: Sql;
  locks: UploadLocks;
  settings: S3Settings;
  maxUploadBytes: number;
  /** The bucket and its store, for people. */
  place: string;
  limits?: StoreLimits;
  partBytes?: number;
}

/**
 * Keeps unfinished uploads in the bucket of the storage, as parts of the object that they become: a whole upload needs
 * no copy.
 */
export function s3Uploads(options: S3UploadsOptions): UnfinishedUploads {
  const { sql, locks } = options;
  const idOf = (tusId: string) => tusId.split("/")[1];
  const store = new S3UploadStore({ ...options, idOf });
  return {
    store,
    locks,
    tusId: tusUploadKey,
    idOf,
    originalKey: tusUploadKey,
    requireSpace: () => Promise.resolve(), // the store says when it is full

    async receivedBytes(id) {
      const stored = await readStoredUpload(sql, id);
      return stored && receivedBytes(stored);
    },

    lengthOf: ({ sizeBytes }) => Promise.resolve(sizeBytes),
    lastReceived: ({ receivedAt }) => Promise.resolve(receivedAt),
    moveToStorage: (id) => store.complete(tusUploadKey(id)),
    remove: (id) => store.remove(tusUploadKey(id)),
  };
}
