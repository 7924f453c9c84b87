import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { progress } from "../../../src/db/jobs/lease.ts";
import { deleteVideo, updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { eventStream } from "../../../routes/http/event_stream.ts";
import { type As, beginCaptions, claimJob, problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

const renditions = { "720p": { shortSide: 720, bytes: new Uint8Array(10) } };

interface Event {
  event: string;
  // deno-lint-ignore no-explicit-any
  data: any;
}

/** A client for server-sent events, like a browser's. */
class Reader {
  #reader: ReadableStreamDefaultReader<string>;
  #text = "";
  constructor(response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }
  /** The next block: an event, or a comment as `{ event: "" }`; null at the end. */
  async next(): Promise<Event | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (block.startsWith("retry:")) continue;
        const event = /^event: (.*)$/m.exec(block)?.[1] ?? "";
        return { event, data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null") };
      }
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }
  /** Skips to an event for which `isIt` is true. */
  async until(isIt: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      const event = await this.next();
      assert.ok(event, "the stream ended");
      if (isIt(event)) return event;
    }
  }
  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

async function open(path: string, as: As = "anonymous", headers: HeadersInit = {}): Promise<Reader> {
  const response = await test.request(path, { as, headers });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), "text/event-stream");
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  assert.equal(response.headers.get("Access-Control-Allow-Origin"), null);
  return new Reader(response);
}

const streamRequest = new Request("http://localhost/api/events");

Deno.test("a video's events are its state and then each change", async () => {
  const id = await seedVideo(test, { renditions });
  const reader = await open(`/api/videos/${id}/events`, "anonymous", { "Last-Event-ID": "nonsense" });
  const video = await reader.next();
  assert.deepEqual([video?.event, video?.data.id, video?.data.state], ["video", id, "ready"]);
  const captions = await reader.next();
  assert.deepEqual([captions?.event, captions?.data.status, captions?.data.cue_count], ["captions", "pending", 0]);

  const { job } = await beginCaptions(test, id);
  const growing = await reader.until(({ event, data }) => event === "captions" && data.cue_count === 2);
  assert.equal(growing.data.status, "processing");
  await progress(sql, job, { progress: 0.42, stage: "transcribing" });
  const moved = await reader.until(({ event, data }) => event === "captions" && data.progress > 0);
  assert.deepEqual([moved.data.progress, moved.data.stage], [0.42, "transcribing"]);
  await updateVideo(sql, id, { title: "Another" });
  assert.equal((await reader.until(({ event, data }) => event === "video" && data.title === "Another")).data.id, id);
  await reader.close();
});

Deno.test("a video's events end when it is deleted or made private", async () => {
  for (
    const end of [(id: string) => deleteVideo(sql, id), (id: string) => updateVideo(sql, id, { visibility: "private" })]
  ) {
    const id = await seedVideo(test, { renditions });
    const reader = await open(`/api/videos/${id}/events`);
    await reader.next();
    await end(id);
    assert.deepEqual((await reader.until(({ event }) => event === "gone")).data, { id });
    assert.equal(await reader.next(), null);
  }
});

Deno.test("a viewer gets no events of a video that they may not see", async () => {
  const id = await seedVideo(test, { visibility: "private" });
  await problemOf(await test.request(`/api/videos/${id}/events`), 404);
  await problemOf(await test.request(`/api/videos/${newId()}/events`), 404);
  const reader = await open(`/api/videos/${id}/events`, "browser");
  assert.equal((await reader.next())?.data.can_edit, true);
  await reader.close();
});

Deno.test("the library's events: the owner gets those of all videos, others those of public ones", async () => {
  const owner = await open("/api/events", "browser");
  const anybody = await open("/api/events");
  const [first, theirs] = [await owner.next(), await anybody.next()];
  assert.equal(first?.event, "library");
  assert.equal(theirs?.event, "library");
  assert.ok(theirs?.data.videos.every((video: { visibility: string }) => video.visibility === "public"));
  assert.ok(first!.data.videos.length > 0);

  const hidden = await seedVideo(test, { visibility: "unlisted", title: "hidden" });
  const shown = await seedVideo(test, { visibility: "public", title: "shown" });
  await owner.until(({ event, data }) => event === "video" && data.id === hidden);
  await owner.until(({ event, data }) => event === "video" && data.id === shown);
  const next = await anybody.until(({ event }) => event !== "");
  assert.deepEqual([next.event, next.data.id], ["video", shown]);

  const job = await claimJob(sql, shown, "transcode_video");
  await progress(sql, job, { progress: 0.5, stage: "transcoding" });
  const busy = await anybody.until(({ event, data }) => event === "video" && data.progress === 0.5);
  assert.deepEqual([busy.data.id, busy.data.stage], [shown, "transcoding"]);

  await updateVideo(sql, shown, { visibility: "unlisted" });
  assert.deepEqual((await anybody.until(({ event }) => event === "removed")).data, { id: shown });
  await deleteVideo(sql, hidden);
  assert.deepEqual((await owner.until(({ event }) => event === "removed")).data, { id: hidden });
  await owner.close();
  await anybody.close();
});

