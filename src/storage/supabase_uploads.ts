import { DetailedError, type HttpRequest, type HttpResponse, Upload } from "tus-js-client";
import { rejectOnAbort } from "../core/async.ts";
import { newId } from "../core/ids.ts";
import type { Part } from "./parts.ts";
import type { SupabaseClient } from "./supabase_client.ts";
import { isTransient, supabaseError } from "./supabase_errors.ts";
import { RetryTimer, type StoreLimits } from "./store_limits.ts";

/** Supabase wants exactly so many bytes in every chunk of a resumable upload but the last one: 6 MiB. */
export const CHUNK_BYTES = 6 * 2 ** 20;
/** Metadata of an object: which write made it. */
export const WRITE_ID = "streamforgeWrite";
/** tus-js-client wants a delay for every try; `RetryTimer` decides how long there are any. */
const RETRY_DELAYS_MS = Array.from({ length: 1000 }, (_, i) => Math.min(200 * 2 ** i, 10_000));

export interface ResumableUpload {
  bucket: string;
  key: string;
  contentType: string;
  /** The bytes of the body; null if unknown: the last chunk tells it then. */
  size: number | null;
  /** The body in chunks. */
  parts: AsyncGenerator<Part, undefined>;
  limits: StoreLimits;
  signal?: AbortSignal;
  onProgress?: () => void;
}

/**
 * Sends a body by the TUS endpoint, chunk after chunk. A chunk that fails is sent again from the byte that arrived
 * last. If that does not help within `retrySeconds`, the upload is removed.
 *
 * @returns the id of this write, under `WRITE_ID` in the object's metadata if the store has finished it
 * @throws {SupabaseError} {ConnectionError} errors of the body
 */
export async function uploadResumable(client: SupabaseClient, options: ResumableUpload): Promise<string> {
  const { bucket, key, contentType, size, limits, signal, onProgress } = options;
  const writeId = newId();
  const done = Promise.withResolvers<void>();
  const retries = new Retries(limits);
  const source = new ChunkSource(options.parts, size);
  const endpoint = `${client.endpoint}/upload/resumable`;
  const upload = new Upload(source as unknown as Blob, {
    endpoint,
    headers: { ...client.headers, "x-upsert": "true" },
    metadata: {
      ...{ bucketName: bucket, objectName: key, contentType, cacheControl: "0" },
      metadata: JSON.stringify({ [WRITE_ID]: writeId }),
    },
    chunkSize: CHUNK_BYTES,
    ...(size === null ? { uploadLengthDeferred: true } : { uploadSize: size }),
    retryDelays: RETRY_DELAYS_MS,
    onShouldRetry: (error) => retries.mayHelp(error),
    // only the id: behind some proxies the store calls itself by a name inside its network
    onUploadUrlAvailable: () => void (upload.url = `${endpoint}/${upload.url!.split("/").pop()}`),
    onChunkComplete: (bytes) => {
      if (bytes <= 0) return done.reject(new Error("the store took none of a chunk's bytes"));
      retries.reset();
      onProgress?.();
    },
    onSuccess: () => done.resolve(),
    onError: (error) => done.reject(causeOf(error)),
    fingerprint: () => Promise.resolve(key),
    fileReader: { openFile: () => Promise.resolve(source) },
    httpStack: { getName: () => "fetch", createRequest: (method, url) => new FetchRequest(client, method, url) },
  });
  upload.start();
  try {
    await rejectOnAbort(done.promise, signal);
    return writeId;
  } catch (error) {
    await upload.abort(true).catch(() => {}); // otherwise the store removes it after a day
    throw error;
  }
}

/** Decides whether another try may help. The time counts from the first failure on. */
class Retries {
  #timer: RetryTimer;
  #isFailing = false;

  constructor(limits: StoreLimits) {
    this.#timer = new RetryTimer(limits);
  }

  mayHelp(error: DetailedError): boolean {
    const response = error.originalResponse;
    // another offset than the store's: the next try asks for it
    const isConflict = response?.getStatus() === 409 && error.originalRequest.getMethod() === "PATCH";
    if (!isConflict && !isTransient(causeOf(error))) return false;
    if (!this.#isFailing) this.#timer.reset();
    this.#isFailing = true;
    return this.#timer.nextDelayMs() !== null;
  }

  reset(): void {
    this.#isFailing = false;
  }
}

/** What tus-js-client's errors wrap: an error of the body or the connection, or an answer of the store. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof DetailedError)) return error;
  const response = error.originalResponse;
  if (!response) return error.causingError ?? error;
  return supabaseError(response.getStatus(), response.getBody());
}

/** The chunk that is sent, which is kept until the store has all of it, and the next one. */
class ChunkSource {
  readonly size: number;
  #parts: AsyncGenerator<Part, undefined>;
  #next: Promise<IteratorResult<Part, undefined>> | null = null;
  #start = 0;
  #chunk = new Uint8Array(0);
  #isLast = false;

  constructor(parts: AsyncGenerator<Part, undefined>, size: number | null) {
    this.#parts = parts;
    this.size = size ?? NaN;
  }

  async slice(start: number, end: number) {
    if (start === this.#start + this.#chunk.length && !this.#isLast) await this.#advance(start);
    const from = start - this.#start;
    if (from < 0 || from >= this.#chunk.length) {
      throw new Error(`the store asks for the bytes from ${start} on, and has had them`);
    }
    const bytes = this.#chunk.subarray(from, end - this.#start);
    return { value: { bytes, size: bytes.length }, done: this.#isLast };
  }

  close(): void {}

  async #advance(start: number): Promise<void> {
    const { value } = await (this.#next ?? this.#parts.next());
    if (!value) throw new Error("the body is shorter than its size");
    this.#start = start;
    this.#chunk = value.bytes;
    this.#next = this.#parts.next();
    this.#isLast = Boolean((await this.#next).done);
  }
}

/** A request of tus-js-client by `fetch`, with its time limits. */
class FetchRequest implements HttpRequest {
  #client: SupabaseClient;
  #method: string;
  #url: string;
  #headers = new Headers();
  #stop = new AbortController();

  constructor(client: SupabaseClient, method: string, url: string) {
    this.#client = client;
    this.#method = method;
    this.#url = url;
  }

  getMethod = () => this.#method;
  getURL = () => this.#url;
  getUnderlyingObject = () => null;
  setProgressHandler = () => {};
  setHeader = (name: string, value: string) => this.#headers.set(name, value);
  getHeader = (name: string) => this.#headers.get(name) ?? undefined;

  async send(body: { bytes: Uint8Array<ArrayBuffer> } | null): Promise<HttpResponse> {
    if (body) this.#headers.set("content-length", `${body.bytes.length}`);
    const init = { method: this.#method, headers: this.#headers, body: body?.bytes, signal: this.#stop.signal };
    const response = await this.#client.fetchOnce(this.#url, init);
    const text = await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (name) => response.headers.get(name) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => null,
    };
  }

  abort(): Promise<void> {
    this.#stop.abort();
    return Promise.resolve();
  }
}
