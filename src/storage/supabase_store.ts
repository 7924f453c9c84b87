import { delay, rejectOnAbort } from "../core/async.ts";
import { StorageGoneError } from "../core/disk.ts";
import { NotFoundError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { contentTypeOf } from "./content_types.ts";
import { type ObjectStore, type ReadObject, type ReadOptions, TEMPORARY, type UploadOptions } from "./object_store.ts";
import { type Part, partsOf } from "./parts.ts";
import { type SupabaseClient, supabaseClient, type SupabaseSettings } from "./supabase_client.ts";
import {
  fromSupabaseError,
  isDuplicate,
  isMissing,
  isMissingBucket,
  isTransient,
  SupabaseError,
} from "./supabase_errors.ts";
import { CHUNK_BYTES, uploadResumable, WRITE_ID } from "./supabase_uploads.ts";
import type { StoredObject } from "./storage.ts";
import { ConnectionError, RetryTimer, type StoreLimits } from "./store_limits.ts";

/** The store lists, and deletes, at most so many objects with one request. */
const PAGE_OBJECTS = 1000;

/** A bucket of Supabase Storage. */
export class SupabaseStore implements ObjectStore {
  readonly #client: SupabaseClient;
  readonly #limits: StoreLimits;
  readonly #bucket: string;
  readonly #place: string;

  /** @param place the bucket and its project, for people to read */
  constructor(settings: SupabaseSettings, place: string, limits: StoreLimits) {
    this.#client = supabaseClient(settings, limits);
    this.#limits = limits;
    this.#bucket = settings.bucket;
    this.#place = place;
  }

  async checkBucket(): Promise<void> {
    await this.#ask(null, () => this.#client.getBucket());
  }

  async head(key: string): Promise<StoredObject | null> {
    return await this.#ask(key, () => this.#info(key));
  }

  async get(key: string, { range, etag, signal }: ReadOptions = {}): Promise<ReadObject> {
    return await this.#ask(key, async () => {
      const timer = new RetryTimer(this.#limits);
      for (;;) {
        try {
          return await this.#getOnce(key, { range, etag, signal });
        } catch (error) {
          const isBadRange = error instanceof SupabaseError && error.status === 416;
          if (!isBadRange && !isMissing(error) && !isTransient(error)) throw error;
          // a range behind the end is a 500 where the store keeps its files in S3, and an object that is replaced
          // can be missing for a moment
          const found = await this.#info(key);
          if (!found) throw new NotFoundError(`there is nothing stored as "${key}"`);
          if (range && range.start >= found.size) throw new RangeError(`"${key}" has only ${found.size} bytes`);
          const delayMs = timer.nextDelayMs();
          if (delayMs === null) throw error;
          await delay(delayMs, signal);
        }
      }
    }, signal);
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#ask(key, () => this.#upload(key, bytes));
  }

  /** `upsert: false` does not do: of two uploads that overlap, the store keeps the second. A move is atomic. */
  async putNew(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const incoming = `${TEMPORARY}${newId()}`;
    await this.#ask(key, async () => {
      await this.#upload(incoming, bytes);
      await this.#client.ask((files) => files.move(incoming, key)).catch(async (error) => {
        if (!isDuplicate(error) && !isMissing(error)) throw error; // missing: moved, and the answer was lost
        await this.#client.ask((files) => files.remove([incoming]));
      });
    });
  }

  async upload(key: string, body: ReadableStream<Uint8Array>, options: UploadOptions): Promise<void> {
    const { maxBytes = Infinity, size = null, signal, onProgress } = options;
    const reader = body.getReader();
    try {
      await this.#ask(key, async () => {
        const parts = partsOf(reader, CHUNK_BYTES, maxBytes);
        const first = await rejectOnAbort(parts.next(), signal);
        const second = await rejectOnAbort(parts.next(), signal);
        if (second.done) return await this.#upload(key, first.value?.bytes ?? new Uint8Array());
        const writeId = await uploadResumable(this.#client, {
          ...{ bucket: this.#bucket, key, contentType: contentTypeOf(key), limits: this.#limits, size },
          parts: chain([first.value!, second.value], parts),
          ...{ signal, onProgress },
        });
        if (await this.#isWrittenBy(key, writeId)) return;
        throw new ConnectionError(`all bytes of "${key}" were sent, and it was not stored`);
      }, signal);
    } finally {
      await reader.cancel().catch(() => {}); // tells the sender that nobody reads any more, and ends a read that waits
    }
  }

  /** The store answers with the type that the object was stored with: null where another one is wanted. */
  async signedUrl(key: string, { seconds, contentType }: { seconds: number; contentType: string }) {
    if (baseType(contentType) !== baseType(contentTypeOf(key))) return null;
    return await this.#ask(key, async () => {
      return (await this.#client.ask((files) => files.createSignedUrl(key, Math.ceil(seconds)))).signedUrl;
    });
  }

  /** By `list-v2`: the older `list` sees no difference between upper and lower case, and hides folders so. */
  async *list(prefix: string): AsyncGenerator<{ key: string; size: number; modified: Date }> {
    let isEmpty = true;
    for (let cursor: string | undefined, hasNext = true; hasNext;) {
      const page = await this.#ask(null, () => {
        return this.#client.ask((files) => files.listV2({ prefix, cursor, limit: PAGE_OBJECTS }));
      });
      for (const { name, metadata, updated_at } of page.objects) {
        if (!name.startsWith(prefix)) continue; // older versions take "_" for any character
        isEmpty = false;
        yield { key: name, size: Number(metadata?.size ?? 0), modified: new Date(updated_at ?? 0) };
      }
      cursor = page.nextCursor;
      hasNext = page.hasNext && cursor !== undefined;
    }
    if (isEmpty) await this.checkBucket(); // a missing bucket has no objects for the store
  }

  async delete(key: string): Promise<void> {
    await this.deleteAll([key]);
  }

  async deleteAll(keys: AsyncIterable<string> | Iterable<string>): Promise<void> {
    let batch: string[] = [];
    for await (const key of keys) {
      if (batch.push(key) < PAGE_OBJECTS) continue;
      await this.#deleteBatch(batch);
      batch = [];
    }
    if (batch.length > 0) await this.#deleteBatch(batch);
  }

  async #deleteBatch(keys: string[]): Promise<void> {
    const deleted = await this.#ask(null, () => this.#client.ask((files) => files.remove(keys)));
    if (deleted.length < keys.length) await this.checkBucket(); // some are gone already, or all with their bucket
  }

  async #info(key: string): Promise<StoredObject & { metadata: Record<string, unknown> } | null> {
    const info = await this.#client.ask((files) => files.info(key)).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (!info) return null;
    const { size = 0, etag, version, lastModified, metadata } = info;
    const stored = { size, etag: strongTag(etag || `"${version}"`), modified: new Date(lastModified ?? 0) };
    return Object.defineProperty({ ...stored, metadata: {} }, "metadata", { value: metadata ?? {}, enumerable: false });
  }

  async #isWrittenBy(key: string, writeId: string): Promise<boolean> {
    return (await this.#info(key))?.metadata[WRITE_ID] === writeId;
  }

  async #upload(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const options = { upsert: true, contentType: contentTypeOf(key), cacheControl: "0" };
    await this.#client.ask((files) => files.upload(key, bytes, options));
  }

  async #getOnce(key: string, { range, etag: wanted, signal }: ReadOptions): Promise<ReadObject> {
    const header = range ? `bytes=${range.start}-${Number.isFinite(range.end) ? range.end : ""}` : null;
    const { headers, body } = await this.#client.download(key, header, signal);
    const [, first, last] = /^bytes (\d+)-(\d+)/.exec(headers.get("content-range") ?? "") ?? [];
    const length = headers.get("content-length");
    const start = Number(first ?? 0);
    const endBefore = last === undefined ? Number(length ?? NaN) : Number(last) + 1;
    const etag = strongTag(headers.get("etag") ?? "");
    const problem = Number.isNaN(endBefore) || start !== (range?.start ?? 0)
      ? `${this.#place} answers a GET without its length, or ignores its range`
      : wanted !== undefined && etag !== wanted
      ? `"${key}" in ${this.#place} changed while it was read`
      : null;
    if (problem === null) return { etag, start, endBefore, body: body ?? new Response("").body! };
    await body?.cancel();
    throw new Error(problem);
  }

  async #ask<T>(key: string | null, request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw fromSupabaseError(await this.#realCause(error), this.#place, key ?? undefined);
    }
  }

  /** With a wrong key the store says that there is no such bucket; asked for the bucket itself, it says what is wrong. */
  async #realCause(error: unknown): Promise<unknown> {
    if (!isMissingBucket(error)) return error;
    try {
      await this.#client.getBucket();
    } catch (cause) {
      return cause;
    }
    return new StorageGoneError(`${this.#place} has no endpoint list-v2: it needs Supabase Storage 1.19 or newer`);
  }
}

async function* chain(first: Part[], rest: AsyncGenerator<Part, undefined>): AsyncGenerator<Part, undefined> {
  yield* first;
  yield* rest;
}

/** A media type without its parameters; sound alone in MP4 is `audio/mp4`, and plays as `video/mp4` too. */
function baseType(contentType: string): string {
  return contentType.split(";")[0].trim().replace("audio/mp4", "video/mp4");
}

/** A proxy that compresses marks the tag as weak. */
function strongTag(etag: string): string {
  return etag.replace(/^W\//, "");
}
