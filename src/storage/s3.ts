import { remoteStorage } from "./remote.ts";
import type { S3Settings } from "./s3_client.ts";
import type { ScratchOptions } from "./scratch_copies.ts";
import type { Storage } from "./storage.ts";
import type { StoreLimits } from "./store_limits.ts";

export interface S3Options {
  scratch: ScratchOptions;
  limits?: StoreLimits;
  /** The size of a part of a large object. */
  partBytes?: number;
  /** Seconds without a new part after which an unfinished upload counts as abandoned. */
  abandonedSeconds?: number;
}

/** A storage in a bucket of an S3 store, AWS's or another one. */
export function s3Storage(settings: S3Settings, { partBytes, ...options }: S3Options): Storage {
  const place = `bucket ${settings.bucket} at ${settings.endpoint ?? `AWS, ${settings.region}`}`;
  return remoteStorage({
    place,
    advice: {
      choose: "set S3_ENDPOINT and S3_BUCKET to the bucket with the files",
      missing: "an emptied bucket, or another one?",
      access: "check S3_ENDPOINT, S3_REGION, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and the key's policy",
    },
    openStore: async (limits) => {
      const { S3Store } = await import("./s3_store.ts");
      return new S3Store(settings, place, limits, partBytes);
    },
    ...options,
  });
}
