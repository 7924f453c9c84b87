const HEARTBEAT_MS = 15_000; // proxies and clients end a connection that is silent for 30 s to 5 min

/**
 * A response body whose text comes later. The server notices a disconnected client only while it answers, so the answer
 * begins before the text is ready.
 *
 * @param text if it rejects, the connection is closed, since it is too late for an error status
 * @param options.filler white space to send while the client waits, if the format allows it
 * @param options.onLeave is called when the client disconnects before the end
 */
export function lateBody(
  text: Promise<string>,
  { filler, onLeave }: { filler: string | null; onLeave: () => void },
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream({
    start(controller) {
      if (filler !== null) timer = setInterval(() => controller.enqueue(encoder.encode(filler)), heartbeatMs);
      text.then((text) => {
        controller.enqueue(encoder.encode(text));
        controller.close();
      }).catch((error) => controller.error(error)) // also after the client has disconnected
        .finally(() => clearInterval(timer));
    },
    cancel() {
      clearInterval(timer);
      onLeave();
    },
  });
}
