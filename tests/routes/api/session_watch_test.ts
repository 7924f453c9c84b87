import assert from "node:assert/strict";
import { testAlone } from "../../alone.ts";
import { endWithSession, whileSignedIn } from "../../../routes/api/session_watch.ts";
import { UnauthorizedError, UnavailableError } from "../../../src/core/errors.ts";

const viewer = { user: "11111111-1111-4111-8111-111111111111", name: "first@example.com", isAdministrator: false };
const subscribeVideo = () => () => {};
const request = new Request("http://localhost:8000/api/events");

/** Runs a stream whose checks answer one after another. @returns the number of checks before it was closed */
async function checksUntilClosed(answers: (() => typeof viewer | null)[]): Promise<number> {
  const closed = Promise.withResolvers<void>();
  const ended = new AbortController();
  let checks = 0;
  const auth = { authenticate: () => Promise.try(() => answers[Math.min(checks++, answers.length - 1)]()) };
  const sink = {
    signal: ended.signal,
    close: () => {
      ended.abort();
      closed.resolve();
    },
  };
  endWithSession(sink, { auth, subscribeVideo, request, viewer, everyMs: 1 });
  await closed.promise;
  return checks;
}
const fails = (error: Error) => () => {
  throw error;
};

Deno.test("an event stream ends when its session does, and goes on while nobody can say", async () => {
  const signedOut = () => null;
  const other = () => ({ ...viewer, user: "another" });
  const same = () => viewer;
  assert.equal(
    await checksUntilClosed([same, fails(new UnavailableError("away")), fails(new Error("x")), signedOut]),
    4,
  );
  assert.equal(await checksUntilClosed([other]), 1);
  assert.equal(await checksUntilClosed([same, fails(new UnauthorizedError("expired"))]), 2);
});

Deno.test("the stream of an anonymous viewer is not checked", () => {
  const auth = { authenticate: () => Promise.reject(new Error("it was asked")) };
  endWithSession({ signal: new AbortController().signal, close: () => {} }, {
    auth,
    subscribeVideo,
    request,
    viewer: null,
    everyMs: 1,
  });
});

Deno.test("a body breaks off with its session, at a notification, and the watch ends with the request", async () => {
  let wake: (() => void) | null = null;
  let isSignedIn = true;
  const auth = { authenticate: () => Promise.resolve(isSignedIn ? viewer : null) };
  const watch = {
    ...{ auth, viewer, everyMs: 1e6 },
    subscribeVideo: (_key: string | null, onChange: () => void) => {
      wake = onChange;
      return () => wake = null;
    },
  } as unknown as Omit<Parameters<typeof whileSignedIn>[0], "request">;
  const upload = (body: BodyInit) => new Request("http://localhost:8000/api/videos", { method: "POST", body });
  assert.equal(await whileSignedIn({ ...watch, request: upload("whole") }, (sent) => sent.text()), "whole");
  assert.equal(wake, null);

  const endless = new ReadableStream({ pull: () => new Promise<void>(() => {}) }); // a client that is in no hurry
  const reading = whileSignedIn({ ...watch, request: upload(endless) }, (sent) => sent.text());
  wake!(); // another's session was ended
  isSignedIn = false;
  wake!();
  await assert.rejects(reading, UnauthorizedError);
  assert.equal(wake, null);
});

testAlone(import.meta.url, "a body of 600 MB goes through without being kept in memory", async () => {
  const watch = { auth: { authenticate: () => Promise.resolve(viewer) }, subscribeVideo, viewer, everyMs: 1e6 };
  let left = 600;
  const large = new ReadableStream<Uint8Array>({
    pull: (controller) => left-- > 0 ? controller.enqueue(new Uint8Array(2 ** 20).fill(left)) : controller.close(),
  }, { highWaterMark: 0 });
  const request = new Request("http://localhost:8000/api/videos", { method: "POST", body: large });
  const before = Deno.memoryUsage().rss;
  const most = await whileSignedIn({ ...watch, request }, async (sent) => {
    let [most, bytes] = [0, 0];
    for await (const piece of sent.body!) {
      most = Math.max(most, Deno.memoryUsage().rss);
      bytes += piece.length;
    }
    assert.equal(bytes, 600 * 2 ** 20);
    return most;
  });
  assert.ok(most - before < 300e6, `${Math.round((most - before) / 1e6)} MB more`);
});
