import assert from "node:assert/strict";
import { loadTranslator, originOf } from "../../../../ml/transformer/translation/mod.ts";
import { brailleCurve } from "../../../../src/cli/train/braille.ts";
import { ticks } from "../../../../src/cli/report_charts.ts";
import { train } from "../../../../src/cli/train/train.ts";
import { ConfigError } from "../../../../src/core/errors.ts";
import { Screen, tempFolder } from "../screen.ts";

const SMALL = ["--d-model", "16", "--heads", "2", "--layers", "1", "--batch-size", "16", "--threads", "1"];
/** Enough pairs for a short run. */
const TSV = Array.from({ length: 120 }, (_, i) => {
  const [en, es] = [["red", "rojo"], ["small", "pequeño"], ["old", "viejo"]][i % 3];
  const [noun, nombre] =
    [["book", "libro"], ["train", "tren"], ["dog", "perro"], ["boat", "barco"]][Math.floor(i / 3) % 4];
  return `The ${en} ${noun} has ${i}.\tEl ${nombre} ${es} tiene ${i}.\tCC-BY\n`;
}).join("");

async function setUp({ isTerminal = false } = {}) {
  const dir = await tempFolder();
  const data = `${dir.path}/pairs.tsv`;
  await Deno.writeTextFile(data, TSV);
  const screen = new Screen(isTerminal);
  const run = (args: string[], signal?: AbortSignal) =>
    train(args, { config: { dataDir: dir.path }, terminal: screen, signal });
  const out = `${dir.path}/run`;
  const losses = async (folder = out) =>
    (await Deno.readTextFile(`${folder}/metrics.jsonl`)).trim().split("\n").map((line) => JSON.parse(line))
      .filter(({ step }) => step).map(({ step, loss }) => [step, loss]);
  return { path: dir.path, data, screen, run, out, losses, [Symbol.asyncDispose]: dir[Symbol.asyncDispose] };
}

Deno.test("--json ends with one line of figures, and nothing else is on standard output", async () => {
  await using it = await setUp();
  const args = ["--data", it.data, "--out", it.out, "--steps", "30", ...SMALL, "--json"];
  assert.equal(await it.run(args), 0);
  assert.match(it.screen.stdout, /^\{.*\}\n$/);
  const figures = JSON.parse(it.screen.stdout);
  assert.deepEqual(Object.keys(figures).sort(), ["finalLoss", "heldOutBleu", "heldOutExact", "parameters", "seconds"]);
  assert.ok(figures.parameters > 1000 && figures.finalLoss > 0 && figures.seconds > 0);
  assert.ok(figures.heldOutExact >= 0 && figures.heldOutExact <= 1);
});

