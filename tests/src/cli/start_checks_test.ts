import assert from "node:assert/strict";
import { checkFolder, checkModel, databaseError } from "../../../src/cli/start_checks.ts";
import { ModelStore } from "../../../ml/models/store.ts";
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

Deno.test("checkFolder() makes the folder and leaves nothing in it", async () => {
  await using dir = await tempFolder();
  await checkFolder("DATA_DIR", `${dir.path}/a/b`);
  assert.deepEqual([...Deno.readDirSync(`${dir.path}/a/b`)], []);
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
