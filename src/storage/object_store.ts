import type { ByteRange, StoredObject, TransferOptions } from "./storage.ts";

/** The folder of objects of a moment; `Storage.sweep` removes those that a killed process left. */
export const TEMPORARY = ".streamforge-temporary/";

/** The answer to a GET: the bytes from `start` on. */
export interface ReadObject {
  etag: string;
  start: number;
  endBefore: number;
  body: ReadableStream<Uint8Array>;
}

export interface ReadOptions {
  range?: ByteRange;
  /** Only this version. */
  etag?: string;
  signal?: AbortSignal;
}

export interface UploadOptions extends TransferOptions {
  maxBytes?: number;
  /** The bytes of the body, where they are known. */
  size?: number;
}

/**
 * A bucket of a store in the network: the requests that `remoteStorage` is made of. What another try may heal was tried
 * again when they fail; a store that is gone, refuses or fails is a `StorageGoneError`.
 */
export interface ObjectStore {
  /** @throws {StorageGoneError} */
  checkBucket(): Promise<void>;
  /** @returns null if there is no such object */
  head(key: string): Promise<StoredObject | null>;
  /**
   * Requests an object's bytes. Where they break off, the stream fails with a `ConnectionError`.
   *
   * @throws {NotFoundError}; {RangeError} if the range begins behind the object's end
   */
  get(key: string, options?: ReadOptions): Promise<ReadObject>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Writes an object unless there is one: of two writers at once the first wins, where the store can do that. */
  putNew(key: string, bytes: Uint8Array): Promise<void>;
  /** Writes a body of any length, or nothing. @throws {TooLargeError}; errors of the body */
  upload(key: string, body: ReadableStream<Uint8Array>, options: UploadOptions): Promise<void>;
  /** See `Storage.signedUrl`. */
  signedUrl(key: string, options: { seconds: number; contentType: string }): Promise<string | null>;
  /** Lists the objects whose key begins with `prefix`. */
  list(prefix: string): AsyncIterable<{ key: string; size: number; modified: Date }>;
  delete(key: string): Promise<void>;
  deleteAll(keys: AsyncIterable<string> | Iterable<string>): Promise<void>;
  /** Removes what unfinished uploads left, where the store does not do it itself. */
  abortAbandonedUploads?(prefixes: string[], seconds: number): Promise<void>;
}
