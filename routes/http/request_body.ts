import { TooLargeError, UnauthorizedError, ValidationError } from "../../src/core/errors.ts";
import { CutOffError } from "./errors.ts";

const MAX_JSON_BYTES = 65_536;

/** Wraps a body so that reading it throws a `CutOffError` if the client disconnects. */
export function watchBody(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await reader.read().catch((cause) => {
        if (cause instanceof UnauthorizedError) throw cause; // the session was ended
        throw new CutOffError(`the upload was cut off after ${bytes} bytes`, { cause });
      });
      if (done) return controller.close();
      bytes += value.length;
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/**
 * Reads a JSON object from a request's body; an empty body is an empty object.
 *
 * @throws {TooLargeError} as soon as the body exceeds `maxBytes`, by default 64 kB
 * @throws {ValidationError} if it is not a JSON object
 */
export async function readJson(request: Request, maxBytes = MAX_JSON_BYTES): Promise<Record<string, unknown>> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ValidationError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ValidationError("the body must be a JSON object");
  }
  return value as Record<string, unknown>;
}

/**
 * Reads a request's body as text.
 *
 * @throws {TooLargeError} as soon as the body exceeds `maxBytes`; {ValidationError} if it is not UTF-8
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new ValidationError("the body is not UTF-8");
    throw error;
  }
}

/** Reads a body. @throws {TooLargeError} if it is longer than `maxBytes` */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength; // counted, since Content-Length may be missing
    if (bytes > maxBytes) throw new TooLargeError(`the body is longer than the ${maxBytes} bytes it may be`);
    chunks.push(chunk);
  }
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
