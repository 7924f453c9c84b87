import type { Auth } from "../../src/auth/auth.ts";
import { UnauthorizedError } from "../../src/core/errors.ts";
import { sessionsOf, type VideoEvents } from "../../src/db/pool/notify.ts";
import type { Viewer } from "../deps.ts";
import type { EventSink } from "../http/event_stream.ts";

/** For what no notification tells: a token that expires, a user who is blocked, a pooler that drops notifications. */
const CHECK_MS = 60_000;

interface SessionWatch {
  auth: Auth;
  subscribeVideo: VideoEvents["subscribe"];
  request: Request;
  /** null: what anonymous viewers get and send does not end. */
  viewer: Viewer | null;
  everyMs?: number;
}

/**
 * Calls `onEnd` once the request no longer names the viewer that it began for: signed out elsewhere, blocked, or with
 * an access token that expired. At once where this server ended the session, else within a minute.
 *
 * @returns a function that ends the watch
 */
function watchSession({ auth, subscribeVideo, request, viewer, everyMs = CHECK_MS }: SessionWatch, onEnd: () => void) {
  if (!viewer) return () => {};
  const check = async () => {
    try {
      if ((await auth.authenticate(request, undefined, { isCounted: false }))?.user !== viewer.user) onEnd();
    } catch (error) {
      if (error instanceof UnauthorizedError) onEnd(); // else the database or the project is away for now
    }
  };
  const timer = setInterval(check, everyMs);
  const unsubscribe = subscribeVideo(sessionsOf(viewer.user), check);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

/** Ends an event stream with the session that it began in. The browser connects again then, as who it is by that time. */
export function endWithSession(sink: Pick<EventSink, "close" | "signal">, watch: SessionWatch): void {
  if (sink.signal.aborted) return;
  const stop = watchSession(watch, () => sink.close());
  sink.signal.addEventListener("abort", stop);
}

/**
 * Runs `send` with the request, whose body breaks off once the session has ended that it began in: an upload takes
 * hours.
 *
 * @throws {UnauthorizedError} if that happened, out of the body too
 */
export async function whileSignedIn<T>(watch: SessionWatch, send: (request: Request) => Promise<T>): Promise<T> {
  const { request } = watch;
  if (!request.body || !watch.viewer) return await send(request);
  const reader = request.body.getReader();
  let end: UnauthorizedError | null = null;
  let breakOff = (_error: UnauthorizedError) => {};
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      breakOff = (error) => {
        controller.error(error);
        reader.cancel(error).catch(() => {});
      };
    },
    // no race with the session's end: a promise that settles late would keep all pieces of the body in memory
    pull: async (controller) => {
      const { value, done } = await reader.read();
      if (end) return;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  const head = new Request(request.url, { headers: request.headers }); // the body can be read once
  const stop = watchSession({ ...watch, request: head }, () => {
    if (end) return;
    end = new UnauthorizedError("the session in which this began has ended, or its token has expired: sign in again");
    breakOff(end);
  });
  try {
    const sent = await send(new Request(request.url, { method: request.method, headers: request.headers, body }));
    // tus answers that the body broke off
    if (end && sent instanceof Response && !sent.ok) throw end;
    return sent;
  } finally {
    stop();
  }
}
