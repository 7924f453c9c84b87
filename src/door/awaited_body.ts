/** A client that sends less than this in `bodyMs` counts as a slow-body attack. */
const MIN_BODY_BYTES = 1024;

/**
 * Measures how long the server has waited for the body of a request. Only that time counts against the client, not the
 * time in which the server does something else or has read the whole body.
 */
export class AwaitedBody {
  /** When the server began to wait for the next bytes, in ms since 1970; null while it does not wait. */
  #awaitedSince: number | null = null;
  /** The time that the server has waited and the bytes that arrived; both restart after `bodyMs`. */
  #window = { awaitedMs: 0, bytes: 0 };

  /**
   * @returns the same request, whose body measures when it is read
   * @throws {TypeError} for a body with a method or host that no `Request` can have
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
    }, { highWaterMark: 0 }); // otherwise it would read ahead of the server
    // not `new Request(request, ...)`: that touches `request.signal`, and Deno warns of it
    return new Request(request.url, { method: request.method, headers: request.headers, body });
  }

  /** Whether the server has waited for `bodyMs` and got no byte, or hardly any. */
  isLate(bodyMs: number): boolean {
    if (this.#awaitedSince === null) return false;
    const awaitedMs = Date.now() - this.#awaitedSince;
    if (awaitedMs > bodyMs) return true;
    if (this.#window.awaitedMs + awaitedMs <= bodyMs) return false;
    if (this.#window.bytes < MIN_BODY_BYTES) return true;
    this.#window = { awaitedMs: -awaitedMs, bytes: 0 }; // the wait that goes on counts from now
    return false;
  }
}
