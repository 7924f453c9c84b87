import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { Marian } from "../../../../ml/translation/marian/marian.ts";
import { ModelError, ValidationError } from "../../../../src/core/errors.ts";
import { bySentence } from "../../../../src/translation/sentences.ts";
import { quietLog } from "../../../database.ts";
import { CHECKPOINT, copyCheckpoint, EXPECTED } from "./marian_folder.ts";

const folder = await Deno.makeTempDir({ prefix: "streamforge_marian_" });
const marian = new Marian(() => Promise.resolve(CHECKPOINT));
Deno.test.afterAll(async () => {
  await marian.close();
  await Deno.remove(folder, { recursive: true });
});
const PAIR = { from: "en", to: "es" } as const;
const known = EXPECTED.results.slice(0, 16);

Deno.test("a sentence that goes over two cues is translated whole by OPUS-MT, and each cue gets its part", async () => {
  const cues = [
    { start: 0, end: 1.9, text: "The old gardener planted" },
    { start: 2, end: 4, text: "three rows of beans\nbehind the kitchen wall." },
    { start: 4.2, end: 5, text: "Open the window, please; it is warm in here today." },
  ];
  const texts = await bySentence(marian).translate(cues, { ...PAIR, wanted: new Set([0, 1, 2]) });
  assert.equal(`${texts.get(0)} ${texts.get(1)}`, known[0].translation);
  assert.match(texts.get(0)!, /^El viejo/);
  assert.equal(texts.get(2), known[2].translation);
});

Deno.test("OPUS-MT gives way before every four texts", async () => {
  const open = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let looks = 0;
  const giving = new Marian(() => Promise.resolve(CHECKPOINT), async () => {
    if (++looks < 3) return; // before the model is loaded, and before the first four
    reached.resolve();
    await open.promise;
  });
  let isDone = false;
  const translating = giving.translateTexts(known.slice(0, 5).map(({ text }) => text), PAIR).then((texts) => {
    isDone = true;
    return texts;
  });
  await reached.promise;
  assert.equal(isDone, false);
  open.resolve();
  assert.deepEqual(await translating, known.slice(0, 5).map(({ translation }) => translation));
  await giving.close();
});

Deno.test("OPUS-MT stops when it is told to, says which pair it lacks, and works again after a failure", async () => {
  const it = new Marian(() => Promise.resolve(CHECKPOINT));
  await assert.rejects(it.translateTexts(["x"], { from: "en", to: "yi" }), ValidationError);
  const stop = AbortSignal.abort(new Error("the worker stops"));
  await assert.rejects(it.translateTexts(["A text."], { ...PAIR, signal: stop }), /worker stops/);
  assert.deepEqual(await it.translateTexts([known[1].text], PAIR), [known[1].translation]);
  await it.close();
  const broken = new Marian(() => Promise.resolve(folder));
  await assert.rejects(broken.translateTexts(["x"], PAIR), (error: Error) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.message, / cannot be loaded: .*config\.json could not be read/);
    return true;
  });
  await broken.close();
});

Deno.test("close() waits for the thread that an abort ends: its model lives until then", async () => {
  const RealWorker = Worker;
  let threads = 0;
  globalThis.Worker = class extends RealWorker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads++;
    }
    override terminate() {
      super.terminate();
      threads--;
    }
  };
  const it = new Marian(() => Promise.resolve(CHECKPOINT));
  try {
    await it.translateTexts([known[1].text], PAIR);
    const stop = new AbortController();
    const translating = it.translateTexts(known.map(({ text }) => text), { ...PAIR, signal: stop.signal });
    stop.abort(new Error("the worker stops"));
    await assert.rejects(translating, /worker stops/);
    assert.equal(threads, 1, "it still translates");
    await it.close();
    assert.equal(threads, 0);
  } finally {
    globalThis.Worker = RealWorker;
    await it.close();
  }
});

for (const isSafetensors of [false, true]) {
  Deno.test(`a model put into MODELS_DIR by hand needs no download, ${isSafetensors ? "also as safetensors" : "as it is"}`, async () => {
    const modelsDir = `${folder}/models-${isSafetensors}`;
    await copyCheckpoint(`${modelsDir}/opus-mt-en-es`, { isSafetensors });
    const store = new ModelStore(modelsDir, quietLog, { hubUrl: "http://127.0.0.1:1", pythons: [] });
    assert.equal(await store.resolve("opus-mt-en-es"), `${modelsDir}/opus-mt-en-es`);
    assert.ok(store.list().every(({ name }) => !name.startsWith("opus")), "it does not transcribe");
  });
}

Deno.test("a model that can't be downloaded says which files to put where", async () => {
  const store = new ModelStore(`${folder}/none`, quietLog, {
    ...{ hubUrl: "http://127.0.0.1:1", pythons: [], limits: { stallSeconds: 1, retrySeconds: 0.01, maxTries: 1 } },
  });
  const message =
    /copy config\.json, .*pytorch_model\.bin of Helsinki-NLP\/opus-mt-en-es .* to .*\/none\/opus-mt-en-es/;
  await assert.rejects(store.resolve("opus-mt-en-es"), (error: Error) => {
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /WHISPER_MODEL/);
    return true;
  });
});
