import type { Config } from "../core/settings/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Storage } from "./storage.ts";

/** How many URLs are remembered. */
const REMEMBERED = 2000;

export interface SignedObject {
  key: string;
  contentType: string;
  /** How long its URL is valid. */
  seconds: number;
}

/** Gives players signed URLs of the storage, so that media does not pass through this server. */
export class MediaRedirects {
  /** The origin of the URLs, which the pages' Content-Security-Policy has to allow. */
  readonly origin: string;
  readonly #storage: Storage;
  readonly #remembered = new Map<string, { url: string; untilMs: number }>();

  constructor(storage: Storage, origin: string) {
    this.#storage = storage;
    this.origin = origin;
  }

  /**
   * Returns a URL that is valid for at least half of `seconds`: within the first half everybody gets the same one, so
   * that browsers find in their cache what they have.
   *
   * @returns null if the storage can't answer with this content type
   */
  async urlOf({ key, contentType, seconds }: SignedObject): Promise<string | null> {
    const name = `${seconds} ${contentType} ${key}`;
    const present = this.#remembered.get(name);
    if (present && performance.now() < present.untilMs) return present.url;
    const untilMs = performance.now() + seconds * 1000 / 2;
    const url = await this.#storage.signedUrl(key, { seconds, contentType });
    if (url === null) return null;
    this.#remembered.delete(name); // behind the others
    this.#remembered.set(name, { url, untilMs });
    if (this.#remembered.size > REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value!);
    return url;
  }
}

/**
 * Opens what `STORAGE_REDIRECT` switches on.
 *
 * @returns null where it is off
 * @throws {ConfigError} if the storage has no signed URLs
 */
export async function openRedirects(
  { storageRedirect, storage: kind, supabaseUrl }: Pick<Config, "storageRedirect" | "storage" | "supabaseUrl">,
  storage: Storage,
): Promise<MediaRedirects | null> {
  if (!storageRedirect) return null;
  if (kind === "supabase") return new MediaRedirects(storage, new URL(supabaseUrl!).origin);
  // signing asks nobody; whether the bucket is a part of the host name is the client's business
  const example = await storage.signedUrl("videos/example", { seconds: 1, contentType: "video/mp4" });
  if (example === null) {
    throw new ConfigError(
      `STORAGE_REDIRECT is 1, but STORAGE is ${kind}, which has no URLs of its own: set STORAGE to s3 or supabase, or ` +
        "STORAGE_REDIRECT to 0",
    );
  }
  return new MediaRedirects(storage, new URL(example).origin);
}