Deno.test("a stream sends comments while nothing happens, and stops when the client disconnects or the work fails", async () => {
  let ended: AbortSignal | undefined;
  const idle = new Reader(
    eventStream(streamRequest, (sink) => (ended = sink.signal, new Promise(() => {})), { heartbeatSeconds: 0.01 }),
  );
  assert.deepEqual(await idle.next(), { event: "", data: null });
  assert.equal(ended!.aborted, false);
  await idle.close();
  assert.equal(ended!.aborted, true);
  const failing = new Reader(eventStream(streamRequest, () => Promise.reject(new Error("the database is away"))));
  assert.equal(await failing.next(), null);
});

Deno.test("a client that reads nothing is disconnected before its events fill the memory", async () => {
  let signal: AbortSignal | undefined;
  eventStream(streamRequest, (sink) => {
    signal = sink.signal;
    for (let i = 0; i < 1000; i++) sink.send("x", i);
    return new Promise(() => {});
  }, { heartbeatSeconds: 0.01 });
  while (!signal!.aborted) await new Promise((done) => setTimeout(done, 10));
});

Deno.test("HEAD gets an event stream's headers and starts no stream", () => {
  let started = false;
  const response = eventStream(new Request("http://localhost/api/events", { method: "HEAD" }), () => {
    started = true;
    return Promise.resolve();
  });
  assert.equal(response.headers.get("Content-Type"), "text/event-stream");
  assert.equal(response.body, null);
  assert.equal(started, false);
});

async function commits(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1500)); // connections report their activity once they are idle
  const [{ count }] = await sql<{ count: number }[]>`
    select xact_commit::integer as count from pg_stat_database where datname = current_database()`;
  return count;
}

Deno.test("one database query serves a change to many anonymous viewers", async () => {
  const id = await seedVideo(test, { visibility: "public", title: "before" });
  const guests = 300;
  const before = await commits();
  const readers = await Promise.all(Array.from({ length: guests }, () => open("/api/events")));
  for (const reader of readers) assert.equal((await reader.next())?.event, "library");
  await updateVideo(sql, id, { title: "after" });
  const isIt = ({ event, data }: Event) => event === "video" && data.id === id && data.title === "after";
  await Promise.all(readers.map((reader) => reader.until(isIt)));
  const late = await open("/api/events");
  const { data } = (await late.next())!;
  assert.equal(
    data.videos.find((video: { id: string }) => video.id === id).title,
    "after",
    "who comes late has it all",
  );
  const spent = await commits() - before;
  assert(spent < guests, `${spent} statements for ${guests} guests`);
  await Promise.all([...readers, late].map((reader) => reader.close()));
});

Deno.test("viewers of one video share queries, and only the owner gets the owner's fields", async () => {
  const id = await seedVideo(test, { renditions });
  const [guest, other, owner] = await Promise.all([
    ...[open(`/api/videos/${id}/events`), open(`/api/videos/${id}/events`)],
    open(`/api/videos/${id}/events`, "browser"),
  ]);
  const seen = await Promise.all([guest, other, owner].map((reader) => reader.next()));
  assert.deepEqual(seen.map((event) => event?.data.can_edit), [false, false, true]);
  await Promise.all([guest, other, owner].map((reader) => reader.close()));
});

Deno.test("an address may open only a share of the event streams, and a closed stream frees its place", async () => {
  const request = (address: string) => test.app.request("/api/events", {}, { address });
  const streams = await Promise.all(Array.from({ length: 50 }, () => request("203.0.113.9")));
  assert(streams.every(({ status }) => status === 200));
  const refused = await request("203.0.113.9");
  assert.match(refused.headers.get("Retry-After") ?? "", /^\d+$/);
  await problemOf(refused, 503);
  const others = await Promise.all([request("203.0.113.10"), request("127.0.0.1")]);
  assert(others.every(({ status }) => status === 200));
  await streams[0].body!.cancel();
  const again = await request("203.0.113.9");
  assert.equal(again.status, 200);
  await Promise.all([...streams.slice(1), ...others, again].map(({ body }) => body!.cancel()));
});
