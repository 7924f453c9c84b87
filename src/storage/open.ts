import type { Config } from "../core/settings/config.ts";
import { ConfigError } from "../core/errors.ts";
import { localStorage } from "./local.ts";
import { s3Storage } from "./s3.ts";
import type { S3Settings } from "./s3_client.ts";
import type { ScratchOptions } from "./scratch_copies.ts";
import type { Storage } from "./storage.ts";
import { supabaseStorage } from "./supabase.ts";

/**
 * Opens the storage that `STORAGE` names.
 *
 * @throws {ConfigError} if a setting that it needs is missing
 */
export function openStorage(config: Config): Storage {
  switch (config.storage) {
    case "local":
      return localStorage(`${config.dataDir}/media`);
    case "s3":
      return s3Storage(s3Settings(config), { scratch: scratchOptions(config) });
    case "supabase": {
      const { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY } = required("supabase", {
        SUPABASE_URL: config.supabaseUrl,
        SUPABASE_SERVICE_ROLE_KEY: config.supabaseServiceRoleKey,
      });
      return supabaseStorage({
        url: SUPABASE_URL,
        serviceRoleKey: SUPABASE_SERVICE_ROLE_KEY,
        bucket: config.supabaseBucket,
      }, { scratch: scratchOptions(config) });
    }
  }
}

/** @throws {ConfigError} if a setting of the S3 store is missing */
export function s3Settings(config: Config): S3Settings {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = required("s3", {
    S3_BUCKET: config.s3Bucket,
    S3_ACCESS_KEY_ID: config.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: config.s3SecretAccessKey,
  });
  return {
    endpoint: config.s3Endpoint,
    region: config.s3Region,
    bucket: S3_BUCKET,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
    forcePathStyle: config.s3ForcePathStyle,
  };
}

/** Where a storage that is not local keeps its copies for ffmpeg. */
export function scratchOptions(
  { dataDir, scratchBytes, minFreeBytes }: Pick<Config, "dataDir" | "scratchBytes" | "minFreeBytes">,
): ScratchOptions {
  return { rootDir: `${dataDir}/scratch`, maxBytes: scratchBytes, minFreeBytes };
}

/** @throws {ConfigError} naming all settings that are missing */
function required<K extends string>(storage: string, settings: Record<K, string | null>): Record<K, string> {
  const missing = Object.entries(settings).filter(([, value]) => value === null).map(([name]) => name);
  if (missing.length === 0) return settings as Record<K, string>;
  const names = missing.length === 1 ? missing[0] : `${missing.slice(0, -1).join(", ")} and ${missing.at(-1)}`;
  throw new ConfigError(`STORAGE is ${storage}, which needs ${names} too`);
}
