const HEARTBEAT_SECONDS = 15; // proxies end a connection that is silent for 30 to 60 s
const RETRY_MILLISECONDS = 2000;
const RETRY_SPREAD_MILLISECONDS = 2000;
const COMMENT = new TextEncoder().encode(":\n\n");

/** An event as bytes, so that it is encoded once for all clients. */
export type EncodedEvent = Uint8Array<ArrayBuffer>;

export function encodeEvent(event: string, data: unknown): EncodedEvent {
  return new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The sending end of a stream of server-sent events. */
export interface EventSink {
  /** Sends an event; does nothing once the client has disconnected. */
  send(event: string, data: unknown): void;
  /** Sends an encoded event. */
  write(event: EncodedEvent): void;
  /** Ends the stream. */
  close(): void;
  /** Aborted when either side has ended the stream. */
  readonly signal: AbortSignal;
}

/**
 * Answers with server-sent events (text/event-stream).
 *
 * `Last-Event-ID` is not needed: the first event holds the whole state, so a client that reconnects misses nothing.
 *
 * @param request a HEAD gets the headers only, since no client would end its stream
 * @param start is called at once and sends through the sink until `sink.signal` is aborted; if it throws, the stream
 *   ends and the browser reconnects
 * @param options.reconnects whether the client is told when to connect again. OpenAI's client for Python takes that
 *   for an event, and fails
 */
export function eventStream(
  request: Request,
  start: (sink: EventSink) => Promise<void>,
  { heartbeatSeconds = HEARTBEAT_SECONDS, reconnects = true }: { heartbeatSeconds?: number; reconnects?: boolean } = {},
): Response {
  const headers = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no", // else nginx buffers the stream
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const ended = new AbortController();
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval>;
  const finish = () => {
    clearInterval(heartbeat);
    ended.abort();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (bytes: EncodedEvent) => {
        if (!ended.signal.aborted) controller.enqueue(bytes);
      };
      const close = () => {
        if (ended.signal.aborted) return;
        finish();
        controller.close();
      };
      // random: after a restart all clients would reconnect at once
      if (reconnects) {
        write(
          encoder.encode(`retry: ${RETRY_MILLISECONDS + Math.floor(Math.random() * RETRY_SPREAD_MILLISECONDS)}\n\n`),
        );
      }
      // a client that does not read is disconnected before its events fill the memory
      heartbeat = setInterval(
        () => (controller.desiredSize ?? 0) < -256 ? close() : write(COMMENT),
        heartbeatSeconds * 1000,
      );
      const send = (event: string, data: unknown) => write(encodeEvent(event, data));
      start({ send, write, close, signal: ended.signal }).catch(close);
    },
    cancel: finish,
  });
  return new Response(body, { headers });
}

/**
 * Runs `refresh` now, after each call of `wake` and every `pollSeconds`, never twice at once: calls during a run lead
 * to one more run.
 *
 * @param subscribe takes `wake` and returns the function that unsubscribes
 * @param signal ends the loop
 */
export async function refreshOnChange(
  { refresh, subscribe, pollSeconds, signal }: {
    refresh: () => Promise<void>;
    subscribe: (wake: () => void) => () => void;
    pollSeconds: number;
    signal: AbortSignal;
  },
): Promise<void> {
  let wake = () => {};
  let woken = false;
  const onChange = () => {
    woken = true;
    wake();
  };
  const unsubscribe = subscribe(onChange);
  signal.addEventListener("abort", onChange, { once: true });
  const timer = setInterval(onChange, pollSeconds * 1000);
  try {
    while (!signal.aborted) {
      woken = false;
      await refresh();
      if (!woken) await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    clearInterval(timer);
    unsubscribe();
  }
}
