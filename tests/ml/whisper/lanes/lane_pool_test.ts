import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import type { Lane } from "../../../../ml/whisper/lanes/lane.ts";
import { LanePool } from "../../../../ml/whisper/lanes/lane_pool.ts";

/** Numbered lanes: the pool itself never calls them. */
function lanes(count: number): (Lane & { number: number })[] {
  const none = () => Promise.reject(new Error("unexpected call"));
  return Array.from({ length: count }, (_, number) => ({ number, detectLanguage: none, read: none, release: none }));
}

function windowAt(start: number): AudioWindow {
  return { start, end: start + 1, samples: new Float32Array(0), speech: [] };
}

/** `count` windows, and how many of them were taken. */
function source(count: number) {
  const state = { taken: 0 };
  async function* windows(): AsyncGenerator<AudioWindow> {
    for (; state.taken < count;) yield await Promise.resolve(windowAt(state.taken++));
  }
  return { state, windows: windows() };
}

async function sizes(nWindows: number, nLanes: number, batchWindows: number): Promise<number[]> {
  const pool = new LanePool(lanes(nLanes), batchWindows);
  const found: number[] = [];
  let next = 0;
  for await (const batch of pool.batches(source(nWindows).windows)) {
    for (const { start } of batch) assert.equal(start, next++);
    found.push(batch.length);
  }
  assert.equal(next, nWindows);
  return found;
}

const pause = (ms = 0) => new Promise<void>((resolve) => setTimeout(resolve, ms));

Deno.test("batches() starts with small batches, continues with full ones and splits the last among the lanes", async () => {
  assert.deepEqual(await sizes(0, 2, 8), []);
  assert.deepEqual(await sizes(1, 2, 8), [1]);
  assert.deepEqual(await sizes(2, 2, 8), [1, 1]);
  assert.deepEqual(await sizes(3, 2, 8), [1, 1, 1]);
  assert.deepEqual(await sizes(9, 2, 8), [1, 1, 4, 3]);
  assert.deepEqual(await sizes(18, 2, 8), [1, 1, 8, 8]);
  assert.deepEqual(await sizes(45, 2, 8), [1, 1, 8, 8, 8, 8, 6, 5]);
  assert.deepEqual(await sizes(11, 1, 4), [1, 4, 4, 2]);
});

Deno.test("batches() never exceeds the largest batch, loses nothing, and gives all lanes as much in a round", async () => {
  for (const [nLanes, most] of [[1, 8], [2, 8], [2, 4], [3, 2], [4, 8]]) {
    for (let count = 0; count <= 4 * nLanes * most; count++) {
      const found = await sizes(count, nLanes, most);
      assert.ok(found.every((size) => size >= 1 && size <= most), `${found}`);
      assert.ok(found.slice(0, nLanes).every((size) => size === 1), `${found} for ${nLanes} lanes`);
      for (let at = 0; at < found.length; at += nLanes) {
        const round = found.slice(at, at + nLanes);
        assert.ok(Math.max(...round) - Math.min(...round) <= 1, `${count} in ${found} for ${nLanes} lanes`);
      }
    }
  }
});

Deno.test("use() gives a lane to one caller at a time, in the order of the calls, and frees it after an error", async () => {
  const both = lanes(2);
  const pool = new LanePool(both, 1);
  const busy = new Set<Lane>();
  const order: number[] = [];
  const work = (i: number) =>
    pool.use(async (lane) => {
      assert.ok(!busy.has(lane), "the lane is at work");
      busy.add(lane);
      order.push(i);
      await pause();
      busy.delete(lane);
      if (i % 3 === 0) throw new Error(`work ${i}`);
      return i;
    });
  const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => work(i)));
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(results.map(({ status }) => status === "fulfilled"), order.map((i) => i % 3 !== 0));
  // both are free again
  assert.equal(await pool.use((lane) => Promise.resolve(lane), both[1]), both[1]);
  assert.equal(await pool.use((lane) => Promise.resolve(lane), both[0]), both[0]);
});

Deno.test("use() takes the first free lane, in whatever order they became free", async () => {
  const all = lanes(3);
  const pool = new LanePool(all, 8);
  const held = all.map(() => Promise.withResolvers<void>());
  const uses = held.map(({ promise }) => pool.use(() => promise));
  for (const lane of [2, 0, 1]) {
    held[lane].resolve();
    await uses[lane];
  }
  assert.equal(await pool.use((lane) => Promise.resolve(lane)), all[0]);
});

