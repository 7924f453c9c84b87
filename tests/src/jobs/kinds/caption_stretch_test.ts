import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { readStretch, type StretchState } from "../../../../src/db/tracks/stretches.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { testDatabase } from "../../../database.ts";
import { isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_stretch_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
const context = workerContext(sql, folder); // its engine transcribes "second0." to "second3." of four seconds

async function stretch(
  payload: { start: number; end: number; text?: string },
): Promise<StretchState & { before: string; after: string }> {
  const { id } = await upload(sql, context.storage, await makeClip(`${folder}/${newId()}.mp4`));
  await workUntil(context, id, isIdle);
  const [{ id: track, revisionId: before }] = await currentTracks(sql, id);
  const { job } = await enqueue(sql, { kind: "caption_stretch", videoId: id, payload: { track, ...payload } });
  await workUntil(context, id, isIdle);
  const [{ revisionId: after }] = await currentTracks(sql, id);
  return { ...await readStretch(sql, id, job.id), before, after };
}

Deno.test("a stretch is captioned at its own times, and the track stays as it is", async () => {
  const { state, cues, before, after } = await stretch({ start: 1.5, end: 3.5 });
  assert.equal(state, "done");
  const words = cues!.flatMap(({ words }) => words);
  assert.deepEqual(words.map(({ word, start }) => [word, start]), [[" second0.", 1.6], [" second1.", 2.6]]);
  assert.ok(cues!.every(({ start, end }) => start >= 1.5 && end <= 3.5));
  assert.equal(before, after);
});

Deno.test("a text gets the times of the sound of its stretch", async () => {
  const { cues } = await stretch({ start: 2, end: 4, text: "Second0, then\nsecond1!" });
  const words = cues!.flatMap(({ words }) => words);
  assert.equal(words.map(({ word }) => word).join("").trim(), "Second0, then second1!");
  assert.deepEqual([words[0].start, words.at(-1)!.start], [2.1, 3.1]);
});

Deno.test("a text that is not said in the stretch fails with a sentence", async () => {
  const { state, error, cues } = await stretch({ start: 0, end: 2, text: "Nothing of this is ever heard by anybody." });
  assert.deepEqual([state, cues], ["dead", null]);
  assert.match(error!, /word/);
});
