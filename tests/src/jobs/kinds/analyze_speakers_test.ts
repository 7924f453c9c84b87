import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import { listAnalyses } from "../../../../src/db/analyses/analyses.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { Engines } from "../../../../src/jobs/engines.ts";
import { type SpeakersJson, speakersSchema } from "../../../../src/schemas/speakers.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { makeConversation } from "../../../ml/speakers/conversation.ts";
import { CountingEngine, isIdle, upload, workerContext, workUntil } from "../worker_fixture.ts";

const MODEL = "campplus-zh-en";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const conversation = await makeConversation();
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);
Deno.test.afterAll(async () => {
  await Deno.remove(dataDir, { recursive: true });
  await Deno.remove(conversation.folder, { recursive: true });
});

function contextOf(resolve: (name: string) => Promise<string> = (name) => store.resolve(name)): WorkerContext {
  const context = workerContext(sql, dataDir);
  const engines = new Engines({
    resolve: (name) => name === MODEL ? resolve(name) : Promise.resolve(`/models/${name}`),
    remove: () => Promise.resolve(),
  }, () => new CountingEngine());
  return { ...context, engines, config: { ...context.config, analyses: ["speakers"] } };
}

async function speakersOf(id: string): Promise<SpeakersJson["speakers"]> {
  const [{ kind, state, error, madeBy, result }] = await listAnalyses(sql, id);
  assert.deepEqual([kind, state, error], ["speakers", "ready", null]);
  assert.match(madeBy!, /^CAM\+\+ .*, rule \d+$/);
  return speakersSchema.parse(result).speakers;
}

Deno.test("speakers (5.x): after the captions it is found out who speaks when, with seconds and spans", async () => {
  const context = contextOf();
  const { id } = await upload(sql, context.storage, conversation.path);
  await workUntil(context, id, isIdle);
  const speakers = await speakersOf(id);
  assert.deepEqual(speakers.map(({ name }) => name), ["Speaker 1", "Speaker 2"]);
  for (const { seconds, spans } of speakers) {
    assert.ok(Math.abs(spans.reduce((sum, { start, end }) => sum + end - start, 0) - seconds) < 0.2);
  }
});

Deno.test("speakers: where the model can't be fetched, the job waits and says why", async () => {
  const context = contextOf(() => Promise.reject(new ModelError("no python3 or python with pip is installed")));
  const { id } = await upload(sql, context.storage, conversation.path);
  const isWaiting = async () => {
    const [analysis] = await listAnalyses(sql, id);
    return analysis?.state === "pending" && analysis.error !== null;
  };
  let waits = false;
  await workUntil(context, id, () => {
    void isWaiting().then((is) => waits ||= is);
    return waits;
  });
  assert.equal((await listAnalyses(sql, id))[0].error, "no python3 or python with pip is installed");
});
