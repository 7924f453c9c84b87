import type { ReadStream } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type MetadataValue, S3Store } from "@tus/s3-store";
import { ERRORS, Upload } from "@tus/server";
import { newId } from "../core/ids.ts";
import type { Sql } from "../db/pool/client.ts";
import {
  addUploadPart,
  LostLockError,
  nextPartNumber,
  readStoredUpload,
  saveStoredUpload,
  setUploadTail,
  type StoredUpload,
  type UploadTail,
  type Writer,
} from "../db/videos/upload_parts.ts";
import { s3ClientConfig, type S3Settings } from "../storage/s3_client.ts";
import { fromS3Error, isMissing } from "../storage/s3_errors.ts";
import { abortUploadsTo } from "../storage/s3_multiparts.ts";
import { STORE_LIMITS, type StoreLimits } from "../storage/store_limits.ts";
import type { UploadLocks } from "./upload_locks.ts";

const MIB = 2 ** 20;
const PART_BYTES = 8 * MIB;
/** Half of what a store takes: the numbers of parts that failed are not used again. */
const MAX_PARTS = 5_000;

export interface S3UploadOptions {
  settings: S3Settings;
  sql: Sql;
  locks: UploadLocks;
  /** How long an upload may be whose length is not known. */
  maxUploadBytes: number;
  /** The upload's id in the database. */
  idOf(tusId: string): string;
  /** The bucket and its store, for people. */
  place: string;
  limits?: StoreLimits;
  /** The size of a part, which the store wants to be 5 MiB at least. */
  partBytes?: number;
}

/** An upload as its store and the database know it. */
interface KnownUpload extends MetadataValue {
  stored: StoredUpload;
}

/**
 * tus's store on S3, where the database has the list of parts.
 *
 * `S3Store` counts whatever parts the store lists, and deletes the rest of the last request before it is sent again: two
 * servers, or one that is killed, would lose or double bytes. Here a part counts once the holder of the upload's lock has
 * noted it, its number is never used again, and an object with the rest stays until a part contains it. Nothing is kept
 * on this machine's disk. The id of an upload is the key of the finished object.
 */
export class S3UploadStore extends S3Store {
  readonly #options: S3UploadOptions;

  constructor(options: S3UploadOptions) {
    const { settings, limits = STORE_LIMITS, partBytes = PART_BYTES } = options;
    super({
      s3ClientConfig: { ...s3ClientConfig(settings, limits), bucket: settings.bucket },
      partSize: partBytes,
      minPartSize: Math.min(partBytes, PART_BYTES),
      maxMultipartParts: MAX_PARTS,
    });
    this.#options = options;
  }

  override async create(upload: Upload): Promise<Upload> {
    // `S3Store` would make them headers of the object
    const { contentType: _type, cacheControl: _control, ...metadata } = upload.metadata ?? {};
    return await this.#ask(upload.id, () => super.create(Object.assign(upload, { metadata })));
  }

  /** @throws {LostLockError} where another server may write now; {StorageGoneError} and the like */
  override async write(source: Readable, tusId: string, offset: number): Promise<number> {
    return await this.#ask(tusId, () => super.write(source, tusId, offset));
  }

  override async getUpload(tusId: string): Promise<Upload> {
    const { file, stored } = await this.getMetadata(tusId);
    return new Upload({ ...file, offset: receivedBytes(stored) });
  }