Deno.test("a run leaves settings, metrics, a checkpoint, a vocabulary, a model and a self-contained report", async () => {
  await using it = await setUp();
  const exported = `${it.path}/translator.safetensors`;
  const args = ["--data", it.data, "--out", it.out, "--steps", "40", "--export", exported, ...SMALL];
  assert.equal(await it.run(args), 0);
  assert.deepEqual([...Deno.readDirSync(it.out)].map(({ name }) => name).sort(), [
    "checkpoint.safetensors",
    "config.json",
    "metrics.jsonl",
    "model.safetensors",
    "report.html",
    "vocabulary.json",
  ]);
  assert.equal((await it.losses()).length, 40);
  const model = await Deno.readFile(`${it.out}/model.safetensors`);
  assert.deepEqual(await Deno.readFile(exported), model);
  const { command, figures } = originOf(model)!;
  const settings = "--d-model 16 --layers 1 --heads 2 --batch-size 16 --steps 40 --seed 1 --threads 1";
  assert.equal(command, `./sf train --data pairs.tsv ${settings}`);
  assert.deepEqual(Object.keys(figures).sort(), ["finalLoss", "heldOutBleu", "heldOutExact", "parameters"]);
  assert.ok(loadTranslator(model).translate("The red book has 5.").text.length > 0);
  const html = await Deno.readTextFile(`${it.out}/report.html`);
  assert.doesNotMatch(html, /<(script|link|img)|src=|url\(|https?:/);
  for (
    const part of [
      "prefers-color-scheme: dark",
      "Loss by step",
      "Cross-attention, head 2",
      'download="loss_by_step.svg" href="data:image/svg+xml,',
      "held-out sentences are exact",
    ]
  ) {
    assert.ok(html.includes(part), part);
  }
  assert.match(it.screen.stdout, /loss, step by step\n\s*[\d.]+ │[⠀-⣿]{64}\n/);
  assert.match(it.screen.stdout, /of 6 held-out sentences are exact \([\d.]+ %\), BLEU [\d.]+\n/);
  assert.match(it.screen.stderr, /50 % {2}step 20 .* loss .* rate .* gradient .* sentences\/s {2}held-out exact/);
});

Deno.test("a stopped run is saved, says how to resume it, and resumes with the same losses", async () => {
  await using it = await setUp();
  const settings = ["--data", it.data, "--steps", "30", ...SMALL];
  await it.run([...settings, "--out", `${it.path}/whole`]);
  const stop = new AbortController();
  const err = it.screen.err.bind(it.screen);
  it.screen.err = (text) => {
    err(text);
    if (/^ *40 %/.test(text)) stop.abort();
  };
  assert.equal(await it.run([...settings, "--out", it.out], stop.signal), 130);
  assert.match(it.screen.stderr, /stopped after step 12; to go on: streamforge train --resume .*\/run\n$/);
  assert.equal((await it.losses()).length, 12);
  assert.equal(await it.run(["--resume", it.out, "--json"]), 0);
  assert.deepEqual(await it.losses(), await it.losses(`${it.path}/whole`));
  const model = (folder: string) => Deno.readFile(`${folder}/model.safetensors`);
  assert.deepEqual(await model(it.out), await model(`${it.path}/whole`));
});

Deno.test("two threads that share each batch learn as one thread does, and a resumed run has the same losses", async () => {
  await using it = await setUp();
  const settings = ["--data", it.data, "--steps", "12", ...SMALL.slice(0, -2)];
  const folders = ["two", "again", "one"].map((name) => `${it.path}/${name}`);
  for (const [i, threads] of ["2", "2", "1"].entries()) {
    assert.equal(await it.run([...settings, "--out", folders[i], "--threads", threads]), 0);
  }
  const [two, again, one] = await Promise.all(folders.map((folder) => it.losses(folder)));
  assert.deepEqual(two, again);
  for (const [i, [, loss]] of two.entries()) assert.ok(Math.abs(loss - one[i][1]) < 1e-4, `${loss} ${one[i][1]}`);

  const stop = new AbortController();
  const err = it.screen.err.bind(it.screen);
  it.screen.err = (text) => {
    err(text);
    if (/^ *50 %/.test(text)) stop.abort();
  };
  assert.equal(await it.run([...settings, "--out", it.out, "--threads", "2"], stop.signal), 130);
  assert.equal(await it.run(["--resume", it.out]), 0);
  assert.deepEqual(await it.losses(), two);
});

Deno.test("a run that was killed twice ends with the same model as one that was not", async () => {
  await using it = await setUp();
  const settings = ["--data", it.data, "--steps", "300", ...SMALL];
  await it.run([...settings, "--out", `${it.path}/whole`]);
  const script = new URL("train_child.ts", import.meta.url).pathname;
  for (const args of [[...settings, "--out", it.out], ["--resume", it.out]]) {
    const before = await it.losses().catch(() => []);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, it.path, ...args],
      stderr: "null",
    }).spawn();
    while ((await it.losses().catch(() => [])).length < before.length + 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    assert.equal((await child.status).signal, "SIGKILL", "it was killed during the run");
  }
  assert.equal(await it.run(["--resume", it.out]), 0);
  assert.deepEqual(await it.losses(), await it.losses(`${it.path}/whole`));
  const model = (folder: string) => Deno.readFile(`${folder}/model.safetensors`);
  assert.deepEqual(await model(it.out), await model(`${it.path}/whole`));
});

Deno.test("metrics that a killed run wrote after its checkpoint are deleted", async () => {
  await using it = await setUp();
  await it.run(["--data", it.data, "--steps", "12", "--out", it.out, ...SMALL]);
  const expected = await it.losses();
  await Deno.writeTextFile(`${it.out}/metrics.jsonl`, '{"step":13,"loss":9}\n{"step":14,"lo', { append: true });
  assert.equal(await it.run(["--resume", it.out]), 0);
  assert.deepEqual(await it.losses(), expected);
});

Deno.test("--task next-word learns a text and continues it", async () => {
  await using it = await setUp();
  const text = `${it.path}/text.txt`;
  await Deno.writeTextFile(text, "The red house is big. The old house is small! ".repeat(40));
  const args = ["--task", "next-word", "--data", text, "--out", it.out, "--steps", "60", ...SMALL];
  assert.equal(await it.run([...args, "--json"]), 0);
  const figures = JSON.parse(it.screen.stdout);
  assert.deepEqual(Object.keys(figures).sort(), ["finalLoss", "heldOutPerplexity", "parameters", "seconds"]);
  assert.ok(figures.heldOutPerplexity < 8, it.screen.stdout);
  assert.match(it.screen.stderr, /held-out perplexity/);
});

