import assert from "node:assert/strict";
import { signInCommand, signInHint } from "../../../src/cli/sign_in.ts";
import {
  checkFolder,
  checkModel,
  checkOwnerToken,
  checkProxies,
  checkSettings,
  checkWatchDir,
  databaseError,
} from "../../../src/cli/start_checks.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { connect } from "../../../src/db/pool/client.ts";
import { tempFolder } from "./screen.ts";

const log = createLog("error");
const URL_WITH_PASSWORD = "postgres://u:secret@127.0.0.1:9/none";

Deno.test("databaseError() names DATABASE_URL, host, port and reason, and never the password", async () => {
  const sql = connect(URL_WITH_PASSWORD, { max: 1 });
  const error = await sql`select 1`.catch((error) => error);
  await sql.end();
  const reported = databaseError(URL_WITH_PASSWORD, error);
  assert.ok(reported instanceof ConfigError);
  assert.match(
    reported.message,
    /^DATABASE_URL leads to 127\.0\.0\.1:9, where no database can be used: .*ECONNREFUSED/,
  );
  assert.doesNotMatch(reported.message, /secret/);
});

Deno.test("databaseError() names a refused user, and returns errors that are not about the address unchanged", () => {
  const refused = Object.assign(new Error('password authentication failed for user "u"'), { code: "28P01" });
  assert.match((databaseError("postgres://u:secret@db/x", refused) as Error).message, / db:5432, .*for user "u"$/);
  for (const error of [new TypeError("a fault of ours"), Object.assign(new Error("syntax"), { code: "42601" })]) {
    assert.equal(databaseError(URL_WITH_PASSWORD, error), error);
  }
});

Deno.test("a TRUSTED_PROXIES that trusts clients too is a warning that names the networks, where others reach the server", () => {
  const warningsFor = (HOST: string, TRUSTED_PROXIES: string) => {
    const lines: string[] = [];
    checkProxies(readConfig({ HOME: "/root", HOST, TRUSTED_PROXIES }), createLog("info", (line) => lines.push(line)));
    return lines;
  };
  for (const list of ["loopback", "none", "loopback, 172.30.77.1, 2001:db8::1, 10.0.0.7/32"]) {
    assert.deepEqual(warningsFor("0.0.0.0", list), [], list);
  }
  assert.deepEqual(warningsFor("127.0.0.1", "private"), []);
  const [line, ...others] = warningsFor("0.0.0.0", "loopback, private, 10.1.0.0/16, 10.0.0.7");
  assert.match(line, /TRUSTED_PROXIES trusts whole networks.*private, 10\.1\.0\.0\/16"?\s*$/s);
  assert.deepEqual(others, []);
});

Deno.test("an OWNER_TOKEN that can be guessed is refused where others reach the server, else a warning", () => {
  const lines: string[] = [];
  const warnings = createLog("info", (line) => lines.push(line));
  const check = (ownerToken: string | null, host: string) => checkOwnerToken({ ownerToken, host }, warnings);
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "nas", "localhost.example.com", "127.0.0.1.example.com"]) {
    assert.throws(
      () => check("fifteen-letters", host),
      (error) =>
        error instanceof ConfigError && /^OWNER_TOKEN has 15 characters: it must have.* 16/.test(error.message),
      host,
    );
    check("sixteen-letters!", host);
    check(null, host);
  }
  assert.deepEqual(lines, []);
  for (const host of ["127.0.0.1", "127.8.9.1", "localhost", "::1", "0:0:0:0:0:0:0:1"]) check("t", host);
  assert.equal(lines.length, 5);
  assert.match(lines[0], /OWNER_TOKEN has 1 characters/);
});

