import { dirname } from "node:path";
import { delay } from "../../src/core/async.ts";
import { isNoSpace } from "../../src/core/disk.ts";
import { messageOf, ModelError, NoSpaceError } from "../../src/core/errors.ts";
import { isSafeSource } from "../../src/core/settings/setting_readers.ts";
import { HashedFile } from "./hashed_file.ts";

/** A source can't be reached or refuses the download. Another source may work. */
export class SourceError extends ModelError {
  override name = "SourceError";
}

export interface DownloadLimits {
  /** A connection is aborted after this time without a byte. */
  stallSeconds: number;
  /** Wait before the second try; it doubles with each further try. */
  retrySeconds: number;
  /** Maximum of consecutive tries without progress. */
  maxTries: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = { stallSeconds: 30, retrySeconds: 0.5, maxTries: 4 };

export interface DownloadOptions {
  url: string;
  /** Target file. If it exists, the download resumes at its end. */
  path: string;
  /** Expected size and hash; default: those of the hub's headers `x-linked-size` and `x-linked-etag`. */
  fileBytes?: number;
  sha256?: string;
  limits: DownloadLimits;
  onBytes?(doneBytes: number, totalBytes: number | null): void;
  /** Gets the commit that the hub answers with. */
  onCommit?(commit: string): void;
  signal?: AbortSignal;
}

/** Size and hash that the complete file must have. */
interface Expected {
  fileBytes: number | null;
  sha256: string | null;
}

const MAX_REDIRECTS = 5;
/** Temporary errors; every other status from 400 is permanent. */
const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Downloads a file and checks it. After a broken or stalled connection it resumes at the last byte, as long as tries
 * make progress. It also resumes the file of an earlier run, if there is a hash to check the whole file.
 *
 * @returns SHA-256 of the file in hex
 * @throws {SourceError} if the server can't be reached or refuses
 * @throws {ModelError} if size or hash is wrong; the file is then deleted
 * @throws {NoSpaceError} if the disk is full; the file is then deleted
 */
export async function download(options: DownloadOptions): Promise<string> {
  const { url, path, limits, signal } = options;
  using file = await HashedFile.resume(path, signal);
  const expected: Expected = { fileBytes: options.fileBytes ?? null, sha256: options.sha256 ?? null };
  let isResumed = file.fileBytes > 0;
  for (let tries = 1;;) {
    const before = file.fileBytes;
    try {
      await receive(file, expected, options);
      const mismatch = findMismatch(file, expected);
      if (!mismatch) {
        await file.sync();
        return file.sha256();
      }
      await file.restart();
      if (!isResumed) {
        await Deno.remove(path);
        throw new ModelError(`${shown(url)} ${mismatch}; it was removed`);
      }
      // the file of an earlier run may be of another revision
      isResumed = false;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ModelError) throw error;
      if (isNoSpace(error)) {
        await Deno.remove(path); // the partial file would keep the disk full
        throw new NoSpaceError(`there is no space for the model in ${dirname(path)}`, { cause: error });
      }
      tries = file.fileBytes > before ? 1 : tries + 1;
      if (tries > limits.maxTries) {
        throw new SourceError(`${shown(url)} could not be read: ${reason(error)}`, { cause: error });
      }
      await delay(limits.retrySeconds * 2 ** Math.max(0, tries - 2) * 1000, signal);
    }
  }
}

/** Downloads the missing bytes over one connection. Throws if it breaks or stalls. */
async function receive(file: HashedFile, expected: Expected, options: DownloadOptions): Promise<void> {
  const { limits, signal, onBytes } = options;
  const stall = new AbortController();
  const watch = () => setTimeout(() => stall.abort(new Error(stallMessage(limits))), limits.stallSeconds * 1000);
  let timer = watch();
  try {
    const both = signal ? AbortSignal.any([signal, stall.signal]) : stall.signal;
    const response = await open(options, file.fileBytes, expected, both);
    if (await prepareFile(response, file, expected)) return;
    const total = expected.fileBytes ?? totalOf(response, file.fileBytes);
    onBytes?.(file.fileBytes, total);
    for await (const bytes of response.body!) {
      clearTimeout(timer);
      timer = watch();
      await file.write(bytes);
      onBytes?.(file.fileBytes, total);
      // an endless answer must not fill the disk
      if (total !== null && file.fileBytes > total) return;
    }
    if (total !== null && file.fileBytes < total) {
      throw new Error(`the connection ended after ${file.fileBytes} of ${total} bytes`);
    }
  } catch (error) {
    throw stall.signal.aborted ? stall.signal.reason : error;
  } finally {
    clearTimeout(timer);
    // closes the connection if the answer was not read to its end
    stall.abort();
  }
}

