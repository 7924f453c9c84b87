import { ValidationError } from "../core/errors.ts";

export interface StoredObject {
  /** Bytes. */
  size: number;
  /** As an `ETag` header has it, with its quotes; another one whenever the content may differ. */
  etag: string;
  modified: Date;
}

/** First and last byte, both included, as in a `Range` header. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Where uploads, renditions and captions lie, by key: `videos/ID/original`, `videos/ID/captions/REVISION.srt`. Objects
 * appear whole or not at all. Everything here throws a `StorageGoneError` where the storage is gone.
 */
export interface Storage {
  /** Where it is, for people to read: machine and folder. */
  readonly place: string;
  /** Where its identity is, likewise. */
  readonly identityPlace: string;
  /** By what a database knows this storage again; null for one that was never used. */
  readIdentity(): Promise<string | null>;
  /** Gives it an identity, where it has none: the first of two that try at once wins. */
  writeIdentity(id: string): Promise<void>;
  /**
   * Makes sure that it is still the one that was used so far. Every writing does, and whoever finds an object absent.
   *
   * @throws {StorageGoneError} where it is not, as where a volume was unmounted
   */
  checkPresent(): Promise<void>;
  /**
   * Writes an object, in the place of an earlier one.
   *
   * @throws {TooLargeError} if the body has more than `maxBytes`; nothing is left of it then, or of any that breaks off
   */
  put(key: string, body: ReadableStream<Uint8Array>, options?: { maxBytes?: number }): Promise<StoredObject>;
  /** Takes a file over: it is moved where that can be done, and gone afterwards in any case. */
  putFile(key: string, path: string): Promise<StoredObject>;
  putText(key: string, text: string): Promise<StoredObject>;
  stat(key: string): Promise<StoredObject | null>;
  /**
   * @param range cut to the object's size
   * @throws {NotFoundError} if there is none; {RangeError} if `range` begins behind its end
   */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** @throws {NotFoundError} if there is none */
  readText(key: string): Promise<string>;
  /**
   * Lends the object as a file, for ffmpeg: absolute, only to be read, and only until `use` is done.
   *
   * @throws {NotFoundError} if there is none
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Removes an object; an absent one is fine. */
  delete(key: string): Promise<void>;
  /** Removes all objects below a folder: `videos/ID` and `videos/ID/` are the same, and leave `videos/IDX` alone. */
  deletePrefix(prefix: string): Promise<void>;
  /** Tries to write, and leaves nothing of it, not even where the process is killed meanwhile: `sweep` finds that. */
  checkWritable(): Promise<void>;
  /** Removes what was being written by a process that is gone. */
  sweep(): Promise<void>;
}

const MAX_KEY_CHARS = 512;

/**
 * Makes sure that a key cannot leave the storage: names of `A-Z a-z 0-9 . _ -`, none of them beginning with a dot,
 * joined by single slashes.
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
