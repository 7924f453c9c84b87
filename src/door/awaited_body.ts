/** A client that sends less than this in `bodyMs` is taken for a slow-body attack. */
const LEAST_BODY_BYTES = 1024;

/**
 * The body of a request, and how long the server has waited for it. Only while the server waits is the client expected
 * to send: it has nothing to answer for while the server does something else, or has read all of the body.
 */
export class AwaitedBody {
  /** Since when the server has waited for the next bytes; null while it does not. */
  #awaitedSince: number | null = null;
  /** How long the server has waited in all, and how many bytes came; both begin again after `bodyMs`. */
  #window = { awaitedMs: 0, bytes: 0 };

  /**
   * @returns the same request, with a body that tells when it is read
   * @throws {TypeError} for a method or host that no `Request` can have, and a body
   */
  watch(request: Request): Request {
    if (!request.body) return request;
    const reader = request.body.getReader();
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        const since = this.#awaitedSince = Date.now();
        try {
          const { value, done } = await reader.read();
          if (done) return controller.close();
          this.#window.bytes += value.length;
          controller.enqueue(value);
        } finally {
          this.#window.awaitedMs += Date.now() - since;
          this.#awaitedSince = null;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 }); // else it would read before the server does
    // of its parts: a copy would touch `request.signal`, which Deno warns of
    return new Request(request.url, { method: request.method, headers: request.headers, body });
  }

  /** Whether the server has waited for `bodyMs` without a byte, or with hardly any. */
  isLate(bodyMs: number): boolean {
    if (this.#awaitedSince === null) return false;
    const awaitedMs = Date.now() - this.#awaitedSince;
    if (awaitedMs > bodyMs) return true;
    if (this.#window.awaitedMs + awaitedMs <= bodyMs) return false;
    if (this.#window.bytes < LEAST_BODY_BYTES) return true;
    this.#window = { awaitedMs: -awaitedMs, bytes: 0 }; // the wait that goes on counts from now
    return false;
  }
}
