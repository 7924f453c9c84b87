/** The process that embeds queries, with the real weights of "all-minilm-l6-v2-int8". */
import assert from "node:assert/strict";
import { QueryEncoder, type QueryEncoderOptions } from "../../../../src/cli/query_encoder/query_encoder.ts";
import { UnavailableError } from "../../../../src/core/errors.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { programArgs } from "../../../../src/jobs/supervision/program_args.ts";
import { UNSUPERVISED } from "../../../../src/jobs/supervision/supervise.ts";
import { quietLog } from "../../../database.ts";
import { openEncoder } from "../../../ml/text/model.ts";

const { modelsDir } = readConfig(Deno.env.toObject());
const STARTING_MS = 60_000;

function encoderWith(options: Partial<QueryEncoderOptions> = {}): QueryEncoder {
  return new QueryEncoder({
    ...{ command: Deno.execPath(), args: programArgs("embed-queries"), log: quietLog, waitMs: STARTING_MS },
    env: { ...UNSUPERVISED, MODELS_DIR: modelsDir },
    ...options,
  });
}

Deno.test("a query has the embedding that the sentence model gives it, also one of several lines", async () => {
  const [queries, reference] = [encoderWith(), await openEncoder()];
  try {
    const texts = ["how do I reset it", 'two\nlines and a "quote"'];
    const found = await Promise.all(texts.map((text) => queries.embed(text)));
    for (const [i, text] of texts.entries()) assert.deepEqual(found[i], await reference.embed(text));
    assert.equal(await queries.embed(texts[0]), found[0], "the second time it is not computed");
  } finally {
    await queries.close();
    await reference.close();
  }
});

Deno.test("a search does not wait for a process that starts, and finds it later", async () => {
  const queries = encoderWith({ waitMs: 1 });
  try {
    await assert.rejects(queries.embed("bread"), (error: Error) => {
      assert.ok(error instanceof UnavailableError && error.cause === undefined);
      assert.match(error.message, /is being loaded: search again/);
      return true;
    });
    const until = performance.now() + STARTING_MS;
    while (!await queries.embed("bread").catch(() => null)) {
      assert.ok(performance.now() < until, "the process has not started");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await queries.close();
  }
});

Deno.test("a process without a model ends; the reason is for administrators, and is remembered", async () => {
  const empty = await Deno.makeTempDir();
  await Deno.writeTextFile(`${empty}/all-minilm-l6-v2-int8`, "a file where the model's folder would be");
  const queries = encoderWith({ env: { ...UNSUPERVISED, MODELS_DIR: empty, PATH: "/nowhere" } });
  try {
    const since = performance.now();
    const reasons: string[] = [];
    for (let i = 0; i < 2; i++) {
      const error = await queries.embed("bread").catch((error) => error);
      assert.ok(error instanceof UnavailableError && error.cause instanceof Error, String(error));
      reasons.push(error.message);
    }
    assert.equal(reasons[0], reasons[1]);
    assert.match(reasons[0], /minilm|pip|model/i);
    assert.ok(performance.now() - since < STARTING_MS);
  } finally {
    await queries.close();
    await Deno.remove(empty, { recursive: true });
  }
});

Deno.test("the process ends when nobody searches, and starts again for the next query", async () => {
  const queries = encoderWith({ idleMs: 50 });
  try {
    await queries.embed("bread");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await queries.embed("butter");
  } finally {
    await queries.close();
  }
});

Deno.test("a process that writes what can't be read is ended, and its queries are told", async () => {
  for (const line of ["this is no JSON", "null", '{"type":"ready"}\n{"type":"vector","base64":"AAAA"}']) {
    const folder = await Deno.makeTempDir();
    const script = `echo $$ > ${folder}/pid; printf '%s\\n' "$1"; exec sleep 600`;
    const queries = encoderWith({ command: "/bin/sh", args: ["-c", script, "sh", line] });
    try {
      const error = await queries.embed("bread").catch((error) => error);
      assert.ok(error instanceof UnavailableError && error.cause instanceof Error, String(error));
      assert.match(error.message, /wrote a line that can't be read: /);
      const pid = (await Deno.readTextFile(`${folder}/pid`)).trim();
      await assert.rejects(Deno.stat(`/proc/${pid}`), Deno.errors.NotFound);
    } finally {
      await queries.close();
      await Deno.remove(folder, { recursive: true });
    }
  }
});

Deno.test("a process that ends is not started again at once, and its queries are told", async () => {
  const queries = encoderWith({ command: "/bin/false", args: [] });
  const error = await queries.embed("bread").catch((error) => error);
  assert.ok(error instanceof UnavailableError, String(error));
  assert.match(error.message, /ended with code 1/);
  await queries.close();
});