Deno.test("the sign-in link is printed on a terminal, and by `sign-in`; a log gets a hint", async () => {
  await using dir = await tempFolder();
  const link = "https://tube.example/x/sign-in?token=a%2Btoken";
  const keys = { token: "a+token", place: "nas:/data/owner_token" };
  assert.equal(signInHint("https://tube.example/x", keys, true), link);
  const hint = signInHint("https://tube.example/x", keys, false);
  assert.match(hint, /sf sign-in" prints the link/);
  assert.ok(!hint.includes("token"));
  const ofProgram = signInHint("http://localhost", keys, false, true);
  assert.match(ofProgram, /^"streamforge sign-in" prints the link,.* "docker exec CONTAINER streamforge sign-in"$/);
  assert.ok(!ofProgram.includes("token"));
  assert.match(signInHint("http://localhost", { ...keys, token: null }, true), /in nas:\/data\/owner_token/);

  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const config = { dataDir: dir.path, host: "::1", port: 8000, publicUrl: null, ownerToken: null };
  await assert.rejects(signInCommand({ config, sql: null, print }), ConfigError);
  await Deno.writeTextFile(`${dir.path}/owner_token`, "the-token-of-this-folder\n");
  await signInCommand({ config, sql: null, print });
  await signInCommand({
    config: { ...config, ownerToken: "t", publicUrl: "https://tube.example/x" },
    sql: null,
    print,
  });
  assert.deepEqual(lines, [
    "http://[::1]:8000/sign-in?token=the-token-of-this-folder",
    "https://tube.example/x/sign-in?token=t",
  ]);
});

Deno.test("checkFolder() makes the folder and leaves nothing in it", async () => {
  await using dir = await tempFolder();
  await checkFolder("DATA_DIR", `${dir.path}/a/b`);
  assert.deepEqual([...Deno.readDirSync(`${dir.path}/a/b`)], []);
});

Deno.test("a storage without its settings is refused before a database is asked", async () => {
  await using dir = await tempFolder();
  const env = { ...Deno.env.toObject(), DATA_DIR: dir.path, STORAGE: "s3", S3_BUCKET: "" };
  const store = { list: () => [{ name: "base", state: "ready" }] } as never;
  await assert.rejects(
    checkSettings(readConfig({ ...env, WHISPER_MODEL: "base" }), store),
    (error: Error) => error instanceof ConfigError && error.message.startsWith("STORAGE is s3, which needs S3_BUCKET"),
  );
});

Deno.test("a downloaded model needs no writable folder, a missing one does", async () => {
  const modelsDir = "/dev/null/models";
  const store = new ModelStore(modelsDir, log);
  const listed = { name: "base", folder: `${modelsDir}/base`, modelBytes: 1, repository: null };
  const withBase = { resolve: store.resolve.bind(store), list: () => [{ ...listed, state: "ready" as const }] };
  await checkModel({ whisperModel: "base", modelsDir }, withBase);
  await assert.rejects(
    checkModel({ whisperModel: "base", modelsDir }, store),
    (error) => error instanceof ConfigError && /^MODELS_DIR is "\/dev\/null\/models"/.test(error.message),
  );
});

Deno.test("WHISPER_MODEL may be a name of the catalog, or a folder that holds a model", async () => {
  await using dir = await tempFolder();
  const store = new ModelStore(dir.path, log);
  const check = (whisperModel: string) => checkModel({ whisperModel, modelsDir: dir.path }, store);
  await check("large-v3");
  for (const name of ["nonsense", "/no/model", dir.path, "../base"]) {
    await assert.rejects(check(name), (error) => {
      return error instanceof ConfigError && error.message.startsWith(`WHISPER_MODEL is "${name}": `);
    });
  }
});

Deno.test("checkWatchDir() refuses a folder that holds the server's own files or is among them, also by a link", async () => {
  await using dir = await tempFolder();
  const config = { dataDir: `${dir.path}/data`, modelsDir: `${dir.path}/models` };
  await Deno.mkdir(`${dir.path}/data/media`, { recursive: true });
  await Deno.symlink(`${dir.path}/data/media`, `${dir.path}/link`);
  for (const watchDir of [dir.path, "/", config.dataDir, `${dir.path}/data/media`, `${dir.path}/link`]) {
    await assert.rejects(
      checkWatchDir({ ...config, watchDir }),
      /WATCH_DIR is ".*": it must be a folder apart from DATA/,
    );
  }
  for (const watchDir of [null, `${dir.path}/database`, `${dir.path}/not there yet`]) {
    await checkWatchDir({ ...config, watchDir });
  }
});