Deno.test("wrong arguments are reported before anything is written", async () => {
  await using it = await setUp();
  await Deno.writeTextFile(`${it.path}/bad.tsv`, "one\tuno\nno tab\n");
  await Deno.writeFile(`${it.path}/binary.tsv`, Uint8Array.of(0xff, 0xfe, 0x00));
  await Deno.writeTextFile(`${it.path}/short.txt`, "One. Two.");
  const wrong: [string[], RegExp][] = [
    [["pairs.tsv"], /"pairs\.tsv" is no option: a file is named by --data[^]*usage:/],
    [["--loud"], /Unknown option '--loud'[^]*usage:/],
    [["--task", "sing"], /^--task is "sing": it must be one of translate, next-word$/],
    [["--task", "next-word"], /^--task next-word needs a text/],
    [["--steps", "0"], /^--steps is "0": it must be a whole number from 1/],
    [["--seconds", "soon"], /^--seconds is "soon": it must be a number from 1/],
    [["--steps", "5", "--epochs", "2"], /^--epochs and --steps can't both be given$/],
    [["--d-model", "30"], /^--d-model is 30: it must be even and a multiple of the 4 heads$/],
    [["--dropout", "1"], /^--dropout is "1"/],
    [["--threads", "3"], /^--threads is "3": it must be a whole number from 1 to 2$/],
    [["--seed", "-1"], /^Option '--seed' argument is ambiguous|^--seed is "-1"/],
    [["--data", `${it.path}/none.tsv`], /^--data: ".*none\.tsv" can't be read: there is no such file$/],
    [["--data", `${it.path}/binary.tsv`], /binary\.tsv" can't be read: it is no UTF-8 text$/],
    [["--data", `${it.path}/bad.tsv`], /^--data: line 2 of .*bad\.tsv has no tab: .*"no tab"$/],
    [["--task", "next-word", "--data", `${it.path}/short.txt`], /has 2 sentences: there must be 10 at least$/],
    [["--resume", it.path], /is no run that can be gone on with: there is no config\.json in it$/],
    [["--resume", it.path, "--seed", "2"], /^--seed can't be used with --resume/],
    [["--export", `${it.path}/no/model`], /^--export: ".*" can't be written/],
    [["--data", it.data, "--out", `${it.data}/run`, ...SMALL], /^the folder ".*" of the run can't be written/],
  ];
  for (const [args, message] of wrong) {
    await assert.rejects(it.run(args), (error: Error) => {
      assert.ok(error instanceof ConfigError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
  assert.deepEqual([...Deno.readDirSync(it.path)].map(({ name }) => name).sort(), [
    "bad.tsv",
    "binary.tsv",
    "pairs.tsv",
    "short.txt",
  ]);
});

Deno.test("a run is never overwritten, nor resumed with other sentences", async () => {
  await using it = await setUp();
  const args = ["--data", it.data, "--out", it.out, "--steps", "3", ...SMALL];
  assert.equal(await it.run(args), 0);
  await assert.rejects(it.run(args), /there is a run in ".*" already: go on with it by --resume/);
  await Deno.writeTextFile(it.data, "A cat.\tUn gato.\n", { append: true });
  await assert.rejects(it.run(["--resume", it.out]), /the sentences are not those that the run in ".*" began with/);
});

Deno.test("--help prints the usage", async () => {
  await using it = await setUp();
  assert.equal(await it.run(["--help"]), 0);
  assert.match(it.screen.stdout, /^usage: streamforge train/);
});

Deno.test("a terminal shows a bar with the figures", async () => {
  await using it = await setUp({ isTerminal: true });
  await it.run(["--data", it.data, "--out", it.out, "--steps", "20", ...SMALL]);
  assert.match(it.screen.stderr, /training {2}\[[#.]{24}\]/);
});

Deno.test("brailleCurve() draws from the largest value to the smallest", () => {
  assert.deepEqual(brailleCurve([], {}), []);
  assert.deepEqual(brailleCurve([8, 7, 6, 5, 4, 3, 2, 1], { columns: 4, rows: 2 }), [
    "8.00 │⠑⢄⠀⠀",
    "1.00 │⠀⠀⠑⢄",
  ]);
  assert.deepEqual(brailleCurve([2, 2], { columns: 2, rows: 1 }).map((line) => line.slice(-2)), ["⠉⠉"]);
});

Deno.test("ticks() are round numbers within the range", () => {
  assert.deepEqual(ticks(0, 10), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(1, 1500), [500, 1000, 1500]);
  assert.deepEqual(ticks(3, 3), [3]);
});
