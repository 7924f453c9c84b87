import { ConfigError } from "../core/errors.ts";
import { remoteStorage } from "./remote.ts";
import type { ScratchOptions } from "./scratch_copies.ts";
import type { Storage } from "./storage.ts";
import type { StoreLimits } from "./store_limits.ts";
import type { SupabaseSettings } from "./supabase_client.ts";

/**
 * A storage in a bucket of Supabase Storage.
 *
 * @throws {ConfigError} if the key is one for browsers: with it the store shows, and deletes, nothing without an error
 */
export function supabaseStorage(
  settings: SupabaseSettings,
  options: { scratch: ScratchOptions; limits?: StoreLimits },
): Storage {
  checkRole(settings.serviceRoleKey);
  const place = `bucket ${settings.bucket} of Supabase at ${settings.url}`;
  return remoteStorage({
    place,
    advice: {
      choose: "set SUPABASE_URL and SUPABASE_BUCKET to the bucket with the files",
      missing: "an emptied bucket, or another one?",
      access: "check SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY and SUPABASE_BUCKET",
    },
    openStore: async (limits) => {
      const { SupabaseStore } = await import("./supabase_store.ts");
      return new SupabaseStore(settings, place, limits);
    },
    ...options,
  });
}

function checkRole(key: string): void {
  const role = key.startsWith("sb_publishable_") ? "publishable" : roleOfToken(key);
  if (role === null || role === "service_role") return;
  throw new ConfigError(
    `SUPABASE_SERVICE_ROLE_KEY holds the ${role} key, which may not write: it must be the service role or secret key ` +
      "of the project (Settings, API Keys)",
  );
}

/** The role of a legacy key, which is a JWT; null where it is none. */
function roleOfToken(key: string): string | null {
  try {
    const { role } = JSON.parse(atob(key.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return typeof role === "string" ? role : null;
  } catch {
    return null; // a secret key, or one that the store will refuse
  }
}
