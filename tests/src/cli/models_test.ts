import assert from "node:assert/strict";
import { ModelStore } from "../../../ml/models/store.ts";
import { models } from "../../../src/cli/models.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { tools } from "../../media_fixtures.ts";
import { FILES, modelOf, QUICK, startHub } from "../../ml/models/hub.ts";
import { Screen, tempFolder } from "./screen.ts";

async function setUp(catalog = [modelOf()]) {
  const hub = startHub();
  const dir = await tempFolder();
  const log = createLog("error");
  const options = { hubUrl: hub.url, pythons: [], limits: QUICK, catalog };
  const store = new ModelStore(dir.path, log, options);
  const run = async (args: string[], isTerminal = false) => {
    const screen = new Screen(isTerminal);
    const makeEngine = () => assert.fail("no engine is needed");
    return { code: await models(args, { store, terminal: screen, mediaTools: tools, makeEngine }), ...screen };
  };
  return {
    folder: dir.path,
    run,
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}

Deno.test("models list, pull, verify and rm work one after the other", async () => {
  await using it = await setUp();
  assert.match((await it.run(["list"])).stdout, /^ {2}mini {3}320 kB {2}absent {3}org\/mini\n/);
  const pulled = await it.run(["pull", "mini"]);
  assert.deepEqual([pulled.code, pulled.stdout, pulled.stderr], [0, `${it.folder}/mini\n`, ""]);
  assert.match((await it.run([])).stdout, /^\* mini .* ready /);
  const verified = await it.run(["verify"]);
  assert.equal(verified.code, 0);
  assert.match(verified.stdout, /^ok {7}mini\/model\.bin {2}[0-9a-f]{64}$/m);
  assert.equal((await it.run(["rm", "mini"])).code, 0);
  assert.match((await it.run(["list"])).stdout, /absent/);
});

Deno.test("models --help prints the usage on standard output and does nothing else", async () => {
  await using it = await setUp();
  for (const args of [["--help"], ["-h"], ["pull", "mini", "--help"]]) {
    const { code, stdout, stderr } = await it.run(args);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^usage: streamforge models list /);
  }
  assert.match((await it.run(["compare", "--help"])).stdout, /^usage: streamforge models compare FILE /);
  assert.match((await it.run(["list"])).stdout, /absent/);
});

Deno.test("models pull draws its progress on a terminal", async () => {
  await using it = await setUp();
  const { stderr } = await it.run(["pull", "mini"], true);
  assert.match(stderr, /mini\/model\.bin {2}\[#{24}\] 100 %/);
  assert.ok(stderr.endsWith("\r\x1b[K"));
});

Deno.test("models verify exits with 1 for a wrong file and says how to repair it", async () => {
  await using it = await setUp();
  await it.run(["pull", "mini"]);
  await Deno.writeFile(`${it.folder}/mini/model.bin`, FILES["model.bin"].map((byte) => byte ^ 1));
  const { code, stdout } = await it.run(["verify", "mini"]);
  assert.equal(code, 1);
  assert.match(stdout, /^wrong .*streamforge models pull mini downloads it again/m);
});

Deno.test("models prints a sentence for a model that fails and continues with the others", async () => {
  await using it = await setUp();
  const { code, stdout, stderr } = await it.run(["pull", "huge", "mini"]);
  assert.equal(code, 1);
  assert.equal(stdout, `${it.folder}/mini\n`);
  assert.match(stderr, /^streamforge: there is no model "huge": it must be one of mini,/);
  assert.equal((await it.run(["rm", "nothing"])).code, 1);
  assert.equal((await it.run(["verify", "nothing"])).code, 1);
});

Deno.test("models verify without any model says how to get one", async () => {
  await using it = await setUp();
  const { code, stderr } = await it.run(["verify"]);
  assert.equal(code, 1);
  assert.match(stderr, /streamforge models pull base/);
});

Deno.test("models refuses wrong arguments", async () => {
  await using it = await setUp();
  for (const args of [["fetch"], ["pull"], ["rm"], ["list", "--all"], ["compare"]]) {
    await assert.rejects(it.run(args), ConfigError);
  }
});

Deno.test("models accept takes changed weights on purpose, and says what it took", async () => {
  await using it = await setUp([modelOf({ files: modelOf().files.map(({ name }) => ({ name })) })]);
  await it.run(["pull", "mini"]);
  await Deno.writeTextFile(`${it.folder}/mini/config.json`, "{}");
  assert.equal((await it.run(["verify", "mini"])).code, 1);
  const accept = async () => (await it.run(["accept", "mini"])).stdout;
  assert.equal(await accept(), "mini: the files that are here are taken, and their hashes recorded\n");
  assert.equal((await it.run(["verify", "mini"])).code, 0);
  assert.equal(await accept(), "mini: the record is forgotten: the next download may be other weights\n");
  assert.equal(await accept(), "mini: nothing was recorded: the next download may be any weights\n");
  const unknown = await it.run(["accept", "huge"]);
  assert.deepEqual([unknown.code, /no model "huge"/.test(unknown.stderr)], [1, true]);
});
