import assert from "node:assert/strict";
import { music } from "../../../../bench/corpus/noises.ts";
import { withLoudness, writeFlac } from "../../../../bench/corpus/samples.ts";
import { Random } from "../../../../bench/soak/random.ts";
import { ModelStore } from "../../../../ml/models/store.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { listAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { Engines, type SpeechEngine } from "../../../../src/jobs/engines.ts";
import { type SoundEventsJson, soundEventsSchema } from "../../../../src/schemas/sound_events.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { CountingEngine, isIdle, SilentEngine, upload, workerContext, workUntil } from "../worker_fixture.ts";

const MODEL = "yamnet-w8a8";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

Deno.test("sound events (5.x): after the captions, music is found where nothing is said", async () => {
  const events = await eventsWith(new SilentEngine());
  assert.ok(events.length > 0 && events.at(-1)!.end > 15, JSON.stringify(events));
  assert.deepEqual(await eventsWith(new CountingEngine()), [], "its captions cover the whole song");
});

/** What is found in 20 s of music that an engine captions. */
async function eventsWith(engine: SpeechEngine): Promise<SoundEventsJson["events"]> {
  const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);
  const engines = new Engines({
    resolve: (name) => name === MODEL ? store.resolve(name) : Promise.resolve(`/models/${name}`),
    remove: () => Promise.resolve(),
  }, () => engine);
  const worker = workerContext(sql, dataDir);
  const context = { ...worker, engines, config: { ...worker.config, analyses: ["sound_events" as const] } };
  const song = `${dataDir}/song.flac`;
  await writeFlac(song, withLoudness(music(16000 * 20, new Random(1)), -20));
  const { id } = await upload(sql, context.storage, song);
  await workUntil(context, id, isIdle);
  const [{ kind, state, error, madeBy, result }] = await listAnalyses(sql, id);
  assert.deepEqual([kind, state, error], ["sound_events", "ready", null]);
  assert.match(madeBy!, /^YAMNet .*, rule \d+$/);
  return soundEventsSchema.parse(result).events;
}