Deno.test("readInOrder() delivers results in the order of the batches, whichever is read first, one at a time", async () => {
  const pool = new LanePool(lanes(3), 2);
  const read: number[] = [];
  const delivered: number[] = [];
  let delivering = 0;
  await pool.readInOrder(
    pool.batches(source(13).windows),
    (batch) =>
      pool.use(async () => {
        await pause((batch[0].start * 7) % 5 * 3);
        read.push(batch[0].start);
        return batch.map(({ start }) => start);
      }),
    async (result, batch) => {
      assert.equal(++delivering, 1);
      await pause(1);
      delivering--;
      assert.deepEqual(result, batch.map(({ start }) => start));
      delivered.push(...result);
    },
  );
  assert.deepEqual(delivered, Array.from({ length: 13 }, (_, i) => i));
  assert.notDeepEqual(read, read.toSorted((a, b) => a - b)); // they were not read in order
});

Deno.test("readInOrder() reads at most two batches a lane ahead of the delivery", async () => {
  const pool = new LanePool(lanes(2), 1);
  const { state, windows } = source(40);
  const started: number[] = [];
  const open = Promise.withResolvers<void>();
  const delivered: number[] = [];
  const run = pool.readInOrder(
    pool.batches(windows),
    (batch) => pool.use(() => Promise.resolve(started.push(batch[0].start))),
    async (_, batch) => {
      await open.promise;
      delivered.push(batch[0].start);
    },
  );
  for (let i = 0; i < 20; i++) await pause();
  assert.deepEqual([started.length, delivered.length], [4, 0]);
  assert.ok(state.taken <= 8, `${state.taken} windows were taken`);
  open.resolve();
  await run;
  assert.deepEqual([started.length, delivered.length], [40, 40]);
});

for (const failing of ["read", "deliver", "source"] as const) {
  Deno.test(`readInOrder(): an error of the ${failing} is thrown, later results are not delivered, no rejection is unhandled`, async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    addEventListener("unhandledrejection", onUnhandled);
    try {
      const pool = new LanePool(lanes(2), 1);
      const bad = new Error(`the ${failing} failed`);
      const { state, windows } = source(100);
      const audio = async function* () {
        for await (const window of windows) {
          if (failing === "source" && window.start === 9) throw bad;
          yield window;
        }
      };
      const delivered: number[] = [];
      const batches = pool.batches(audio());
      await assert.rejects(
        pool.readInOrder(batches, (batch) =>
          pool.use(async () => {
            await pause(1);
            // The later ones fail too, as after an abort
            if (failing === "read" && batch[0].start >= 5) throw bad;
            return batch[0].start;
          }), async (start) => {
          await pause();
          if (failing === "deliver" && start === 5) throw bad;
          delivered.push(start);
        }),
        bad,
      );
      assert.ok(state.taken < 20, `${state.taken} windows were taken`);
      if (failing !== "source") assert.deepEqual(delivered.at(-1), 4);
      for (let i = 0; i < 10; i++) await pause(1); // running reads fail now
      assert.deepEqual(unhandled, []);
      if (failing !== "source") assert.deepEqual(delivered.at(-1), 4);
    } finally {
      removeEventListener("unhandledrejection", onUnhandled);
    }
  });
}

Deno.test("readInOrder() with nothing to read ends", async () => {
  const pool = new LanePool(lanes(2), 4);
  const never = () => Promise.reject(new Error("there is nothing"));
  await pool.readInOrder(pool.batches(source(0).windows), never, never);
});

Deno.test("waitUntilIdle() resolves after all running and waiting work has ended, and the lanes are free again", async () => {
  const both = lanes(2);
  const pool = new LanePool(both, 1);
  await pool.waitUntilIdle();
  let ended = 0;
  const work = Array.from({ length: 5 }, (_, i) =>
    pool.use(async () => {
      await pause(5 - i);
      ended++;
      if (i === 3) throw new Error("this one failed");
    }));
  const settled = Promise.allSettled(work);
  await pool.waitUntilIdle();
  assert.equal(ended, 5);
  await settled;
  const again = await Promise.all([1, 2].map(() => pool.use((lane) => pause(1).then(() => lane))));
  assert.deepEqual(new Set(again), new Set(both));
});
