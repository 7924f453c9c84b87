import assert from "node:assert/strict";
import { delay, mapAtOnce, prefetchFirst, rejectOnAbort, withTimeout } from "../../../src/core/async.ts";

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

Deno.test("mapAtOnce() keeps the order, works on no more than so many at once, and begins none after an error", async () => {
  let atWork = 0;
  let most = 0;
  const waits = [30, 1, 20, 1, 1];
  const doubled = await mapAtOnce(waits, 2, async (ms, i) => {
    most = Math.max(most, ++atWork);
    await delay(ms);
    atWork--;
    return 2 * i;
  });
  assert.deepEqual([doubled, most], [[0, 2, 4, 6, 8], 2]);
  const begun: number[] = [];
  let hasEnded = false;
  const failing = mapAtOnce([20, 1, 1, 1], 2, async (ms, i) => {
    begun.push(i);
    await delay(ms);
    if (i === 1) throw new RangeError("the second");
    hasEnded = true;
  });
  await assert.rejects(failing, /the second/);
  assert.deepEqual([begun, hasEnded], [[0, 1], true], "what was at work has ended");
  assert.deepEqual(await mapAtOnce([], 3, () => Promise.resolve(1)), []);
});

Deno.test("prefetchFirst() requests the first item at once and the others when they are read", async () => {
  const made: number[] = [];
  let isClosed = false;
  async function* numbers() {
    try {
      for (let i = 0; i < 3; i++) yield made[i] = i;
    } finally {
      isClosed = true;
    }
  }
  const all = prefetchFirst(numbers());
  await delay(1);
  assert.deepEqual(made, [0]);
  assert.deepEqual(await Array.fromAsync(all), [0, 1, 2]);
  const unread = prefetchFirst(numbers());
  isClosed = false;
  await unread.return?.();
  assert.ok(isClosed);
  const failing = prefetchFirst((async function* () {
    yield await Promise.reject<number>(new RangeError("broken"));
  })());
  await delay(1); // no unhandled rejection
  await assert.rejects(failing.next(), /broken/);
});
