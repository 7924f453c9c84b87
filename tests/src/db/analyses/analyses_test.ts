import assert from "node:assert/strict";
import {
  listAnalyses,
  queueAnalyses,
  queueOutdatedAnalyses,
  recordAnalysis,
  renewAnalyses,
  setAnalysisFailed,
} from "../../../../src/db/analyses/analyses.ts";
import { findAnalyzedCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { newId } from "../../../../src/core/ids.ts";
import { testDatabase } from "../../../database.ts";
import { QUALITY } from "../../../routes/sound_quality_sample.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };
const KIND = "sound_quality";
const MADE = { result: QUALITY, madeBy: "a rule 1", seconds: 2 };

async function captioned(): Promise<{ id: string; trackId: string; revisionId: string }> {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 1, text: "Hello.", words: [] }] });
  const { trackId, revisionId } = (await findAnalyzedCaptions(sql, id))!;
  return { id, trackId, revisionId };
}

async function edit({ id, trackId, revisionId }: { id: string; trackId: string; revisionId: string }): Promise<string> {
  const keys = { srtKey: "s", vttKey: "v", transcriptKey: "t" };
  const cues = [{ id: 1, start: 0, end: 1, text: "Hullo.", words: [], isEdited: true }];
  const revision = { id: newId(), source: "edited" as const, author: null, note: null, wordCount: 1, cues, ...keys };
  await saveRevision(sql, { videoId: id, trackId, revision: { ...revision, baseRevision: revisionId } });
  return revision.id;
}

Deno.test("the result of an analysis stays while it is made again, and if that fails", async () => {
  const { id } = await captioned();
  const states: unknown[] = [];
  const note = async () => {
    const [{ state, result, error }] = await listAnalyses(sql, id);
    states.push([state, result, error]);
  };
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await note();
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: null }));
  await note();
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await note();
  await transaction(sql, (tx) => setAnalysisFailed(tx, id, KIND, "no"));
  await note();
  assert.deepEqual(states, [["pending", null, null], ["ready", QUALITY, null], ["pending", QUALITY, null], [
    "failed",
    QUALITY,
    "no",
  ]]);
});

Deno.test("an analysis of captions is outdated once they have another revision, and stores nothing of the old one", async () => {
  const { id, ...captions } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  const old = { ...MADE, revisionId: captions.revisionId };
  assert.equal(await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, old)), true);
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, false);
  const revisionId = await edit({ id, ...captions });
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, true);
  const [row] = await sql`select outdated_at is not null as is_marked from streamforge.analyses where video_id = ${id}`;
  assert.equal(row.isMarked, true);
  assert.equal(
    await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...old, result: { ...QUALITY, score: 2 } })),
    false,
  );
  assert.deepEqual((await listAnalyses(sql, id))[0].result, QUALITY);
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId }));
  assert.equal((await listAnalyses(sql, id))[0].isOutdated, false);
});

Deno.test("the sweep leaves analyses alone that read no captions", async () => {
  assert.equal(await queueOutdatedAnalyses(sql, { kinds: [KIND], stillSeconds: 0 }), 0);
});

Deno.test("after a file was replaced the results of the earlier one are gone and asked for again", async () => {
  const { id } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await transaction(sql, (tx) => recordAnalysis(tx, id, KIND, { ...MADE, revisionId: null }));
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => renewAnalyses(tx, id, true));
  const [{ state, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, result], ["pending", null]);
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => renewAnalyses(tx, id, false));
  assert.deepEqual(await listAnalyses(sql, id), [], "the new file has no sound");
});

Deno.test("a result in the shape of another version is left out", async () => {
  const { id } = await captioned();
  await transaction(sql, (tx) => queueAnalyses(tx, id, [KIND]));
  await transaction(
    sql,
    (tx) => recordAnalysis(tx, id, KIND, { ...MADE, result: { taste: "sweet" }, revisionId: null }),
  );
  const [{ state, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, result], ["ready", null]);
});
