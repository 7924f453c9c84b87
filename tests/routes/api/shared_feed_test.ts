import assert from "node:assert/strict";
import { encodeEvent, type EventSink } from "../../../routes/http/event_stream.ts";
import { type Feed, SharedFeeds } from "../../../routes/api/shared_feed.ts";

/** A client that keeps the events it gets. */
function reader() {
  const ended = new AbortController();
  const events: string[] = [];
  const write = (event: Uint8Array) => void events.push(/^event: (.*)$/m.exec(new TextDecoder().decode(event))![1]);
  const sink: EventSink = {
    send: (event) => write(encodeEvent(event, null)),
    write,
    close: () => ended.abort(),
    signal: ended.signal,
  };
  return { sink, events, leave: () => ended.abort() };
}

/** A feed with manual changes. */
function feed() {
  const changes: string[] = [];
  let wake = () => {};
  const state = { looks: 0, isOver: false, fails: false, isSubscribed: false };
  const make = (): Feed => ({
    refresh() {
      state.looks++;
      if (state.fails) return Promise.reject(new Error("the database is away"));
      return Promise.resolve({ changes: changes.splice(0).map((name) => encodeEvent(name, {})), isOver: state.isOver });
    },
    greeting: () => [encodeEvent("hello", {})],
    subscribe(onChange) {
      wake = onChange;
      state.isSubscribed = true;
      return () => void (state.isSubscribed = false);
    },
  });
  return { make, state, change: (...names: string[]) => (changes.push(...names), wake()) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

Deno.test("each client gets the state once and then every change, which is read from the database once", async () => {
  const feeds = new SharedFeeds();
  const { make, state, change } = feed();
  const readers = Array.from({ length: 5 }, reader);
  const streams = readers.map(({ sink }) => feeds.join("a", sink, make));
  await settled();
  change("one");
  await settled();
  const late = reader();
  streams.push(feeds.join("a", late.sink, make));
  change("two");
  await settled();
  for (const { events } of readers) assert.deepEqual(events, ["hello", "one", "two"]);
  assert.deepEqual(late.events, ["hello", "two"]);
  assert.equal(state.looks, 3);
  assert.equal(feeds.size, 1);
  [...readers, late].forEach(({ leave }) => leave());
  await Promise.all(streams);
  assert.deepEqual([feeds.size, state.isSubscribed], [0, false], "nobody looks when nobody is there");
});

Deno.test("a feed that is over or fails ends all its streams, and the next client starts a new feed", async () => {
  for (const what of ["isOver", "fails"] as const) {
    const feeds = new SharedFeeds();
    const first = feed();
    const readers = [reader(), reader()];
    const streams = readers.map(({ sink }) => feeds.join("a", sink, first.make));
    await settled();
    first.state[what] = true;
    first.change("last");
    await Promise.all(streams);
    assert.deepEqual(readers[0].events, what === "isOver" ? ["hello", "last"] : ["hello"]);
    assert.equal(feeds.size, 0);
    const next = feed();
    const again = reader();
    const stream = feeds.join("a", again.sink, next.make);
    await settled();
    assert.deepEqual(again.events, ["hello"]);
    again.leave();
    await stream;
  }
});

Deno.test("a feed with many clients keeps no event once all have got it", async () => {
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  let listeners = 0;
  AbortSignal.prototype.addEventListener = function (...args: Parameters<typeof addEventListener>) {
    listeners++;
    addEventListener.apply(this, args);
  };
  AbortSignal.prototype.removeEventListener = function (...args: Parameters<typeof removeEventListener>) {
    listeners--;
    removeEventListener.apply(this, args);
  };
  try {
    const feeds = new SharedFeeds();
    const { make, state, change } = feed();
    const readers = Array.from({ length: 20 }, reader);
    const streams = readers.map(({ sink }) => feeds.join("a", sink, make));
    await settled();
    change("first");
    await settled();
    const before = listeners;
    for (let n = 0; n < 10; n++) {
      const { looks } = state;
      change(`change ${n}`);
      while (state.looks === looks) await settled();
    }
    await settled();
    await settled();
    assert(listeners <= before + 1, `${listeners - before} more listeners after 10 changes`);
    readers.forEach(({ leave }) => leave());
    await Promise.all(streams);
  } finally {
    Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener });
  }
});
