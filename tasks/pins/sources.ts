import { createHash } from "node:crypto";
import { isSafeSource } from "../../src/core/settings/setting_readers.ts";

const WAIT_MS = 30_000;
const MAX_REDIRECTS = 5;
/** The longest answer that is read: lists, manifests and tokenizers are shorter. */
const MAX_BYTES = 64 * 2 ** 20;

/** A source did not answer, or not with what was asked for. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/**
 * Asks a source over https, or over http on this machine; redirections too.
 *
 * @returns the answer, whose status may be any
 * @throws {NoAnswerError} where none comes
 */
export async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const isPlain = url.startsWith("http:");
  let headers = new Headers(init.headers);
  headers.set("user-agent", "streamforge-pin");
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isSafeSource(url) || (!isPlain && !url.startsWith("https:"))) throw new NoAnswerError(`${url} is not https`);
    const response = await fetch(url, { ...init, headers, redirect: "manual", signal: AbortSignal.timeout(WAIT_MS) })
      .catch((cause) => {
        throw new NoAnswerError(`${url} does not answer`, { cause });
      });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || !location) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.origin !== new URL(url).origin) {
      headers = new Headers(headers);
      headers.delete("authorization"); // it is for the first one
    }
    url = next.href;
  }
  throw new NoAnswerError(`${url} was reached after more than ${MAX_REDIRECTS} redirections`);
}

/** Reads an answer that is right. @throws {NoAnswerError} for another status, or a body that is too long or breaks off */
export async function bytesOf(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new NoAnswerError(`${url} answered ${response.status} ${response.statusText}`.trim());
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    }
  } catch (cause) {
    throw new NoAnswerError(`${url} could not be read: ${(cause as Error).message}`, { cause });
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** @throws {NoAnswerError} as `bytesOf`, and for what is no JSON */
export async function jsonOf(response: Response, url: string): Promise<unknown> {
  const text = new TextDecoder().decode(await bytesOf(response, url));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NoAnswerError(`${url} answered what is no JSON`, { cause });
  }
}

export function hashOf(algorithm: "sha1" | "sha256", ...parts: (string | Uint8Array)[]): string {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
