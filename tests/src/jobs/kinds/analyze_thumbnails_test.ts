import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import { posterKeys } from "../../../../src/core/poster.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { type Analysis, listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { findVideo, type Video } from "../../../../src/db/videos/videos.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import { removeUnusedObjects } from "../../../../src/jobs/sweeps/unused_objects.ts";
import { pictureKindOf } from "../../../../src/media/poster_files.ts";
import { thumbnailsSchema } from "../../../../src/schemas/thumbnails.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { makeFilm, sceneAt } from "../../../made_film.ts";
import { CountingEngine, filesBelow, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));
const film = await makeFilm();
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);

function contextOf(resolve = (name: string) => store.resolve(name)): WorkerContext {
  const context = workerContext(sql, dataDir);
  const engines = new Engines({ resolve, remove: () => Promise.resolve() }, () => new CountingEngine());
  return { ...context, engines, config: { ...context.config, analyses: ["thumbnails"] } };
}

async function onlyAnalysis(id: string): Promise<Analysis> {
  const [analysis, ...others] = await listAnalyses(sql, id);
  assert.deepEqual([others.length, analysis.kind, analysis.state, analysis.error], [0, "thumbnails", "ready", null]);
  return analysis;
}

async function readBytes({ storage }: WorkerContext, key: string): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await storage.read(key)).arrayBuffer());
}

/** The names of what is stored for a video below `thumbnails` and `posters`. */
function posterFiles(id: string): string[] {
  const folder = `${dataDir}/media/videos/${id}`;
  return ["thumbnails", "posters"].flatMap((name) => filesBelow(`${folder}/${name}`)).sort();
}

async function again(context: WorkerContext, id: string): Promise<Video> {
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["thumbnails"]));
  return await workUntil(context, id, isIdle);
}

Deno.test("thumbnails (5.2): a silent film gets candidates with pictures, and the best becomes its poster", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, film);
  const { poster, posterCandidates, thumbnailKey } = await workUntil(context, id, isIdle);
  const { madeBy, result } = await onlyAnalysis(id);
  assert.equal(madeBy, "thumbnail rule 1, CenterFace");
  const { candidates } = thumbnailsSchema.parse(result);
  assert.equal(candidates.length, posterCandidates!.pictures.length);
  const best = candidates.toSorted((a, b) => b.score - a.score)[0];
  assert.ok(sceneAt(best.start).startsWith("face"), JSON.stringify(candidates));
  assert.deepEqual([poster!.by, poster!.source, poster!.start], ["analysis", "candidate", best.start]);
  assert.deepEqual(poster!.large, { width: 384, height: 216 });
  const keys = candidates.flatMap((_, i) => posterKeys(`${posterCandidates!.folder}/${i}`, { hasWebp: true }));
  for (const key of keys) {
    assert.equal(pictureKindOf(await readBytes(context, key)), key.endsWith(".webp") ? "webp" : "jpeg");
  }
  assert.ok(await context.storage.stat(thumbnailKey!), "the frame at a tenth of the length stays");
});

Deno.test("candidates that are made anew replace the earlier ones, and the machine's choice, but not a person's", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, film);
  const first = await workUntil(context, id, isIdle);
  const second = await again(context, id);
  assert.notEqual(second.poster!.prefix, first.poster!.prefix);
  await removeUnusedObjects(context);
  assert.equal(posterFiles(id).length, 4 * second.posterCandidates!.pictures.length, "the earlier ones are gone");

  await enqueue(sql, { kind: "take_thumbnail", videoId: id, payload: { start: 4 } });
  const taken = await workUntil(context, id, isIdle);
  assert.deepEqual([taken.poster!.by, taken.poster!.source, taken.poster!.start], ["person", "frame", 4]);
  const after = await again(context, id);
  assert.deepEqual(after.poster, taken.poster);
  await removeUnusedObjects(context);
  for (const key of posterKeys(after.poster!.prefix, after.poster!)) assert.ok(await context.storage.stat(key), key);

  await enqueue(sql, { kind: "take_thumbnail", videoId: id, payload: { start: 13 } });
  await workUntil(context, id, isIdle);
  await removeUnusedObjects(context);
  assert.equal(posterFiles(id).filter((path) => path.includes("/posters/")).length, 4, "the earlier frame is gone");
});

Deno.test("a frame that does not exist leaves the poster as it was, and the owner reads why", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, film);
  const before = await workUntil(context, id, isIdle);
  await enqueue(sql, { kind: "take_thumbnail", videoId: id, payload: { start: 500 } });
  const after = await workUntil(context, id, isIdle);
  assert.deepEqual(after.poster, before.poster);
  assert.deepEqual(after.notices, [{
    code: "not_taken",
    text: "The picture could not be taken: there is no picture at 8:20. The earlier one is still in its place.",
  }]);
  await enqueue(sql, { kind: "take_thumbnail", videoId: id, payload: { start: 4 } });
  assert.deepEqual((await workUntil(context, id, isIdle)).notices, []);
});

Deno.test("without the models thumbnails are found too, and the result does not name them", async () => {
  const context = contextOf(() => Promise.reject(new ModelError("no network")));
  const { id } = await upload(sql, context.storage, film);
  await workUntil(context, id, isIdle);
  const { madeBy, result } = await onlyAnalysis(id);
  assert.equal(madeBy, "thumbnail rule 1");
  assert.ok(thumbnailsSchema.parse(result).candidates.every(({ faces }) => faces === 0));
});

Deno.test("a black film has no candidates and keeps its frame; sound alone is not looked at", async () => {
  const context = contextOf();
  const black = await makeClip(`${dataDir}/black.mp4`, ["-f", "lavfi", "-t", "2", "-i", "color=black:s=160x120:r=5"]);
  const { id } = await upload(sql, context.storage, black);
  const { poster, thumbnailKey } = await workUntil(context, id, isIdle);
  assert.deepEqual(thumbnailsSchema.parse((await onlyAnalysis(id)).result).candidates, []);
  assert.deepEqual([poster, thumbnailKey !== null], [null, true]);

  const sound = await makeClip(`${dataDir}/sound.m4a`, ["-f", "lavfi", "-i", "sine=duration=1"]);
  const { id: soundId } = await upload(sql, context.storage, sound);
  await workUntil(context, soundId, isIdle);
  assert.deepEqual(await listAnalyses(sql, soundId), []);
  assert.equal((await findVideo(sql, soundId))!.poster, null);
});

Deno.test("a frame is taken at the very end, from the large rendition alone", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, await makeClip(`${dataDir}/clip.mp4`));
  const { durationSeconds } = await workUntil(context, id, isIdle);
  const small = (await listRenditions(sql, id)).at(-1)!;
  assert.ok(small.shortSide < 480);
  await context.storage.delete(small.mp4Key);
  await enqueue(sql, { kind: "take_thumbnail", videoId: id, payload: { start: durationSeconds! } });
  const { poster, notices } = await workUntil(context, id, isIdle);
  assert.deepEqual([poster!.source, poster!.start, poster!.large.width], ["frame", durationSeconds, 640]);
  assert.deepEqual(notices, []);
});
