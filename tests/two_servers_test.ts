/**
 * Two servers on one database: with one folder of files they work side by side, with two the second one is refused.
 */
import assert from "node:assert/strict";
import type { Database } from "../src/db/pool/client.ts";
import { testDatabase } from "./database.ts";
import { serveWhole } from "./serve_whole.ts";
import { withFolder } from "./temporary_folder.ts";

const root = new URL("../", import.meta.url).pathname;
const { database } = await testDatabase({ migrated: false });
const { host, port, user, database: name } = database as Exclude<Database, string>;
// a URL can't hold the folder of a socket
const ENV = { DATABASE_URL: `postgres:///${name}`, PGHOST: host, PGPORT: String(port), PGUSER: user };

async function runToEnd(command: string, dataDir: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", "--no-check", "--config", `${root}deno.json`, "-A", `${root}main.ts`, command],
    env: { DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "error", ...ENV },
    signal: AbortSignal.timeout(120_000),
  }).output();
  return { code, printed: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("a second server or worker is refused with another DATA_DIR, and works with the same one", async () => {
  await withFolder(async (folder) => {
    const first = await serveWhole(`${folder}/one`, ENV);
    try {
      const reason = new RegExp(
        `^streamforge: this database's files lie in the storage \\S{22} \\(first used as \\S+:${folder}/one/media\\), ` +
          `but \\S+:${folder}/two/media has none of them .*: a volume that is not mounted\\? Set DATA_DIR so that`,
        "m",
      );
      for (const command of ["serve", "work"]) {
        const { code, printed } = await runToEnd(command, `${folder}/two`);
        assert.equal(code, 1, printed);
        assert.match(printed, reason);
        assert.doesNotMatch(printed, /sign in:/);
      }
      const { printed } = await runToEnd("doctor", `${folder}/two`);
      assert.match(printed, /^FAIL {2}database {2}this database's files lie in the storage \S{22} .*\n +-> /m);

      const second = await serveWhole(`${folder}/one`, ENV);
      assert.equal((await fetch(new URL("/health", second.link))).status, 200);
      await second.stop();
    } finally {
      await first.stop();
    }
  });
});
