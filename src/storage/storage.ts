import { ValidationError } from "../core/errors.ts";

export interface StoredObject {
  /** Bytes. */
  size: number;
  /** The value for an `ETag` header, quotes included; it changes whenever the content may have changed. */
  etag: string;
  modified: Date;
}

/** First and last byte, both included, as in a `Range` header. */
export interface ByteRange {
  start: number;
  end: number;
}

/** For operations that move many bytes, as those of a job do. */
export interface TransferOptions {
  /** Ends the operation. */
  signal?: AbortSignal;
  /** Called whenever bytes were moved. */
  onProgress?: () => void;
}

/** What to do when a storage is the wrong one or fails, for people: parts of sentences. */
export interface StorageAdvice {
  /** How to choose the right one: "set ... to ..." */
  choose: string;
  /** Why it may have no files: a question. */
  missing: string;
  /** What this process must be allowed to do, or what to check. */
  access: string;
}

/**
 * Stores uploads, renditions and captions by key: `videos/ID/original`, `videos/ID/captions/REVISION.srt`. Writes are
 * atomic. Every method throws a `StorageGoneError` if the storage is gone.
 */
export interface Storage {
  /** Machine and folder, for people to read. */
  readonly place: string;
  /** The path of its identity, for people to read. */
  readonly identityPlace: string;
  readonly advice: StorageAdvice;
  /** The id that its database holds too; null if the storage was never used. */
  readIdentity(): Promise<string | null>;
  /** Sets the identity if there is none; of two processes that do it at once the first wins. */
  writeIdentity(id: string): Promise<void>;
  /**
   * Checks that the storage is still the same one. Every write checks it, and so does every read that finds no object.
   *
   * @throws {StorageGoneError} if it is not: its volume was unmounted, say
   */
  checkPresent(): Promise<void>;
  /**
   * Writes an object, or replaces it. If the body fails or is too large, nothing is stored.
   *
   * @throws {TooLargeError} if the body has more than `maxBytes`
   */
  put(key: string, body: ReadableStream<Uint8Array>, options?: { maxBytes?: number }): Promise<StoredObject>;
  /** Moves a file into the storage, or copies and deletes it where it can't be moved. */
  putFile(key: string, path: string, options?: TransferOptions): Promise<StoredObject>;
  putText(key: string, text: string): Promise<StoredObject>;
  stat(key: string): Promise<StoredObject | null>;
  /**
   * @param range its end is limited to the object's size
   * @throws {NotFoundError} if there is no such object; {RangeError} if `range` begins behind its end
   */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** @throws {NotFoundError} if there is no such object */
  readText(key: string): Promise<string>;
  /**
   * Makes a URL that anyone may read the object at for a while, Range included.
   *
   * @param options.contentType the response's `Content-Type`
   * @returns null if this storage has no such URLs
   */
  signedUrl(key: string, options: { seconds: number; contentType: string }): Promise<string | null>;
  /** Lists the objects below a folder, all of them for "", in no particular order. */
  list(prefix: string): AsyncIterable<{ key: string; size: number }>;
  /**
   * Calls `use` with the absolute path of a file that holds the object, for ffmpeg. The file is read-only, and valid
   * until `use` has ended.
   *
   * @throws {NotFoundError} if there is no such object
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options?: TransferOptions): Promise<T>;
  /** Deletes an object, if there is one. */
  delete(key: string): Promise<void>;
  /** Deletes all objects below a folder: `videos/ID` and `videos/ID/` mean the same, and not `videos/IDX`. */
  deletePrefix(prefix: string): Promise<void>;
  /** Writes a temporary file and deletes it; if the process is killed in between, `sweep` deletes it. */
  checkWritable(): Promise<void>;
  /** Deletes unfinished objects of processes that have ended. */
  sweep(): Promise<void>;
}

const MAX_KEY_CHARS = 512;

/**
 * Checks that a key can't leave the storage: names of `A-Z a-z 0-9 . _ -` that do not begin with a dot, joined by
 * single slashes.
 *
 * @throws {ValidationError} if it is anything else
 */
export function checkKey(key: string): string {
  if (key.length <= MAX_KEY_CHARS && /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(key)) {
    return key;
  }
  throw new ValidationError(
    `the storage key is ${JSON.stringify(key.slice(0, 100))}: it must be names of letters, digits, ".", "_" and "-" ` +
      "that do not begin with a dot, joined by single slashes",
  );
}
