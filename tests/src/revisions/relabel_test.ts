import assert from "node:assert/strict";
import type { EditedCue } from "../../../src/core/types.ts";
import { listAnalyses, recordAnalysis } from "../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { listTracks } from "../../../src/db/tracks/tracks.ts";
import { listAttention, recordAttention } from "../../../src/db/videos/attention.ts";
import { getVideo } from "../../../src/db/videos/videos.ts";
import {
  discardRelabelled,
  type Relabelled,
  relabelTracks,
  saveRelabelled,
  storeTracks,
} from "../../../src/revisions/relabel.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp, type TestApp } from "../../routes/harness.ts";

const { sql } = await testDatabase();
const app: TestApp = await startApp(sql);
Deno.test.afterAll(() => app.close());

const VIDEO = { durationSeconds: 12.5 };
const BY_ANN = { relabel: (cues: EditedCue[]) => cues.map((cue) => ({ ...cue, speaker: "Ann" })), note: "names" };

async function seed(): Promise<string> {
  const id = await seedVideo(app, {
    visibility: "public",
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } },
  });
  await seedCaptions(app, id, {});
  return id;
}

Deno.test("relabelTracks() keeps what was made of the words, but has the passages for the search made again", async () => {
  const id = await seed();
  const [{ revision }] = await listTracks(sql, id);
  const made = { result: {}, madeBy: "x", seconds: 1, revisionId: revision };
  await transaction(sql, async (tx) => {
    await recordAnalysis(tx, id, "topics", made);
    await recordAnalysis(tx, id, "meaning", made);
  });
  assert.equal(await relabelTracks(app, { id, ...VIDEO }, () => Promise.resolve(BY_ANN)), 1);
  const outdated = (await listAnalyses(sql, id)).map(({ kind, isOutdated }) => [kind, isOutdated]);
  assert.deepEqual(Object.fromEntries(outdated), { topics: false, meaning: true });
});

Deno.test("relabelTracks() leaves a failed captioning failed, and the stored attention with the captions", async () => {
  const id = await seed();
  const [before] = await listTracks(sql, id);
  const window = { startSeconds: 0, endSeconds: 12, fromSeconds: 0, toSeconds: 12, model: "base", storageKey: "a" };
  await transaction(sql, (tx) => recordAttention(tx, id, before.revision, window));
  await sql`update streamforge.videos set caption_status = 'failed', caption_error = 'no' where id = ${id}`;
  await relabelTracks(app, { id, ...VIDEO }, () => Promise.resolve(BY_ANN));
  const { captionStatus, captionError } = await getVideo(sql, id);
  assert.deepEqual([captionStatus, captionError], ["failed", "no"]);
  const [after] = await listTracks(sql, id);
  assert.notEqual(after.revision, before.revision);
  assert.equal((await listAttention(sql, id, after.revision)).length, 1);
});

Deno.test("where the answer to the commit is lost, the captions stay and keep their files", async () => {
  const id = await seed();
  const tracks = await listTracks(sql, id);
  const stored: Relabelled[] = [];
  await storeTracks(app, { id, ...VIDEO }, tracks, BY_ANN, stored);
  await transaction(sql, (tx) => saveRelabelled(tx, stored[0]));
  await transaction(sql, (tx) => saveRelabelled(tx, stored[0])); // as `transaction` repeats it
  await discardRelabelled(app, stored);
  const response = await app.request(`/api/videos/${id}/captions.vtt`);
  assert.match(await response.text(), /<v Ann>/);
  const [{ revision }] = await listTracks(sql, id);
  assert.equal(revision, stored[0].revisions.at(-1)!.id);
});

Deno.test("files of captions that were refused are deleted", async () => {
  const id = await seed();
  const stored: Relabelled[] = [];
  await storeTracks(app, { id, ...VIDEO }, await listTracks(sql, id), BY_ANN, stored);
  const { vttKey } = stored[0].revisions[0];
  assert.ok(await app.storage.stat(vttKey!));
  await discardRelabelled(app, stored);
  assert.equal(await app.storage.stat(vttKey!), null);
});
