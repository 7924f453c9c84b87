import { delay } from "../../src/core/async.ts";
import { type EncodedEvent, type EventSink, refreshOnChange } from "../http/event_stream.ts";

/** Delay per client before the next refresh, since sending a change to many clients takes time. */
const PACE_MS_PER_READER = 0.5;
const LONGEST_PACE_MS = 2000;
const POLL_SECONDS = 5; // for connections without NOTIFY, as behind a transaction pooler

/** The events for all clients that may see the same data. */
export interface Feed {
  /** Reads the database. @returns the changes since the last call; `isOver` ends the streams after them */
  refresh(): Promise<{ changes: EncodedEvent[]; isOver?: boolean }>;
  /** The whole state as of the last `refresh`, for a new client. */
  greeting(): EncodedEvent[];
  /** Calls `wake` when there may be a change. @returns the function that unsubscribes */
  subscribe(wake: () => void): () => void;
}

/**
 * Event streams that share feeds: clients that may see the same data cost one query for each change, and each event is
 * encoded once.
 */
export class SharedFeeds {
  #running = new Map<string, RunningFeed>();

  /**
   * Sends a feed to a client until its stream ends.
   *
   * @param key equal for all clients that may see the same data
   * @param make called for the first client of the key
   */
  async join(key: string, sink: EventSink, make: () => Feed): Promise<void> {
    let running = this.#running.get(key);
    if (!running) {
      running = new RunningFeed(make(), () => this.#running.get(key) === running && this.#running.delete(key));
      this.#running.set(key, running);
    }
    await running.send(sink);
  }

  /** The number of running feeds. */
  get size(): number {
    return this.#running.size;
  }
}

class RunningFeed {
  #feed: Feed;
  #readers = new Set<EventSink>();
  #waiting = new Set<EventSink>();
  #ended = new AbortController();
  #isReady = false;

  constructor(feed: Feed, onEnd: () => void) {
    this.#feed = feed;
    refreshOnChange({
      refresh: () => this.#refresh(),
      subscribe: (wake) => feed.subscribe(wake),
      pollSeconds: POLL_SECONDS,
      signal: this.#ended.signal,
    }).catch(() => {}).finally(() => { // for example, the database is down: browsers reconnect
      onEnd();
      this.#ended.abort();
      for (const sink of [...this.#readers, ...this.#waiting]) sink.close();
    });
    this.#ended.signal.addEventListener("abort", onEnd);
  }

  async send(sink: EventSink): Promise<void> {
    if (this.#isReady) this.#greet(sink);
    else this.#waiting.add(sink);
    if (!sink.signal.aborted) {
      await new Promise((resolve) => sink.signal.addEventListener("abort", resolve, { once: true }));
    }
    this.#readers.delete(sink);
    this.#waiting.delete(sink);
    if (this.#readers.size + this.#waiting.size === 0) this.#ended.abort();
  }

  #greet(sink: EventSink): void {
    for (const event of this.#feed.greeting()) sink.write(event);
    this.#readers.add(sink);
  }

  async #refresh(): Promise<void> {
    const { changes, isOver } = await this.#feed.refresh();
    this.#isReady = true;
    for (const event of changes) {
      for (const sink of this.#readers) sink.write(event);
    }
    for (const sink of this.#waiting) this.#greet(sink);
    this.#waiting.clear();
    if (isOver) {
      this.#ended.abort();
      for (const sink of [...this.#readers]) sink.close();
      return;
    }
    await pace(Math.min(this.#readers.size * PACE_MS_PER_READER, LONGEST_PACE_MS), this.#ended.signal);
  }
}

async function pace(ms: number, signal: AbortSignal): Promise<void> {
  if (ms < 5) return;
  await delay(ms, signal).catch(() => {}); // aborted: no clients are left
}