/** Prepares the file for the response's first byte. @returns true if the file is already complete */
async function prepareFile(response: Response, file: HashedFile, expected: Expected): Promise<boolean> {
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (response.status === 206 && Number(start) === file.fileBytes) return false;
  if (response.status === 416 && file.fileBytes === expected.fileBytes) return true;
  const hadBytes = file.fileBytes > 0;
  await file.restart();
  if (response.status === 200) return false;
  if (hadBytes) throw new Error(`the server answered ${response.status} to a request for the rest of the file`);
  throw new SourceError(`${shown(response.url)} answered ${response.status} to a request for the whole file`);
}

/** Sends the request and follows redirections: only the first answer has the hub's `x-linked-*` headers. */
async function open(
  { url, onCommit }: Pick<DownloadOptions, "url" | "onCommit">,
  fromByte: number,
  expected: Expected,
  signal: AbortSignal,
): Promise<Response> {
  const isPlain = url.startsWith("http:"); // a mirror on this machine may send on to itself

  // "identity": a compressed answer can't be resumed
  const headers: Record<string, string> = { "accept-encoding": "identity", "user-agent": "streamforge" };
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    // without a hash, nothing would show that the two parts belong together
    if (fromByte > 0 && expected.sha256) headers.range = `bytes=${fromByte}-`;
    if (!isSafeSource(url) || (!isPlain && !url.startsWith("https:"))) {
      throw new SourceError(
        `${shown(url)} is not https: weights come over https only, or from a mirror on this machine`,
      );
    }
    const response = await fetch(url, { headers, redirect: "manual", signal });
    completeExpected(expected, response.headers);
    const commit = /^[0-9a-f]{40}$/.exec(response.headers.get("x-repo-commit") ?? "")?.[0];
    if (commit) onCommit?.(commit);
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      url = new URL(location, url).href;
      continue;
    }
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    const message = `${shown(url)} answered ${response.status} ${response.statusText}`.trim();
    if (RETRYABLE_STATUSES.has(response.status)) throw new Error(message);
    throw new SourceError(message);
  }
  throw new SourceError(`${shown(url)} was reached after more than ${MAX_REDIRECTS} redirections`);
}

/** A URL as messages show it: a mirror's may hold a password. */
function shown(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}

/** Takes size and hash from the hub's headers, where they are not pinned. */
function completeExpected(expected: Expected, headers: Headers): void {
  const etag = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get("x-linked-etag") ?? "");
  const size = headers.get("x-linked-size");
  if (etag) expected.sha256 ??= etag[1];
  if (size && /^\d+$/.test(size)) expected.fileBytes ??= Number(size);
}

function totalOf(response: Response, fromByte: number): number | null {
  const length = response.headers.get("content-length");
  return length && /^\d+$/.test(length) ? fromByte + Number(length) : null;
}

function findMismatch(file: HashedFile, { fileBytes, sha256 }: Expected): string | null {
  if (fileBytes !== null && file.fileBytes !== fileBytes) {
    return `has ${
      file.fileBytes > fileBytes ? "more than " : `${file.fileBytes} of `
    }the ${fileBytes} bytes it should have`;
  }
  const actual = file.sha256();
  return sha256 !== null && actual !== sha256 ? `has the SHA-256 ${actual}: it should be ${sha256}` : null;
}

function stallMessage({ stallSeconds }: DownloadLimits): string {
  return `nothing came for ${stallSeconds} s`;
}

/** Returns the message of the innermost cause, without the URL that `fetch` repeats. */
function reason(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return messageOf(inner).replace(/^error sending request.*?\): /, "");
}
