import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { hurryAnalysis, listAnalyses, queueAnalyses, renewAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listTracks } from "../../../../src/db/tracks/tracks.ts";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { deleteTrack } from "../../../../src/db/tracks/delete_track.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import { safetySchema } from "../../../../src/schemas/text_analyses.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { makeFilm } from "../../../made_film.ts";
import { CountingEngine, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));
const film = await makeFilm();
const spoken = await makeClip(`${dataDir}/spoken.mp4`);
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);

function contextOf(resolve = (name: string) => store.resolve(name)): WorkerContext {
  const context = workerContext(sql, dataDir);
  const models = {
    resolve: (name: string) => name === "open-nsfw" ? resolve(name) : Promise.resolve(`/models/${name}`),
  };
  const engines = new Engines({ ...models, remove: () => Promise.resolve() }, () => new CountingEngine());
  return { ...context, engines, config: { ...context.config, analyses: ["safety"] } };
}

async function safetyOf(id: string) {
  const [{ state, error, result, madeBy, revisionId }] = await listAnalyses(sql, id);
  assert.deepEqual([state, error], ["ready", null]);
  return { ...safetySchema.parse(result), madeBy, revisionId };
}

Deno.test("adult frames (5.4): safety looks at the picture of a silent film", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, film);
  await workUntil(context, id, isIdle);
  const { flags, frames, frames_looked_at, unavailable, madeBy, revisionId } = await safetyOf(id);
  assert.deepEqual([flags, frames, unavailable, revisionId], [[], [], "there are no captions", null]);
  assert.ok(frames_looked_at! > 20);
  assert.equal(madeBy, "word lists (English); open_nsfw, frame rule 1");
});

Deno.test("safety is of captions and picture, and of the picture alone once the captions are deleted", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, spoken);
  await workUntil(context, id, isIdle);
  const before = await safetyOf(id);
  assert.deepEqual([before.unavailable, before.revisionId !== null], [null, true]);
  assert.ok(before.frames_looked_at! > 2);
  for (const track of await listTracks(sql, id)) {
    await deleteTrack(sql, { videoId: id, id: track.id, analyses: ["safety"] });
  }
  await workUntil(context, id, isIdle);
  const after = await safetyOf(id);
  assert.deepEqual([after.unavailable, after.revisionId], ["there are no captions", null]);
  assert.ok(after.frames_looked_at! > 2);

  await transaction(sql, (tx) => renewAnalyses(tx, id, { hasAudio: true, hasVideo: true, kinds: ["safety"] }));
  assert.deepEqual((await listAnalyses(sql, id)).map(({ kind, state, result }) => [kind, state, result]), [
    ["safety", "pending", null],
  ]);
});

Deno.test("without the model, and without a picture, safety is of the words alone and says so", async () => {
  const context = contextOf(() => Promise.reject(new ModelError("no network")));
  const { id } = await upload(sql, context.storage, spoken);
  await workUntil(context, id, isIdle);
  const { frames, frames_looked_at, madeBy } = await safetyOf(id);
  assert.deepEqual([frames, frames_looked_at, madeBy], [[], null, "word lists (English)"]);
});

Deno.test("a model that failed a moment ago is tried again for safety that somebody asks for, and for no other", async () => {
  let tries = 0;
  const context = contextOf((name) => {
    tries++;
    return tries === 1 ? Promise.reject(new ModelError("no network")) : store.resolve(name);
  });
  const { id } = await upload(sql, context.storage, spoken);
  await workUntil(context, id, isIdle);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["safety"]));
  await workUntil(context, id, isIdle);
  assert.deepEqual([(await safetyOf(id)).frames_looked_at, tries], [null, 1]);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["safety"]));
  await hurryAnalysis(sql, id, "safety");
  await workUntil(context, id, isIdle);
  assert.ok((await safetyOf(id)).frames_looked_at! > 2);
  assert.equal(tries, 2);
});

Deno.test("safety reads the small rendition alone; if it can't be decoded, it is of the words alone and says so", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, spoken);
  await workUntil(context, id, isIdle);
  const again = async () => {
    await transaction(sql, (tx) => queueAnalyses(tx, id, ["safety"]));
    await workUntil(context, id, isIdle);
    return await safetyOf(id);
  };
  const [large, small, ...others] = await listRenditions(sql, id);
  assert.equal(others.length, 0);
  await context.storage.delete(large.mp4Key);
  assert.ok((await again()).frames_looked_at! > 2);
  await context.storage.putText(small.mp4Key, "no video");
  const { frames, frames_looked_at, unavailable, madeBy, revisionId } = await again();
  assert.deepEqual([frames, frames_looked_at, unavailable, madeBy], [[], null, null, "word lists (English)"]);
  assert.ok(revisionId);
});
