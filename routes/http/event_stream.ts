const HEARTBEAT_SECONDS = 15; // proxies end a connection that is silent for 30 to 60 s
const RETRY_MILLISECONDS = 2000;
const RETRY_SPREAD_MILLISECONDS = 2000;
const COMMENT = new TextEncoder().encode(":\n\n");

/** An event as it is sent, so that it is written once for many readers. */
export type EncodedEvent = Uint8Array<ArrayBuffer>;

export function encodeEvent(event: string, data: unknown): EncodedEvent {
  return new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The sending end of a stream of server-sent events. */
export interface EventSink {
  /** Sends an event; once the reader is gone it does nothing. */
  send(event: string, data: unknown): void;
  /** As `send`, of an event that was encoded before. */
  write(event: EncodedEvent): void;
  /** Ends the stream from this side. */
  close(): void;
  /** Aborted once the stream has ended, whichever side ended it. */
  readonly signal: AbortSignal;
}

/**
 * Answers with server-sent events (text/event-stream).
 *
 * `Last-Event-ID` needs no thought: the first event always tells the whole state, so nothing can be missed by whoever
 * comes back.
 *
 * @param request a HEAD gets the headers alone: nobody would end the stream that it never reads
 * @param start is called at once and sends through the sink until `sink.signal` is aborted; if it throws, the stream ends
 *   and the browser comes again by itself
 */
export function eventStream(
  request: Request,
  start: (sink: EventSink) => Promise<void>,
  heartbeatSeconds = HEARTBEAT_SECONDS,
): Response {
  const headers = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no", // nginx holds back what it proxies otherwise
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
      // spread, for all readers come again at once after a restart
      write(encoder.encode(`retry: ${RETRY_MILLISECONDS + Math.floor(Math.random() * RETRY_SPREAD_MILLISECONDS)}\n\n`));
      // a reader that does not read is let go before its events fill the memory
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
 * Runs `refresh` now, after each call of `wake`, and each `pollSeconds`, never twice at once: what comes while it runs
 * leads to one more run, so a storm of changes costs one query at a time.
 *
 * @param subscribe is given `wake` and returns what ends it
 * @param signal ends it all
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
