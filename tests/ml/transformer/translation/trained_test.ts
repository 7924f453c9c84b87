import assert from "node:assert/strict";
import {
  evaluate,
  generatePairs,
  loadTranslator,
  originOf,
  TRANSLATION,
} from "../../../../ml/transformer/translation/mod.ts";
import { argumentsOf, readTrainArguments } from "../../../../src/cli/train/arguments.ts";

const path = new URL("../../../../ml/transformer/translation/trained/translator.safetensors", import.meta.url);
const bytes = await Deno.readFile(path);

Deno.test("the bundled translator is small, and names the command that made it", () => {
  assert.ok(bytes.length < 2_000_000, `${bytes.length} bytes`);
  const { command } = originOf(bytes)!;
  const [sf, train, ...args] = command.split(" ");
  assert.deepEqual([sf, train], ["./sf", "train"]);
  assert.deepEqual(argumentsOf(readTrainArguments(args)!.plan), args, "the command means what it says");
});

Deno.test("the bundled translator gets 95 % of the held-out sentences exactly right, as its origin claims", async () => {
  const { training, heldOut } = generatePairs({
    training: TRANSLATION.trainingPairs,
    heldOut: TRANSLATION.heldOutPairs,
    seed: 1, // the command's seed
  });
  assert.ok(training.length >= 1000);
  const { exact, bleu } = await evaluate(loadTranslator(bytes), heldOut);
  assert.ok(exact >= 0.95, `${exact}`);
  // the file has 2 bytes per number; it was evaluated with 4
  const { heldOutExact, heldOutBleu } = originOf(bytes)!.figures;
  assert.ok(Math.abs(exact - heldOutExact) < 0.01, `${exact}, not ${heldOutExact}`);
  assert.ok(Math.abs(bleu - heldOutBleu) < 1, `${bleu}, not ${heldOutBleu}`);
});

Deno.test("originOf() is null for a file without an origin, or with something else in its place", () => {
  const translator = loadTranslator(bytes);
  assert.equal(originOf(translator.toBytes()), null);
  const origin = { command: "./sf train", figures: { heldOutExact: 1 } };
  assert.deepEqual(originOf(translator.toBytes({ origin })), origin);
  assert.throws(() => originOf(new Uint8Array(3)), RangeError);
});
