import { delay, rejectOnAbort } from "../core/async.ts";
import { StorageGoneError } from "../core/disk.ts";
import { ConnectionError, RetryTimer, type StoreLimits } from "./store_limits.ts";

/** Where a stored object is read. */
export interface ResumedRead {
  /** The first byte to read, and the one behind the last. */
  start: number;
  endBefore: number;
  /** The answer to the first request, which begins at `start`. */
  body: ReadableStream<Uint8Array>;
  /** Requests the bytes from `start` on of the same version of the object; it tries again itself. */
  reopen(start: number): Promise<ReadableStream<Uint8Array>>;
  limits: StoreLimits;
  signal?: AbortSignal;
}

/**
 * The bytes of a stored object. Where an answer breaks off or ends early, the rest is requested; the stream fails after
 * `retrySeconds` without a byte. It never ends early without an error.
 */
export function resumedRead(
  { start, endBefore, body, reopen, limits, signal }: ResumedRead,
): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = body.getReader();
  let at = start;
  const timer = new RetryTimer(limits);

  /** Reads on; null where the connection was lost. */
  async function readOn(): Promise<Uint8Array | null> {
    try {
      reader ??= (await reopen(at)).getReader();
      const { value, done } = await rejectOnAbort(reader.read(), signal);
      if (!done) return value;
      throw new ConnectionError(`an answer ended ${endBefore - at} bytes early`);
    } catch (error) {
      reader?.cancel().catch(() => {});
      reader = null;
      if (!(error instanceof ConnectionError)) throw error;
      const delayMs = timer.nextDelayMs();
      if (delayMs === null) throw new StorageGoneError(`the storage does not send all of an object: ${error.message}`);
      await delay(delayMs, signal);
      return null;
    }
  }

  return new ReadableStream({
    async pull(controller) {
      timer.reset(); // the reader may have paused
      while (at < endBefore) {
        const chunk = await readOn();
        if (!chunk?.length) continue;
        if (at + chunk.length > endBefore) {
          throw new Error(`the store sent more than bytes ${start} to ${endBefore - 1}`);
        }
        at += chunk.length;
        controller.enqueue(chunk);
        if (at < endBefore) return;
      }
      await reader?.cancel();
      controller.close();
    },
    async cancel(reason) {
      await reader?.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
