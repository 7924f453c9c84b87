const HEARTBEAT_MS = 15_000; // proxies and clients end a connection that is silent for 30 s to 5 min

/**
 * A body whose text is there later. The server learns that a client has gone away only while it answers, so the answer
 * begins before there is anything to say.
 *
 * @param text where it rejects, the connection breaks off: it is too late for a status
 * @param options.filler sent now and then meanwhile: white space, where the format does not mind
 * @param options.onLeave is called when the client goes away before the end
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
      }).catch((error) => controller.error(error)) // also where the client has gone: then it is nobody's
        .finally(() => clearInterval(timer));
    },
    cancel() {
      clearInterval(timer);
      onLeave();
    },
  });
}
