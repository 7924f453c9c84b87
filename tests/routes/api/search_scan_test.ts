/** Searches by meaning that Postgres cannot answer in time; their vectors are made by hand, so that they need no model. */
import assert from "node:assert/strict";
import { findAnalyzedCaptions } from "../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { storePassages } from "../../../src/db/search/meaning.ts";
import { testDatabase } from "../../database.ts";
import { type As, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const direction = Float32Array.from({ length: 384 }, (_, i) => i === 0 ? 1 : 0);
const app = await startApp(sql, { embedQuery: () => Promise.resolve(direction) });
Deno.test.afterAll(() => app.close());

const id = await seedVideo(app, {
  visibility: "public",
  renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } },
});
await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 2, text: "An ocelot.", words: [] }] });
const captions = (await findAnalyzedCaptions(sql, id))!;
const passage = { firstPosition: 1, lastPosition: 1, vector: direction };
await transaction(sql, (tx) => storePassages(tx, id, captions, [passage]));

async function search(as: As = "anonymous"): Promise<{ foundBy: string[][]; notice: string | null }> {
  const response = await app.request("/api/search?q=ocelot", { as });
  assert.equal(response.status, 200, await response.clone().text());
  const { moments, notice } = await response.json();
  return { foundBy: moments.map(({ found_by }: { found_by: string[] }) => found_by), notice };
}

/** Runs `work` while no statement can read the passages. */
async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lock = sql.begin(async (tx) => {
    await tx`lock table streamforge.meaning_passages in access exclusive mode`;
    locked.resolve();
    await released.promise;
  });
  await Promise.race([locked.promise, lock]);
  try {
    return await work();
  } finally {
    released.resolve();
    await lock;
  }
}

Deno.test("a scan that takes too long is cancelled, and the words are found all the same", async () => {
  const { foundBy, notice } = await whileLocked(() => search("owner"));
  assert.deepEqual(foundBy, [["words"]]);
  assert.match(notice!, /^comparing the passages failed or took over 2 s: canceling statement/);
  assert.deepEqual(await search(), { foundBy: [["words", "meaning"]], notice: null });
});

Deno.test("of three searches at once one goes on by words alone, and then there is place again", async () => {
  const found = await whileLocked(() => Promise.all([search(), search(), search()]));
  assert.deepEqual(found.map(({ foundBy }) => foundBy), [[["words"]], [["words"]], [["words"]]]);
  assert.deepEqual(found.map(({ notice }) => notice).sort(), [
    "others search by meaning now: search again in a moment",
    "the search by meaning is not available now",
    "the search by meaning is not available now",
  ]);
  assert.deepEqual(await search(), { foundBy: [["words", "meaning"]], notice: null });
});
