import assert from "node:assert/strict";
import {
  evaluate,
  generatePairs,
  loadTranslator,
  loadWordModel,
  nextWordTask,
  type SentencePair,
  sentencesOf,
  type StepReport,
  train,
  TrainingRun,
  type TrainingSettings,
  translationTask,
  Translator,
  WordModel,
} from "../../../../ml/transformer/translation/mod.ts";

const SHAPE = { dModel: 32, nHeads: 2, nLayers: 1, dFeedForward: 64, dropout: 0.1, maxLength: 32, seed: 1 };
const SETTINGS: TrainingSettings = { learningRate: 5e-3, warmupSteps: 10, clipNorm: 1, seed: 1, epochs: 6 };
const OPTIONS = { batchSize: 16, labelSmoothing: 0.05 };
const { training: PAIRS } = generatePairs({ training: 100, heldOut: 0, seed: 3 });

function newRun(settings: Partial<TrainingSettings> = {}, pairs: readonly SentencePair[] = PAIRS) {
  const translator = Translator.forPairs(pairs, SHAPE);
  return {
    translator,
    run: new TrainingRun(translationTask(translator, pairs, OPTIONS), { ...SETTINGS, ...settings }),
  };
}

async function all(run: ReturnType<typeof newRun>["run"], signal?: AbortSignal): Promise<StepReport[]> {
  return await Array.fromAsync(train(run, signal));
}

/** The report of a step without its times. */
const plain = ({ seconds: _, ...report }: StepReport) => report;

Deno.test("training lowers the loss, and ends after the last epoch", async () => {
  const { run } = newRun({ epochs: 16 });
  const reports = await all(run);
  assert.equal(reports.length, 16 * Math.ceil(100 / 16));
  assert.equal(reports.reduce((sum, { sentences }) => sum + sentences, 0), 1600);
  const mean = (few: StepReport[]) => few.reduce((sum, { loss }) => sum + loss, 0) / few.length;
  const [first, last] = [mean(reports.slice(0, 5)), mean(reports.slice(-5))];
  assert.ok(last < 0.6 * first, `from ${first} to ${last}`);
  assert.ok(run.isDone);
  assert.deepEqual(reports.map(({ step }) => step), reports.map((_, i) => i + 1));
});

Deno.test("the same seed gives the same losses to the last bit, another seed others", async () => {
  const [a, b, c] = await Promise.all(
    [{}, {}, { seed: 2 }].map(async (more) => (await all(newRun({ steps: 8, ...more }).run)).map(plain)),
  );
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
});

Deno.test("a resumed run has the losses of a run without a stop", async () => {
  const whole = newRun({ steps: 20 });
  const expected = await all(whole.run);
  const stopped = newRun({ steps: 20 });
  for (let i = 0; i < 9; i++) stopped.run.next(); // in the middle of the second epoch
  const bytes = stopped.run.checkpoint();
  const translator = loadTranslator(bytes);
  const resumed = new TrainingRun(translationTask(translator, PAIRS, OPTIONS), { ...SETTINGS, steps: 20 });
  resumed.restore(bytes);
  assert.equal(resumed.step, 9);
  const rest = await all(resumed);
  assert.deepEqual(rest.map(plain), expected.slice(9).map(plain));
  const weights = (translator: Translator) => [...translator.model.parameters().values()].map(({ data }) => data);
  assert.deepEqual(weights(translator), weights(whole.translator));
});

Deno.test("a run can be stopped, and a run with a time limit ends in time", async () => {
  const stop = new AbortController();
  const { run } = newRun();
  for await (const { step } of train(run, stop.signal)) if (step === 5) stop.abort();
  assert.equal(run.step, 5);
  assert.ok(!run.isDone);

  let ms = 0;
  const timed = new TrainingRun(
    translationTask(newRun().translator, PAIRS, OPTIONS),
    { ...SETTINGS, seconds: 10 },
    { nowMs: () => ms += 500 },
  );
  const reports = await all(timed as typeof run);
  assert.equal(reports.length, 20); // each of half a second
  assert.ok(reports.at(-1)!.learningRate < reports[5].learningRate / 2);
});

Deno.test("a checkpoint of another model is refused and changes nothing", () => {
  const other = Translator.forPairs(PAIRS, { ...SHAPE, dModel: 16 });
  const wrong = new TrainingRun(translationTask(other, PAIRS, OPTIONS), SETTINGS).checkpoint();
  const { run, translator } = newRun();
  const before = translator.toBytes({ half: false });
  assert.throws(() => run.restore(wrong), RangeError);
  assert.deepEqual(translator.toBytes({ half: false }), before);
});

