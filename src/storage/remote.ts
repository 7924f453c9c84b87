import { StorageGoneError } from "../core/disk.ts";
import { NotFoundError } from "../core/errors.ts";
import { isId, newId } from "../core/ids.ts";
import { type ObjectStore, type ReadObject, TEMPORARY } from "./object_store.ts";
import { ScratchCopies, type ScratchOptions } from "./scratch_copies.ts";
import { resumedRead } from "./resumed_read.ts";
import { type ByteRange, checkKey, type Storage, type StorageAdvice, type StoredObject } from "./storage.ts";
import { STORE_LIMITS, type StoreLimits } from "./store_limits.ts";

export interface RemoteOptions {
  /** The bucket and its store, for people to read. */
  place: string;
  advice: StorageAdvice;
  /** Opens the store at the first use: its client is large. */
  openStore: (limits: StoreLimits) => Promise<ObjectStore>;
  scratch: ScratchOptions;
  limits?: StoreLimits;
  /** Seconds without a new part after which an unfinished upload counts as abandoned. */
  abandonedSeconds?: number;
}

/** Storage keys never begin with a dot. */
const IDENTITY_KEY = ".streamforge-storage-id";
/** The folders of unfinished uploads that `sweep` may remove: tus keeps its own, for other programs too. */
const SWEPT_FOLDERS = ["videos/", "transcriptions/", "doctor/"];
/** A write checks the identity if the last check is older: a missing bucket is an error of the write itself. */
const PRESENCE_SECONDS = 10;
/** `sweep` is called every minute, and each list costs money. */
const SWEEP_SECONDS = 600;

/**
 * A storage in a bucket of a store in the network.
 *
 * The store makes writes atomic: readers see the old object or the new one. What it calls an overload, a fault or a
 * broken connection is tried again for `limits.retrySeconds`.
 */