  /** Removes the parts and the rest of an upload, not the finished object. */
  override async remove(tusId: string): Promise<void> {
    const { bucket } = this;
    await this.#ask(tusId, async () => {
      await abortUploadsTo(this.client, { bucket, key: tusId });
      const { Contents = [] } = await this.client.listObjectsV2({ Bucket: bucket, Prefix: tailFolder(tusId) });
      for (const { Key } of Contents) await this.client.deleteObject({ Bucket: bucket, Key });
    });
  }

  /** Makes an object of the parts of a whole upload, unless that was done. */
  async complete(tusId: string): Promise<void> {
    const metadata = await this.getMetadata(tusId);
    if (await this.#objectBytes(tusId) === receivedBytes(metadata.stored)) return;
    await this.#ask(tusId, async () => this.finishMultipartUpload(metadata, await this.retrieveParts(tusId)));
  }

  protected override async finishMultipartUpload(...args: Parameters<S3Store["finishMultipartUpload"]>) {
    const [metadata] = args as unknown as [KnownUpload];
    try {
      return await super.finishMultipartUpload(...args);
    } catch (error) {
      // the answer to an earlier request was lost
      const isDone = isMissing(error) && await this.#objectBytes(metadata.file.id) === metadata.file.size;
      if (!isDone) throw error;
    }
  }

  protected override async saveMetadata(upload: Upload, storeUploadId: string): Promise<void> {
    const { sql, idOf, locks } = this.#options;
    const id = idOf(upload.id);
    await saveStoredUpload(sql, { id, holder: locks.holderOf(id) }, {
      storeUploadId,
      tusInfo: JSON.stringify(upload),
      sizeBytes: upload.size ?? null,
    });
  }

  protected override async getMetadata(tusId: string): Promise<KnownUpload> {
    const { sql, idOf } = this.#options;
    const stored = await readStoredUpload(sql, idOf(tusId));
    if (!stored) throw ERRORS.FILE_NOT_FOUND;
    const file = new Upload({ ...JSON.parse(stored.tusInfo), id: tusId });
    return { file, stored, "upload-id": stored.storeUploadId, "tus-version": "1.0.0" };
  }

  protected override async retrieveParts(tusId: string) {
    const { stored } = await this.getMetadata(tusId);
    return stored.parts.map(({ number, sizeBytes, etag }) => ({ PartNumber: number, Size: sizeBytes, ETag: etag }));
  }

  protected override calcOptimalPartSize(size?: number): number {
    return Math.ceil(super.calcOptimalPartSize(size ?? this.#options.maxUploadBytes) / MIB) * MIB;
  }

  /** The bytes after the last part, which `S3Store` puts before those of the request. */
  protected override async downloadIncompletePart(tusId: string) {
    const { stored: { tail } } = await this.getMetadata(tusId);
    if (!tail) return undefined;
    const { Body } = await this.client.getObject({ Bucket: this.bucket, Key: tail.key });
    const bytes = await Body!.transformToByteArray();
    if (bytes.length !== tail.sizeBytes) {
      throw new Error(`${tail.key} has ${bytes.length} bytes, and had ${tail.sizeBytes}`);
    }
    return { size: bytes.length, path: "", createReader: () => Readable.from([bytes]) as unknown as ReadStream };
  }

  /** Does nothing: the bytes are still needed if the request fails. */
  protected override deleteIncompletePart(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Sends full parts while the next one comes in, and what is left as an object. If the source fails, what came before
   * is kept.
   */
  protected override async uploadParts(
    metadata: MetadataValue,
    source: Readable,
    _nextPartNumber: number,
    offset: number,
  ): Promise<number> {
    const { sql, locks, idOf } = this.#options;
    const { file, stored } = metadata as KnownUpload;
    const id = idOf(file.id);
    const writer = { id, holder: locks.holderOf(id) };
    const partBytes = this.calcOptimalPartSize(file.size);
    let sending = Promise.resolve();
    const send = async (bytes: Uint8Array) => {
      await sending;
      sending = (async () => {
        await this.#sendPart(metadata, writer, { number: await nextPartNumber(sql, writer), bytes });
      })();
      sending.catch(() => {}); // thrown where it is awaited
    };
    let [part, filledBytes, totalBytes] = [new Uint8Array(0), 0, 0];
    let problem: unknown = null;
    try {
      for await (let chunk of source as AsyncIterable<Uint8Array>) {
        locks.holderOf(id, writer.holder);
        totalBytes += chunk.length;
        while (chunk.length > 0) {
          if (filledBytes === part.length) part = grown(part, filledBytes + chunk.length, partBytes);
          const taken = chunk.subarray(0, part.length - filledBytes);
          part.set(taken, filledBytes);
          filledBytes += taken.length;
          chunk = chunk.subarray(taken.length);
          if (filledBytes < partBytes) continue;
          await send(part);
          [part, filledBytes] = [new Uint8Array(0), 0];
        }
      }
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      problem = error;
    }
    await sending;
    const rest = part.subarray(0, filledBytes);
    if (filledBytes > 0 && offset + totalBytes === file.size) await send(rest);
    else if (filledBytes > 0) await this.#sendTail(file.id, writer, { bytes: rest, old: stored.tail });
    await sending;
    if (problem !== null) throw problem;
    return totalBytes;
  }

  async #sendPart(metadata: MetadataValue, writer: Writer, { number, bytes }: { number: number; bytes: Uint8Array }) {
    const { ETag } = await this.client.uploadPart({
      Bucket: this.bucket,
      Key: metadata.file.id,
      UploadId: metadata["upload-id"],
      PartNumber: number,
      Body: bytes,
      ContentLength: bytes.length,
    });
    if (!ETag) throw new Error(`the store gave part ${number} of ${metadata.file.id} no ETag`);
    await addUploadPart(this.#options.sql, writer, { number, sizeBytes: bytes.length, etag: ETag });
    return ETag;
  }

  /** Called for an upload without bytes only: a store wants one part at least. */
  protected override async uploadPart(metadata: MetadataValue, source: Readable | Uint8Array, number: number) {
    const { locks, idOf } = this.#options;
    const id = idOf(metadata.file.id);
    const bytes = source instanceof Uint8Array ? source : await buffer(source);
    return await this.#sendPart(metadata, { id, holder: locks.holderOf(id) }, { number, bytes });
  }

  async #sendTail(tusId: string, writer: Writer, { bytes, old }: { bytes: Uint8Array; old: UploadTail | null }) {
    const key = `${tailFolder(tusId)}${newId()}`;
    await this.client.putObject({ Bucket: this.bucket, Key: key, Body: bytes, ContentLength: bytes.length });
    await setUploadTail(this.#options.sql, writer, { key, sizeBytes: bytes.length });
    // if this fails, `remove` deletes it
    if (old) await this.client.deleteObject({ Bucket: this.bucket, Key: old.key }).catch(() => {});
  }

  async #objectBytes(key: string): Promise<number | null> {
    const found = await this.client.headObject({ Bucket: this.bucket, Key: key }).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    return found && (found.ContentLength ?? 0);
  }

  async #ask<T>(tusId: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw fromS3Error(error, this.#options.place, tusId);
    }
  }
}

/** Bytes of an upload that were received and noted. */
export function receivedBytes({ parts, tail }: StoredUpload): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) + (tail?.sizeBytes ?? 0);
}

/** The folder of the objects with what is too short for a part. */
function tailFolder(tusId: string): string {
  return `${tusId}_tails/`;
}

/** A larger copy of a part: doubled, so that short uploads take little memory. */
function grown(part: Uint8Array<ArrayBuffer>, neededBytes: number, partBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(partBytes, Math.max(neededBytes, part.length * 2)));
  larger.set(part);
  return larger;
}
