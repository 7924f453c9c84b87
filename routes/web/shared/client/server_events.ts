import { commonScript as w } from "../../words/en/common.ts";
import { checkConnection, isConnectionLost, showLink, whenBack } from "./connection.ts";
import { sitePath } from "./site.ts";

const POLL_MS = 4000;
/** After the server refused a stream; up to twice as long, so that pages do not all ask at once. */
const RETRY_STREAM_MS = 10_000;
const EVENT_NAMES = ["video", "captions", "removed", "gone"];
const GATHER_MS = 400; // progress comes several times a second: pages ask once for what came in this time

/** The ids of the videos that changed; null if unknown: then everything is read again. */
export type Changes = Set<string> | null;

/**
 * Calls `onChange` when something changes on the server: by server-sent events, or by polling where these do not come
 * through (a proxy that buffers, a browser's limit on connections). One call of `onChange` runs at a time.
 *
 * @param onEvent by the name of an event, what gets its data
 */
export function followChanges(
  url: string,
  onChange: (changes: Changes) => Promise<void>,
  onEvent: Record<string, (data: unknown) => void> = {},
): void {
  let gathered: Set<string> | null = new Set();
  let timer: number | undefined;
  let running = false;

  const flush = async () => {
    timer = undefined;
    if (running) return schedule(GATHER_MS);
    const changes = gathered;
    gathered = new Set();
    running = true;
    try {
      await onChange(changes);
    } catch {
      /* the server is away for now: the next event or poll asks again */
    } finally {
      running = false;
    }
  };
  const schedule = (ms: number) => timer ??= setTimeout(flush, ms);
  const changed = (id: string | null) => {
    if (id === null) gathered = null;
    else gathered?.add(id);
    schedule(GATHER_MS);
  };

  let polling: number | undefined;
  const poll = (on: boolean) => {
    if (on) polling ??= setInterval(() => isConnectionLost() || changed(null), POLL_MS);
    else polling = void clearInterval(polling);
  };
  let source: EventSource | undefined;
  const close = () => {
    source?.close();
    source = undefined;
    poll(false);
  };
  const open = () => {
    close();
    const stream = source = new EventSource(sitePath(url));
    for (const name of EVENT_NAMES) stream.addEventListener(name, (event) => changed(videoId(event.data)));
    for (const [name, run] of Object.entries(onEvent)) {
      stream.addEventListener(name, (event) => run(JSON.parse(event.data)));
    }
    stream.onopen = () => {
      showLink("live", w.live);
      if (isConnectionLost()) checkConnection();
      poll(false);
      changed(null); // changes while the page had no stream were missed
    };
    stream.onerror = () => {
      showLink("asking", w.asking);
      if (!isConnectionLost()) checkConnection();
      poll(true);
      if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again itself
      setTimeout(() => source === stream && open(), RETRY_STREAM_MS * (1 + Math.random()));
    };
  };
  // a browser opens six connections to a server without TLS, for all its tabs together: those in the back hold none
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  whenBack(() => document.hidden || open());
  addEventListener("pageshow", (event) => event.persisted && open()); // "back" brings the page as it was left
  if (!document.hidden) open();
}

function videoId(data: unknown): string | null {
  try {
    const { video_id, id } = JSON.parse(String(data));
    return typeof video_id === "string" ? video_id : typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}