export function remoteStorage(options: RemoteOptions): Storage {
  const { place, advice, openStore, scratch, limits = STORE_LIMITS, abandonedSeconds = 6 * 3600 } = options;
  let opened: Promise<ObjectStore> | null = null;
  const open = () => opened ??= openStore(limits);
  let identity: string | null = null;
  let [presentMs, sweptMs] = [-Infinity, -Infinity];

  async function checkPresent(): Promise<void> {
    const store = await open();
    if (identity === null) return await store.checkBucket();
    const found = await readIdentity(store);
    if (found === identity) return void (presentMs = performance.now());
    presentMs = -Infinity;
    throw new StorageGoneError(
      found === null
        ? `${place} has no object ${IDENTITY_KEY} any more: was the bucket emptied? Nothing is written until it is back`
        : `${place} is the storage ${found} now and was ${identity}`,
    );
  }

  /** The store, for a write. */
  async function openForWrite(): Promise<ObjectStore> {
    if (identity !== null && performance.now() - presentMs > PRESENCE_SECONDS * 1000) await checkPresent();
    return await open();
  }

  async function readIdentity(store: ObjectStore): Promise<string | null> {
    const read = await store.get(IDENTITY_KEY).catch((error) => {
      if (error instanceof NotFoundError) return null;
      throw error;
    });
    const id = read && (await new Response(resume(store, IDENTITY_KEY, read)).text()).trim();
    if (id === null || isId(id)) return id;
    throw new StorageGoneError(
      `${IDENTITY_KEY} in ${place} holds ${JSON.stringify(id.slice(0, 40))}, which is not the identity of a storage`,
    );
  }

  function resume(store: ObjectStore, key: string, { etag, start, endBefore, body }: ReadObject, signal?: AbortSignal) {
    const reopen = async (start: number) =>
      (await store.get(key, { range: { start, end: endBefore - 1 }, etag, signal })).body;
    return resumedRead({ start, endBefore, body, reopen, limits, signal });
  }

  /** The error for a missing object. @throws {StorageGoneError} if the whole storage is missing */
  async function missing(key: string): Promise<NotFoundError> {
    await checkPresent();
    return new NotFoundError(`there is nothing stored as "${key}"`);
  }

  async function statStored(store: ObjectStore, key: string): Promise<StoredObject> {
    const stored = await store.head(key);
    if (!stored) throw await missing(key); // deleted meanwhile
    return stored;
  }

  const copies = new ScratchCopies(scratch, async ({ key, etag }, signal) => {
    const store = await open();
    return resume(store, key, await store.get(key, { etag, signal }), signal);
  });

  const storage: Storage = {
    place,
    identityPlace: `the object ${IDENTITY_KEY}`,
    advice,
    checkPresent,

    async readIdentity() {
      const id = await readIdentity(await open());
      if (id !== null) identity = id;
      return id;
    },

    async writeIdentity(id) {
      const store = await open();
      if (await readIdentity(store) !== null) return;
      await store.putNew(IDENTITY_KEY, new TextEncoder().encode(`${id}\n`));
    },

    async put(key, body, { maxBytes } = {}) {
      try {
        checkKey(key);
        const store = await openForWrite();
        await store.upload(key, body, { maxBytes });
        return await statStored(store, key);
      } finally {
        if (!body.locked) await body.cancel().catch(() => {});
      }
    },

    async putFile(key, path, transfer = {}) {
      checkKey(key);
      const file = await Deno.open(path, { read: true });
      try {
        const store = await openForWrite();
        const { size } = await file.stat();
        await store.upload(key, file.readable, { size, maxBytes: size, ...transfer });
        const stored = await statStored(store, key);
        await Deno.remove(path);
        return stored;
      } finally {
        closeQuietly(file);
      }
    },

    async putText(key, text) {
      checkKey(key);
      const store = await openForWrite();
      await store.put(key, new TextEncoder().encode(text));
      return await statStored(store, key);
    },

    async stat(key) {
      const stored = await (await open()).head(checkKey(key));
      if (!stored) await checkPresent();
      return stored;
    },

    async read(key, range) {
      checkKey(key);
      const store = await open();
      if (range && !(range.start >= 0 && range.start <= range.end)) throw new RangeError(describeRange(range));
      try {
        return resume(store, key, await store.get(key, { range }));
      } catch (error) {
        if (error instanceof NotFoundError) throw await missing(key);
        if (!(error instanceof RangeError) || range?.start !== 0) throw error;
        return new Response("").body!; // an empty object has no range for the store
      }
    },

    async readText(key) {
      return await new Response(await storage.read(key)).text();
    },

    async signedUrl(key, options) {
      return await (await open()).signedUrl(checkKey(key), options);
    },

    async *list(prefix) {
      const folder = prefix.replace(/\/$/, "");
      const store = await open();
      for await (const { key, size } of store.list(folder && `${checkKey(folder)}/`)) {
        if (!key.startsWith(".")) yield { key, size };
      }
    },

    async withLocalFile(key, use, transfer) {
      const stored = await storage.stat(key);
      if (!stored) throw await missing(key);
      return await copies.use({ key, ...stored }, use, transfer);
    },

    async delete(key) {
      await (await open()).delete(checkKey(key));
    },

    async deletePrefix(prefix) {
      const folder = checkKey(prefix.replace(/\/$/, ""));
      const store = await open();
      const keys = (async function* () {
        for await (const { key } of store.list(`${folder}/`)) yield key;
      })();
      await store.deleteAll(keys);
    },

    async checkWritable() {
      const store = await openForWrite();
      const key = `${TEMPORARY}${newId()}`;
      await store.put(key, new TextEncoder().encode("x"));
      await store.delete(key);
    },

    async sweep() {
      await copies.sweep();
      if (performance.now() - sweptMs < Math.min(SWEEP_SECONDS, abandonedSeconds) * 1000) return;
      sweptMs = performance.now();
      const store = await open();
      await store.abortAbandonedUploads?.(SWEPT_FOLDERS, abandonedSeconds);
      const beforeMs = Date.now() - abandonedSeconds * 1000;
      for await (const { key, modified } of store.list(TEMPORARY)) {
        if (modified.getTime() < beforeMs) await store.delete(key);
      }
    },
  };
  return storage;
}

function describeRange({ start, end }: ByteRange): string {
  return `the range is ${start}-${end}: it must begin within the object`;
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch {
    // a stream that was read to its end, or cancelled, has closed it
  }
}
