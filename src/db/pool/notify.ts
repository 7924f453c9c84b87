import postgres from "postgres";
import type { Log } from "../../core/log.ts";
import { messageOf } from "../../core/errors.ts";
import type { Query, Sql } from "./client.ts";

const CHANNEL = "streamforge";

/**
 * The kind of change: a video's row, its captions, a job's progress; "queued": a job can be claimed; "upload_lock": a
 * request asks for the lock of an upload, or gives it back; "session": a session was ended; "editors": somebody came to, moved in or left the editor of a video's captions.
 */
export type ChangeKind = "video" | "captions" | "job" | "queued" | "upload_lock" | "session" | "editors";
/** In place of a video's id, for changes of the kind "session". @param user as in `videos.owner` */
export const sessionsOf = (user: string) => `sessions of ${user}`;
/** Kinds that change nothing of what lists of videos show. */
const NOT_OF_LISTS: ChangeKind[] = ["upload_lock", "session", "editors"];
export interface Change {
  /** The upload's id for "upload_lock", that of `sessionsOf` for "session"; null for a job without a video. */
  videoId: string | null;
  kind: ChangeKind;
}

/** Notifies every listener when the transaction commits; equal changes of one transaction arrive once. */
export async function notify(sql: Query, videoId: string | null, kind: ChangeKind): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ video_id: videoId, kind })})`;
}

/**
 * Listens for changes over a separate connection, and reconnects whenever it breaks. `onGap` is called after each
 * connection, because changes before it were missed. Callers must poll as well: a transaction pooler drops
 * notifications.
 */
export function listen(
  sql: Sql,
  { onChange, onGap, log }: { onChange: (change: Change) => void; onGap?: () => void; log: Log },
): { close(): Promise<void> } {
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = 250;
  let tries = 0;

  // postgres.js accepts `onnotify`, though its types lack it; its own listen() gives up when a reconnection fails
  const options = {
    ...sql.options,
    pass: undefined,
    password: sql.options.pass ?? undefined,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotify: (_channel: string, payload: string) => deliver(payload),
    onclose: () => retry(),
  };
  const client = postgres(options as unknown as postgres.Options<Record<string, never>>);

  async function start() {
    const thisTry = ++tries;
    try {
      await client`listen ${client(CHANNEL)}`;
      if (thisTry !== tries || isClosed) return;
      waitMs = 250;
      onGap?.();
    } catch (error) {
      log.debug("not listening to the database; trying again", { error: messageOf(error) });
      retry();
    }
  }

  function retry() {
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(start, waitMs);
    waitMs = Math.min(waitMs * 2, 5000);
  }

  function deliver(payload: string) {
    try {
      const { video_id, kind } = JSON.parse(payload);
      onChange({ videoId: video_id, kind });
    } catch (error) {
      log.warn("a notification could not be read", { payload, error: messageOf(error) });
    }
  }

  start();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client.end({ timeout: 1 });
    },
  };
}

/**
 * Shares one listening connection among many subscribers (open pages): each gets the changes of one video, or of all
 * videos with null.
 *
 * After a reconnection every subscriber is called, as if its video had changed.
 */
export class VideoEvents {
  #subscribers = new Map<string | null, Set<(change: Change) => void>>();
  #listening: { close(): Promise<void> };

  constructor(sql: Sql, log: Log) {
    this.#listening = listen(sql, {
      log,
      onChange: (change) => this.#deliver(change),
      onGap: () => {
        for (const videoId of [...this.#subscribers.keys()]) this.#call(videoId, { videoId, kind: "video" });
      },
    });
  }

  /** @returns a function that ends the subscription */
  subscribe(videoId: string | null, onChange: (change: Change) => void): () => void {
    const set = this.#subscribers.get(videoId) ?? new Set();
    this.#subscribers.set(videoId, set.add(onChange));
    return () => {
      set.delete(onChange);
      if (set.size === 0 && this.#subscribers.get(videoId) === set) this.#subscribers.delete(videoId);
    };
  }

  async close(): Promise<void> {
    this.#subscribers.clear();
    await this.#listening.close();
  }

  #deliver(change: Change) {
    if (!NOT_OF_LISTS.includes(change.kind)) this.#call(null, change);
    if (change.videoId) this.#call(change.videoId, change);
  }

  #call(key: string | null, change: Change) {
    for (const subscriber of [...this.#subscribers.get(key) ?? []]) subscriber(change);
  }
}