Deno.test("pairs that are too long for the model are left out, and it is an error if none is left", () => {
  const long = { source: "a ".repeat(40), target: "b" };
  const translator = Translator.forPairs([...PAIRS, long], SHAPE);
  const task = translationTask(translator, [...PAIRS, long], OPTIONS);
  const run = new TrainingRun(task, { ...SETTINGS, epochs: 1 });
  let count = 0;
  while (!run.isDone) count += run.next().sentences;
  assert.equal(count, PAIRS.length);
  assert.throws(() => translationTask(translator, [long], OPTIONS), /no pair has fewer than 32 pieces/);
  assert.throws(() => translator.translate(long.source), /has 40 pieces: the model takes 31/);
});

Deno.test("a trained model translates its training sentences, also from its file, and returns its attention", async () => {
  const few = PAIRS.slice(0, 12);
  const { run, translator } = newRun({ epochs: 80, learningRate: 1e-2 }, few);
  await all(run);
  const { exact, bleu, sentences } = await evaluate(translator, few);
  assert.ok(
    exact >= 0.9,
    sentences.filter(({ isExact }) => !isExact).map(({ target, translation }) => `${target} ${translation}`).join("; "),
  );
  assert.ok(bleu > 90);
  const loaded = loadTranslator(translator.toBytes());
  const { source, target } = few[sentences.findIndex(({ isExact }) => isExact)];
  const translation = loaded.translate(source);
  assert.equal(translation.text, target);
  assert.equal(loaded.translate(source, { beamSize: 3 }).text, target);
  const { sourcePieces, targetPieces, crossAttention, encoderAttention, decoderAttention } = translation;
  assert.deepEqual([sourcePieces.at(-1), targetPieces.at(-1)], ["<end>", "<end>"]);
  assert.deepEqual([crossAttention.length, crossAttention[0].length], [1, 2]);
  const shapes = [crossAttention, encoderAttention, decoderAttention].map((
    [[{ nQueries, nKeys }]],
  ) => [nQueries, nKeys]);
  const [m, n] = [sourcePieces.length, targetPieces.length];
  assert.deepEqual(shapes, [[n, m], [m, m], [n, n]]);
  for (const { weights, nKeys } of [...crossAttention[0], ...decoderAttention[0]]) {
    for (let row = 0; row < n; row++) {
      const sum = weights.subarray(row * nKeys, (row + 1) * nKeys).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
    }
  }
  assert.ok(loaded.translate("The xylophone is red.").unknownWords.includes("xylophone"));
});

Deno.test("loadTranslator() refuses other files", () => {
  assert.throws(() => loadTranslator(new Uint8Array(3)), RangeError);
  const model = WordModel.forSentences(["a b c."], SHAPE);
  assert.throws(
    () => loadTranslator(model.toBytes()),
    /format is "streamforge word model 1": it must be "streamforge translator 1"/,
  );
});

const TEXT = Array.from(
  { length: 30 },
  (_, i) => `The ${["red", "blue", "old"][i % 3]} house is ${["big", "small"][i % 2]}. `,
).join("");

Deno.test("sentencesOf() cuts at the ends of sentences and of paragraphs", () => {
  assert.deepEqual(sentencesOf("Who is it?  It is\nme.\n\nA title\n\n“Yes.” No…"), [
    "Who is it?",
    "It is me.",
    "A title",
    "“Yes.”",
    "No…",
  ]);
});

Deno.test("learning the next word lowers the perplexity, and the model continues a text", async () => {
  const sentences = sentencesOf(TEXT);
  const words = WordModel.forSentences(sentences, { ...SHAPE, dropout: 0 });
  const ids = words.encode(sentences);
  const before = words.perplexity(ids);
  await Array.fromAsync(train(new TrainingRun(nextWordTask(words.model, ids, OPTIONS), { ...SETTINGS, steps: 60 })));
  const after = words.perplexity(ids);
  assert.ok(before > 5 && after < 1.8, `from ${before} to ${after}`);
  assert.match(words.continue("The red", 12, { temperature: 0 }), /^The red house is (big|small)\. The /);
  const loaded = loadWordModel(words.toBytes({ half: false }));
  assert.equal(loaded.continue("The", 8, { temperature: 0 }), words.continue("The", 8, { temperature: 0 }));
  assert.equal(loaded.perplexity(ids), after);
  assert.throws(() => nextWordTask(words.model, [1], OPTIONS), RangeError);
});
