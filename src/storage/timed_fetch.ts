import { messageOf } from "../core/errors.ts";
import { ConnectionError, type StoreLimits } from "./store_limits.ts";

/**
 * Makes a `fetch` that never hangs: it ends a request that is not answered in time, and the body of an answer that
 * stalls. Redirects are not followed: a signature is valid for one address only.
 *
 * @returns a function that throws a `ConnectionError` at a time limit or when the connection breaks, as do its bodies
 */
export function timedFetch(limits: StoreLimits): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const bodyBytes = Number(request.headers.get("Content-Length") ?? 0);
    const seconds = limits.answerSeconds + bodyBytes / limits.minBytesPerSecond;
    const stop = new AbortController();
    const onAbort = () => stop.abort(request.signal.reason);
    request.signal.addEventListener("abort", onAbort);
    try {
      const answering = fetch(request, { signal: stop.signal, redirect: "manual" });
      const response = await within(answering, seconds, `no answer within ${Math.round(seconds)} s`);
      const body = response.body && limitBody(response.body, limits);
      const { status, statusText, headers } = response;
      return new Response(body, { status, statusText, headers });
    } catch (error) {
      stop.abort();
      throw request.signal.aborted ? request.signal.reason : asConnectionError(error);
    } finally {
      request.signal.removeEventListener("abort", onAbort);
    }
  };
}

function limitBody(body: ReadableStream<Uint8Array>, limits: StoreLimits): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let bytes = 0;
  let waitedMs = 0; // for the store only: the reader of this stream may take its time
  return new ReadableStream({
    async pull(controller) {
      const startedMs = performance.now();
      const allowedSeconds = limits.idleSeconds + bytes / limits.minBytesPerSecond - waitedMs / 1000;
      const seconds = Math.max(0, Math.min(limits.idleSeconds, allowedSeconds));
      try {
        const { value, done } = await within(reader.read(), seconds, `an answer stalled after ${bytes} bytes`);
        if (done) return controller.close();
        bytes += value.length;
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        reader.cancel().catch(() => {}); // closes the connection; an aborted signal may not, see below
        throw asConnectionError(error);
      } finally {
        waitedMs += performance.now() - startedMs;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/**
 * The result of `work`, if it comes in time. This does not rely on the signal of a `fetch`: once it has been answered,
 * the garbage collector may take the signal that Deno derives from it, and then an abort does nothing.
 */
async function within<T>(work: Promise<T>, seconds: number, message: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new ConnectionError(message)), seconds * 1000);
  work.catch(() => {});
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function asConnectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const { cause = error } = error as Error; // the message of fetch's error is "fetch failed"
  return new ConnectionError(`the connection failed: ${messageOf(cause)}`, { cause: error });
}
