import { diskFault, isNoSpace } from "../core/disk.ts";

/** How long requests to a store may take, and how they are repeated. */
export interface StoreLimits {
  /** Seconds until a request is answered, besides the time that its body takes. */
  answerSeconds: number;
  /** Seconds without a byte of an answer's body. */
  idleSeconds: number;
  /** Bodies slower than this, in bytes a second, count as stalled: so a store that sends a byte now and then ends too. */
  minBytesPerSecond: number;
  /** Seconds after which a failed request is not tried again. */
  retrySeconds: number;
  /** Milliseconds before the second try at most; doubled for each later one. The delay is random: 0 to this. */
  firstDelayMs: number;
  maxDelayMs: number;
}

export const STORE_LIMITS: StoreLimits = {
  answerSeconds: 30,
  idleSeconds: 30,
  minBytesPerSecond: 16 * 1024,
  retrySeconds: 60,
  firstDelayMs: 200,
  maxDelayMs: 10_000,
};

/** A request to a store was not answered in time, or its connection broke: another try may succeed. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
}

/** Counts the tries of one request. */
export class RetryTimer {
  #limits: StoreLimits;
  #startedMs = performance.now();
  #failures = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  /**
   * Notes a failure that another try may heal.
   *
   * @param hintMs what the store asks to wait (`Retry-After`)
   * @returns milliseconds to wait before the next try; null if there is no time for one
   */
  nextDelayMs(hintMs = 0): number | null {
    const { firstDelayMs, maxDelayMs, retrySeconds } = this.#limits;
    const longest = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#failures++);
    const delayMs = Math.max(hintMs, Math.random() * longest);
    return performance.now() - this.#startedMs + delayMs > retrySeconds * 1000 ? null : delayMs;
  }

  /** Starts again after progress. */
  reset(): void {
    this.#startedMs = performance.now();
    this.#failures = 0;
  }
}

/** Whether an error is one of the disk of this machine, which no other try of a request heals. */
export function isLocalFault(error: unknown): boolean {
  return isNoSpace(error) || diskFault(error) !== null;
}
