import assert from "node:assert/strict";
import { MarianModel } from "../../../../ml/translation/marian/marian_model.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import { CHECKPOINT, copyCheckpoint, EXPECTED } from "./marian_folder.ts";

const folder = await Deno.makeTempDir({ prefix: "streamforge_marian_" });
const model = await MarianModel.load(CHECKPOINT, 1);
Deno.test.afterAll(async () => {
  await model.release();
  await Deno.remove(folder, { recursive: true });
});

const MOST = 62; // transformers ends a text at 64 tokens, with the start and the end
const withoutEnds = (generated: number[]) => generated.slice(1).filter((id) => id !== 0);

Deno.test("texts become the tokens of MarianTokenizer, and tokens its texts", () => {
  for (const { text, ids, generated, translation } of EXPECTED.results) {
    assert.deepEqual(model.tokenizer.encode(text, 64), text === "" ? [] : [ids]);
    assert.equal(model.tokenizer.decode(withoutEnds(generated)), translation);
  }
});

Deno.test("each step has the logits of transformers, and the greedy text is its text", async () => {
  for (const { ids, generated, logits } of EXPECTED.results) {
    const steps: Float32Array[] = [];
    const [made] = await model.generate([ids], MOST, (scores) => steps.push(scores));
    assert.deepEqual(made, withoutEnds(generated));
    logits.forEach((row, step) =>
      row.forEach((value, i) => {
        const ours = steps[step][i * EXPECTED.logitStride];
        assert.ok(Math.abs(ours - value) < 1e-4, `step ${step}: ${ours} and not ${value}`);
      })
    );
  }
});

Deno.test("texts of unlike lengths in one batch become what they become alone, in their order", async () => {
  const rows = EXPECTED.results.map(({ ids }) => ids);
  const made = await model.generate(rows, MOST);
  assert.deepEqual(made, EXPECTED.results.map(({ generated }) => withoutEnds(generated)));
  const known = EXPECTED.results.slice(0, 16);
  const texts = [known[3].text, "", ...known.map(({ text }) => text)];
  assert.deepEqual(await model.translate(texts), [
    known[3].translation,
    "",
    ...known.map(({ translation }) => translation),
  ]);
  assert.equal(known[0].translation, "El viejo jardinero plantó tres filas de judías detrás del muro de la cocina.");
});

Deno.test("a text that is longer than the model reads is translated in parts that begin at words", async () => {
  const { text } = EXPECTED.results[0];
  const parts = model.tokenizer.encode(`${text} ${text}`, 64);
  assert.equal(parts.length, 2);
  assert.ok(parts.every((part) => part.length <= 64 && part.at(-1) === 0));
  const whole = model.tokenizer.encode(`${text} ${text}`, 1000)[0];
  assert.deepEqual(parts.flatMap((part) => part.slice(0, -1)), whole.slice(0, -1));
  assert.match(model.tokenizer.decode(parts[1].slice(0, 1)) + "", /^\S/);
  const [word] = model.tokenizer.encode("a".repeat(900), 64); // one run without a space
  assert.ok(word.length <= 64);
  assert.ok((await model.translate([`${text} ${text}`]))[0].length > 0);
});

Deno.test("the token of the target language begins every part", () => {
  const { text, ids } = EXPECTED.results[0];
  const [token] = model.tokenizer.encode("x", 64, ">>es<<")[0];
  assert.deepEqual(model.tokenizer.encode(text, 64, ">>es<<"), [[token, ...ids]]);
  assert.equal(token, JSON.parse(Deno.readTextFileSync(`${CHECKPOINT}/vocab.json`))[">>es<<"]);
});

Deno.test("the same weights as safetensors translate alike", async () => {
  await copyCheckpoint(`${folder}/safe`, { isSafetensors: true });
  const safe = await MarianModel.load(`${folder}/safe`, 1);
  assert.deepEqual(await safe.translate([EXPECTED.results[1].text]), [EXPECTED.results[1].translation]);
  await safe.release();
});

const FAULTS: [what: string, file: string, change: (text: string) => string | null, message: RegExp][] = [
  ["without weights", "pytorch_model.bin", () => null, /pytorch_model\.bin could not be read/],
  ["without tokens", "vocab.json", () => null, /vocab\.json could not be read/],
  ["without source.spm", "source.spm", () => null, /source\.spm could not be read/],
  ["of another size", "config.json", (t) => t.replace('"d_model": 32', '"d_model": 64'), /belong to different models/],
  ["of another kind", "config.json", (t) => t.replace('"marian"', '"bart"'), /model_type is "bart"/],
  [
    "with norms before the layers",
    "config.json",
    (t) => t.replace('"normalize_before": false', '"normalize_before": true'),
    /normalize_before is true: it must be false/,
  ],
  [
    "with two positions",
    "config.json",
    (t) => t.replace('"max_position_embeddings": 64', '"max_position_embeddings": 2'),
    /config\.json: max_position_embeddings is 2: it must be at least 8/,
  ],
  ["with more tokens", "vocab.json", (t) => t.replace("{", '{"more": 9999, '), /tokens below 260/],
];
for (const [what, file, change, message] of FAULTS) {
  Deno.test(`a checkpoint ${what} is refused by name`, async () => {
    const to = `${folder}/${what.replaceAll(" ", "_")}`;
    await copyCheckpoint(to);
    const changed = change(file.endsWith(".json") ? await Deno.readTextFile(`${to}/${file}`) : "");
    if (changed === null) await Deno.remove(`${to}/${file}`);
    else await Deno.writeTextFile(`${to}/${file}`, changed);
    await assert.rejects(MarianModel.load(to, 1), (error: Error) => {
      assert.ok(error instanceof ModelError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}
