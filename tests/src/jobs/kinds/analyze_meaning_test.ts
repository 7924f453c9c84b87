import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { SENTENCE_MODEL } from "../../../../ml/text/sentence_model.ts";
import { newId } from "../../../../src/core/ids.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { findAnalyzedCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { findByMeaning } from "../../../../src/db/search/meaning.ts";
import { deleteTrack } from "../../../../src/db/tracks/delete_track.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { openEncoder } from "../../../ml/text/model.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";
import { CountingEngine, isIdle, workerContext, workUntil } from "../worker_fixture.ts";

const MODEL = "all-minilm-l6-v2-int8";
const OWNER = { user: "owner", isAdministrator: true };

const { sql } = await testDatabase();
const app = await startApp(sql);
const encoder = await openEncoder();
Deno.test.afterAll(async () => {
  await encoder.close();
  await app.close();
});
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);

function context(): WorkerContext {
  const engines = new Engines({
    resolve: (name) => name === MODEL ? store.resolve(name) : Promise.resolve(`/models/${name}`),
    remove: () => Promise.resolve(),
  }, () => new CountingEngine());
  const plain = workerContext(sql, app.dataDir);
  return { ...plain, engines, config: { ...plain.config, analyses: ["meaning"] } };
}

const ROUTER = [
  "Today I set up the new router on my home network.",
  "First connect the cable to the port on the back.",
  "If nothing works any more, press the small button for ten seconds.",
  "Then all lamps go off and come back one by one.",
  "A guest network keeps the phones of visitors apart.",
  "That was all, and thank you for watching.",
];
const cuesOf = (texts: readonly string[]) =>
  texts.map((text, i) => ({ id: i + 1, start: 4 * i, end: 4 * i + 3.9, text, words: [] }));

/** A video whose job has run. */
async function read(texts: readonly string[], language = "en"): Promise<string> {
  const id = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } } });
  await seedCaptions(app, id, { language, cues: cuesOf(texts) });
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["meaning"]));
  await workUntil(context(), id, isIdle);
  return id;
}

async function nearest(query: string, videoId: string): Promise<string | undefined> {
  const found = await findByMeaning(sql, await encoder.embed(query), { reader: OWNER, limit: 100 });
  return found.find(({ video }) => video.id === videoId)?.text;
}

const countOf = async (id: string) =>
  (await sql`
    select 1 from streamforge.meaning_passages p join streamforge.tracks t on t.id = p.track_id
    where t.video_id = ${id}`).length;

Deno.test("meaning: what was said is found by other words, and is found no more at once when it is changed", async () => {
  const id = await read(ROUTER);
  const [{ state, result, madeBy }] = await listAnalyses(sql, id);
  assert.deepEqual([state, result], ["ready", {
    language: "en",
    unavailable: null,
    translated_from: null,
    passages: await countOf(id),
  }]);
  assert.ok(madeBy!.startsWith(SENTENCE_MODEL.name));
  assert.match((await nearest("how do I reset it", id))!, /press the small button for ten seconds/);

  const { trackId, revisionId } = (await findAnalyzedCaptions(sql, id))!;
  const cues = cuesOf([
    "Nothing about it is said any more.",
    "Bread needs flour, water and a little salt, and a hot oven.",
  ]);
  const revision = { id: newId(), source: "edited" as const, author: null, note: null, wordCount: 9 };
  await saveRevision(sql, {
    ...{ videoId: id, trackId },
    revision: {
      ...{ ...revision, baseRevision: revisionId, cues: cues.map((cue) => ({ ...cue, isEdited: true })) },
      ...{ srtKey: "s", vttKey: "v", transcriptKey: "t" },
    },
  });
  assert.equal(await countOf(id), 0);
  assert.equal(await nearest("how do I reset it", id), undefined);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["meaning"]));
  await workUntil(context(), id, isIdle);
  assert.match((await nearest("what is a loaf made of", id))!, /flour, water/);
});

Deno.test("meaning: deleting the captions removes their passages; captions in French have none", async () => {
  const id = await read(ROUTER);
  const { trackId } = (await findAnalyzedCaptions(sql, id))!;
  await deleteTrack(sql, { videoId: id, id: trackId, analyses: ["meaning"] });
  assert.equal(await countOf(id), 0);
  const french = await read(["Bonjour à tous.", "Nous allons à Paris demain matin."], "fr");
  assert.equal(await countOf(french), 0);
  const [{ result }] = await listAnalyses(sql, french);
  assert.deepEqual(result, {
    language: "fr",
    unavailable: "not available for French",
    translated_from: null,
    passages: 0,
  });
});
