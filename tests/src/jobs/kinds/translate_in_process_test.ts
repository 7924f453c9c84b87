import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { readEditedCues } from "../../../../src/db/tracks/cues.ts";
import { listTracks } from "../../../../src/db/tracks/tracks.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { copyCheckpoint, EXPECTED } from "../../../ml/translation/marian/marian_folder.ts";
import { CountingEngine, isIdle, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_in_process_" });
const app = await startApp(sql);
Deno.test.afterAll(async () => {
  await app.close();
  await Deno.remove(folder, { recursive: true });
});

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };

Deno.test("translation (5.1): captions are translated through the API by a model that lies in MODELS_DIR, cue by cue", async () => {
  await copyCheckpoint(`${folder}/models/opus-mt-en-es`);
  const store = new ModelStore(`${folder}/models`, quietLog, { hubUrl: "http://127.0.0.1:1", pythons: [] });
  const known = EXPECTED.results.slice(0, 16);
  const cues = known.map(({ text }, i) => ({ id: i + 1, start: 6 * i, end: 6 * i + 5, text, words: [] }));
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { language: "en", cues });

  const path = `/api/videos/${id}/captions/translate`;
  const choices = await (await app.request(path, { as: "owner" })).json();
  const spanish = choices.languages.find(({ language }: { language: string }) => language === "es");
  assert.deepEqual(spanish.by, ["marian"]);
  const asked = await app.request(path, { as: "owner", method: "POST", body: JSON.stringify({ to: "es" }) });
  assert.equal(asked.status, 202);
  assert.equal((await asked.json()).job.kind, "translate_in_process");

  const engine = new CountingEngine();
  const context = { ...workerContext(sql, app.dataDir, engine), storage: app.storage };
  await workUntil({ ...context, engines: new Engines(store, () => engine) }, id, isIdle);

  const { job } = await (await app.request(path, { as: "owner" })).json();
  assert.deepEqual([job.state, job.by, job.message], ["done", "marian", "16 cues translated by OPUS-MT."]);
  const track = (await listTracks(sql, id)).find(({ language }) => language === "es")!;
  const translated = await readEditedCues(sql, track.revision);
  assert.deepEqual(translated.map(({ start, end }) => [start, end]), cues.map(({ start, end }) => [start, end]));
  assert.deepEqual(translated.map(({ text }) => text.replace("\n", " ")), known.map(({ translation }) => translation));
  assert.ok(translated.every(({ text }) => text.split("\n").every((line) => line.length <= 42)), "lines broken anew");
});
