import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { delay } from "../core/async.ts";
import { StorageGoneError } from "../core/disk.ts";
import type { ObjectStore, ReadObject, ReadOptions, UploadOptions } from "./object_store.ts";
import { s3Client, type S3Settings } from "./s3_client.ts";
import { fromS3Error, isMissing, isTransientCode, isUnexplained, statusOf } from "./s3_errors.ts";
import { abortAbandonedUploads } from "./s3_multiparts.ts";
import { isTusUpload } from "./object_keys.ts";
import { uploadBody, uploadBytes } from "./s3_uploads.ts";
import type { StoredObject } from "./storage.ts";
import { RetryTimer, type StoreLimits } from "./store_limits.ts";

/** The store deletes at most so many objects with one request. */
const DELETED_AT_ONCE = 1000;

/** A bucket of an S3 store. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #limits: StoreLimits;
  readonly #bucket: string;
  readonly #place: string;
  readonly #partBytes: number | undefined;

  /**
   * @param place the bucket and its store, for people to read
   * @param partBytes the size of a part of a large object
   */
  constructor(settings: S3Settings, place: string, limits: StoreLimits, partBytes?: number) {
    this.#client = s3Client(settings, limits);
    this.#limits = limits;
    this.#bucket = settings.bucket;
    this.#place = place;
    this.#partBytes = partBytes;
  }

  /** @throws {StorageGoneError} */
  async checkBucket(): Promise<void> {
    // the error of a HeadBucket would not say what is wrong
    const list = new ListObjectsV2Command({ Bucket: this.#bucket, MaxKeys: 1 });
    await this.#ask(null, () => this.#client.send(list));
  }

  /** @returns null if there is no such object, or no bucket: a HEAD does not say which */
  async head(key: string): Promise<StoredObject | null> {
    const found = await this.#ask(key, async () => {
      return await this.#client.send(new HeadObjectCommand(this.#at(key))).catch(async (error) => {
        if (isMissing(error)) return null;
        if (isUnexplained(error)) await this.checkBucket(); // which says what is wrong
        throw error;
      });
    });
    if (!found) return null;
    return { size: found.ContentLength ?? 0, etag: found.ETag ?? "", modified: found.LastModified ?? new Date(0) };
  }

  /**
   * @param options.etag only this version
   * @throws {NotFoundError}; {RangeError} if the range begins behind the object's end
   */
  async get(
    key: string,
    { range, etag, signal }: ReadOptions = {},
  ): Promise<ReadObject> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ...(range && { Range: `bytes=${range.start}-${range.end === Infinity ? "" : range.end}` }),
      ...(etag && { IfMatch: etag }),
    });
    const answer = await this.#ask(key, () => this.#client.send(command, { abortSignal: signal }), signal);
    const body = answer.Body!.transformToWebStream();
    const [, first, last] = /^bytes (\d+)-(\d+)/.exec(answer.ContentRange ?? "") ?? [];
    const start = Number(first ?? 0);
    const endBefore = last === undefined ? answer.ContentLength : Number(last) + 1;
    if (endBefore === undefined || start !== (range?.start ?? 0)) {
      await body.cancel();
      throw new Error(`${this.#place} answers a GET without its length, or ignores its range`);
    }
    return { etag: answer.ETag ?? "", start, endBefore, body };
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask(key, () => uploadBytes(this.#client, this.#at(key), bytes));
  }

  /** Writes an object unless there is one. A store without conditional writes replaces it. */
  async putNew(key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask(key, async () => {
      const put = new PutObjectCommand({ ...this.#at(key), Body: bytes, IfNoneMatch: "*" });
      await this.#client.send(put).catch(async (error) => {
        if (statusOf(error) === 412) return;
        if (statusOf(error) !== 501 && error.name !== "NotImplemented") throw error;
        await uploadBytes(this.#client, this.#at(key), bytes);
      });
    });
  }

  /** See `uploadBody`. */
  async upload(key: string, body: ReadableStream<Uint8Array>, options: UploadOptions): Promise<void> {
    const partBytes = this.#partBytes;
    await this.#ask(
      key,
      () => uploadBody(this.#client, this.#at(key), body, { ...options, partBytes }),
      options.signal,
    );
  }

  async signedUrl(key: string, { seconds, contentType }: { seconds: number; contentType: string }): Promise<string> {
    const command = new GetObjectCommand({ ...this.#at(key), ResponseContentType: contentType });
    return await getSignedUrl(this.#client, command, { expiresIn: seconds });
  }

  /** Lists the objects whose key begins with `prefix`. */
  async *list(prefix: string): AsyncGenerator<{ key: string; size: number; modified: Date }> {
    const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix: prefix });
    for (;;) {
      const { value: page, done } = await this.#ask(null, () => pages.next());
      if (done) return;
      for (const { Key, Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        if (Key) yield { key: Key, size: Size, modified: LastModified };
      }
    }
  }

  async delete(key: string): Promise<void> {
    await this.#ask(key, async () => {
      await this.#client.send(new DeleteObjectCommand(this.#at(key))).catch((error) => {
        if (!isMissing(error)) throw error;
      });
    });
  }

  /** Deletes objects, a thousand with one request. @throws {Error} naming an object that was not deleted, and why */
  async deleteAll(keys: AsyncIterable<string> | Iterable<string>): Promise<void> {
    let batch: string[] = [];
    for await (const key of keys) {
      if (batch.push(key) < DELETED_AT_ONCE) continue;
      await this.#deleteBatch(batch);
      batch = [];
    }
    if (batch.length > 0) await this.#deleteBatch(batch);
  }

  /** Removes the parts of uploads below `prefixes` that nobody has added to for `seconds`, besides those of tus. */
  async abortAbandonedUploads(prefixes: string[], seconds: number): Promise<void> {
    const options = { bucket: this.#bucket, prefixes, seconds, isKept: isTusUpload };
    await this.#ask(null, () => abortAbandonedUploads(this.#client, options));
  }

  async #deleteBatch(keys: string[]): Promise<void> {
    const timer = new RetryTimer(this.#limits);
    for (let left = keys; left.length > 0;) {
      const errors = await this.#deleteOnce(left);
      if (errors.length === 0) return;
      const lasting = errors.filter(({ Code = "" }) => !isTransientCode(Code));
      const delayMs = lasting.length > 0 ? null : timer.nextDelayMs();
      if (delayMs === null) {
        const { Key, Code, Message } = lasting[0] ?? errors[0];
        const problem = `${errors.length} of ${keys.length} objects could not be deleted from ${this.#place}, ` +
          `${Key} among them (${Code}${Message ? `: ${Message}` : ""})`;
        throw Code === "AccessDenied" ? new StorageGoneError(problem) : new Error(problem);
      }
      left = errors.map(({ Key }) => Key!);
      await delay(delayMs);
    }
  }

  /** @returns the objects that could not be deleted */
  async #deleteOnce(keys: string[]) {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete });
    const answer = await this.#ask(null, async () => {
      return await this.#client.send(command).catch((error) => {
        // Google's store has no such request, and older ones want other checksums
        if ([400, 405, 501].includes(statusOf(error))) return null;
        throw error;
      });
    });
    if (answer) return (answer.Errors ?? []).filter(({ Code, Key }) => Key && Code !== "NoSuchKey");
    for (const key of keys) await this.delete(key);
    return [];
  }

  #at(key: string) {
    return { Bucket: this.#bucket, Key: key };
  }

  async #ask<T>(key: string | null, request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw signal?.aborted ? signal.reason : fromS3Error(error, this.#place, key ?? undefined);
    }
  }
}
