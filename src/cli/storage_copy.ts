import { createHash } from "node:crypto";
import { NotFoundError } from "../core/errors.ts";
import { forgetCopy, listCopies, recordCopy } from "../db/pool/storage_moves.ts";
import type { Query } from "../db/pool/client.ts";
import type { Storage } from "../storage/storage.ts";

/** The folders that videos and transcriptions are in. Others hold unfinished uploads, which are not moved. */
const FOLDERS = ["videos", "transcriptions"];
/** Objects that are copied or compared at once: most are small. */
const LANES = 4;
/** How often an object is copied that changes while it is read. */
const MAX_TRIES = 3;

export interface Transfer {
  source: Storage;
  target: Storage;
  signal?: AbortSignal;
  onProgress?: (doneBytes: number, totalBytes: number) => void;
}

export interface Listed {
  key: string;
  size: number;
}

export async function listObjects(storage: Storage): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const folder of FOLDERS) {
    for await (const object of storage.list(folder)) found.push(object);
  }
  return found;
}

/**
 * Copies every object that has no copy yet, or was changed since, and deletes copies of objects that are gone. Each copy
 * is read back, and counts when it has the size and the SHA-256 of what was read.
 *
 * @returns how many objects were copied now
 */
export async function copyObjects(sql: Query, targetId: string, transfer: Transfer): Promise<number> {
  const { source, target, signal, onProgress } = transfer;
  const objects = await listObjects(source);
  const copies = await listCopies(sql, targetId);
  const present = new Map((await listObjects(target)).map(({ key, size }) => [key, size]));
  const totalBytes = objects.reduce((sum, { size }) => sum + size, 0);
  let [doneBytes, copied] = [0, 0];
  const advance = (bytes: number) => onProgress?.(doneBytes += bytes, totalBytes);
  await inLanes(objects, signal, async ({ key, size }) => {
    const stored = await source.stat(key);
    const copy = copies.get(key);
    if (stored && !(copy?.sourceEtag === stored.etag && present.get(key) === stored.size)) {
      const made = await copyObject(key, transfer);
      if (made) await recordCopy(sql, targetId, made);
      copied++;
    }
    advance(size);
  });
  const keys = new Set(objects.map(({ key }) => key));
  const gone = [...copies.keys()].filter((key) => !keys.has(key));
  await inLanes(gone, signal, async (key) => {
    if (await source.stat(key) !== null) return; // it was written after the list was made
    await target.delete(key);
    await forgetCopy(sql, targetId, key);
  });
  return copied;
}

/** @returns null if the object was deleted from the source in the meantime */
async function copyObject(key: string, { source, target, signal }: Transfer) {
  for (let tries = 1;; tries++) {
    const before = await source.stat(key);
    if (!before) return null;
    const read = new Digest(signal);
    try {
      const body = (await source.read(key)).pipeThrough(read.stream());
      await target.put(key, body, { maxBytes: Math.max(before.size, 1) });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      if (await source.stat(key) === null) return null;
      throw error;
    }
    const after = await source.stat(key);
    if (after?.etag === before.etag && read.bytes === before.size) {
      const sha256 = read.sha256();
      const back = await digestOf(target, key, signal);
      if (back.bytes === read.bytes && back.sha256 === sha256) {
        return { key, sourceEtag: before.etag, sizeBytes: read.bytes, sha256 };
      }
      throw new Error(
        `${target.place} gives back ${back.bytes} bytes with SHA-256 ${back.sha256} for "${key}", of which ` +
          `${read.bytes} bytes with ${sha256} were written`,
      );
    }
    if (tries >= MAX_TRIES) throw new Error(`"${key}" changed each of the ${MAX_TRIES} times that it was copied`);
  }
}

/** A difference between two storages, in words. */
export async function compareObjects(transfer: Transfer): Promise<{ count: number; differences: string[] }> {
  const { source, target, signal, onProgress } = transfer;
  const objects = await listObjects(source);
  const totalBytes = objects.reduce((sum, { size }) => sum + size, 0);
  const differences: string[] = [];
  let doneBytes = 0;
  await inLanes(objects, signal, async ({ key, size }) => {
    const [one, other] = await Promise.all([source, target].map((storage) => digestOrNull(storage, key, signal)));
    if (!one) return; // deleted meanwhile
    if (!other) differences.push(`${key} is not in ${target.place}`);
    else if (one.bytes !== other.bytes) differences.push(`${key} has ${one.bytes} bytes here and ${other.bytes} there`);
    else if (one.sha256 !== other.sha256) differences.push(`${key} has another SHA-256 there`);
    onProgress?.(doneBytes += size, totalBytes);
  });
  return { count: objects.length, differences: differences.sort() };
}

async function digestOrNull(storage: Storage, key: string, signal?: AbortSignal) {
  return await digestOf(storage, key, signal).catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
}

async function digestOf(storage: Storage, key: string, signal?: AbortSignal) {
  const digest = new Digest(signal);
  for await (const _ of (await storage.read(key)).pipeThrough(digest.stream()));
  return { bytes: digest.bytes, sha256: digest.sha256() };
}

/** Counts and hashes the bytes that pass. */
class Digest {
  bytes = 0;
  #hash = createHash("sha256");
  #signal?: AbortSignal;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  stream(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.#signal?.throwIfAborted();
        this.#hash.update(chunk);
        this.bytes += chunk.length;
        controller.enqueue(chunk);
      },
    });
  }

  sha256(): string {
    return this.#hash.digest("hex");
  }
}

/** Works on all items, some at once. When one fails no others begin, and its error is thrown. */
async function inLanes<T>(
  items: T[],
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const errors: unknown[] = [];
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const item of waiting) {
      if (errors.length > 0 || signal?.aborted) return;
      await work(item).catch((error) => errors.push(error));
    }
  }));
  if (errors.length > 0) throw errors[0];
  signal?.throwIfAborted();
}
