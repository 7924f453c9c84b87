import assert from "node:assert/strict";
import { delay, rejectOnAbort, withTimeout } from "../../../src/core/async.ts";

Deno.test("withTimeout() gives the result of work that ends in time", async () => {
  assert.equal(await withTimeout(Promise.resolve("done"), 60_000, () => "late"), "done");
  await assert.rejects(withTimeout(Promise.reject(new Error("broken")), 60_000, () => "late"), /broken/);
});

Deno.test("withTimeout() does not wait for late work, and ignores its failure", async () => {
  const work = Promise.withResolvers<string>();
  assert.equal(await withTimeout(work.promise, 5, () => "late"), "late");
  const throwing = withTimeout(work.promise, 5, () => {
    throw new RangeError("no answer");
  });
  await assert.rejects(throwing, RangeError);
  work.reject(new Error("ignored")); // the test fails if this rejection is unhandled
  await delay(1);
});

Deno.test("rejectOnAbort() rejects with the signal's reason, and ignores a later failure of the work", async () => {
  const work = Promise.withResolvers<string>();
  const stop = new AbortController();
  const waiting = rejectOnAbort(work.promise, stop.signal);
  stop.abort(new RangeError("stopped"));
  await assert.rejects(waiting, /stopped/);
  await assert.rejects(rejectOnAbort(work.promise, stop.signal), /stopped/);
  work.reject(new Error("ignored"));
  await delay(1);
  assert.equal(await rejectOnAbort(Promise.resolve(1), new AbortController().signal), 1);
  assert.equal(await rejectOnAbort(Promise.resolve(1)), 1);
});

Deno.test("delay() waits, and leaves no timer after an abort", async () => {
  const startedMs = performance.now();
  await delay(20);
  assert(performance.now() - startedMs >= 19);
  const stop = new AbortController();
  const waiting = delay(60_000, stop.signal);
  stop.abort(new RangeError("stopped"));
  await assert.rejects(waiting, /stopped/); // Deno's sanitizer fails the test if the timer is left
  await assert.rejects(delay(60_000, stop.signal), /stopped/);
});
