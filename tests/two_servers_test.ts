/**
 * Two servers on one database: with one folder of files they work side by side, with two the second one is refused.
 */
import assert from "node:assert/strict";
import { storageCommand } from "../src/cli/storage_migrate.ts";
import type { Database } from "../src/db/pool/client.ts";
import { testDatabase } from "./database.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { localStorage } from "../src/storage/local.ts";
import { openStorage } from "../src/storage/open.ts";
import { fixture } from "./media_fixtures.ts";
import { programCommand } from "./program.ts";
import { s3Env, s3Server } from "./s3_server.ts";
import { childrenOf, type ServedWhole, serveWhole } from "./serve_whole.ts";
import { Screen } from "./src/cli/screen.ts";
import { withFolder } from "./temporary_folder.ts";

const { database } = await testDatabase({ migrated: false });
const { host, port, user, database: name } = database as Exclude<Database, string>;
// a URL can't hold the folder of a socket
const ENV = { DATABASE_URL: `postgres:///${name}`, PGHOST: host, PGPORT: String(port), PGUSER: user };

async function runToEnd(name: string, dataDir: string) {
  const { command, args } = programCommand(name);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
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

      const second = await serveWhole(`${folder}/one`, { ...ENV, SERVE_WORKER: "0" });
      assert.equal((await fetch(new URL("/health", second.link))).status, 200);
      const workers = async (pid: number) => await childrenOf((await childrenOf(pid))[0]);
      assert.equal((await workers(first.process.pid)).length, 1);
      assert.deepEqual(await workers(second.process.pid), [], "with SERVE_WORKER=0 it has no worker");
      await second.stop();
    } finally {
      await first.stop();
    }
  });
});

Deno.test("storage migrate switches only when a server without a worker has stopped", async () => {
  const { database: shared, sql } = await testDatabase();
  const { database: sharedName } = shared as Exclude<Database, string>;
  await withFolder(async (folder) => {
    const env = { ...ENV, DATABASE_URL: `postgres:///${sharedName}`, SERVE_WORKER: "0" };
    const migrateStorage = async () => {
      const terminal = new Screen();
      const code = await storageCommand(["migrate", "--from", "local", "--to", "s3"], {
        open: (kind) => localStorage(kind === "local" ? `${folder}/one/media` : `${folder}/target`),
        withDatabase: (use) => use(sql),
        terminal,
      });
      return { code, text: terminal.stdout };
    };
    const server = await serveWhole(`${folder}/one`, env);
    let first;
    try {
      first = await migrateStorage();
    } finally {
      await server.stop();
    }
    assert.equal(first.code, 2, first.text);
    assert.match(first.text, /still run \(serve on \S+, process \d+\): stop all/);
    const second = await migrateStorage();
    assert.equal(second.code, 0, second.text);
  });
});

Deno.test("when a server is killed in the middle of an upload to S3, the other one goes on with every byte that was noted", async () => {
  const { database: shared, sql } = await testDatabase();
  const { database: sharedName } = shared as Exclude<Database, string>;
  await using store = await s3Server();
  const bucket = await store.newBucket();
  const env = {
    ...ENV,
    ...s3Env(bucket),
    DATABASE_URL: `postgres:///${sharedName}`,
    OWNER_TOKEN: "the-token-of-both-servers",
  };
  await withFolder(async (folder) => {
    const [one, two] = await Promise.all(
      ["one", "two"].map((dir) => serveWhole(`${folder}/${dir}`, { ...env, SERVE_WORKER: "0" })),
    );
    const ask = (server: ServedWhole, path: string, init: RequestInit & { headers?: Record<string, string> }) =>
      fetch(new URL(path, server.link), {
        ...init,
        headers: { "Tus-Resumable": "1.0.0", "Authorization": `Bearer ${env.OWNER_TOKEN}`, ...init.headers },
      });
    try {
      const file = await clipOf(12 * 2 ** 20);
      const made = await ask(one, "/api/uploads", {
        method: "POST",
        headers: { "Upload-Length": String(file.length) },
      });
      const path = made.headers.get("Location")!;
      const patch = (server: ServedWhole, offset: number, body: BodyInit) =>
        ask(server, path, {
          method: "PATCH",
          headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
          body,
        });
      let sent = 0;
      const cut = patch(
        one,
        0,
        new ReadableStream({
          pull(controller) {
            if (sent < 9 * 2 ** 20) return controller.enqueue(file.slice(sent, sent += 65_536));
            return new Promise(() => {}); // the rest never comes
          },
        }),
      ).then((response) => response.body?.cancel(), () => {});
      const noted = async () =>
        (await sql<{ bytes: number }[]>`
        select coalesce(sum(size_bytes), 0)::int as bytes from streamforge.upload_parts`)[0].bytes;
      while (await noted() === 0) await new Promise((done) => setTimeout(done, 100));
      const [holder] = await sql`select lock_holder from streamforge.uploads where lock_holder is not null`;
      for (const pid of await childrenOf(one.process.pid)) Deno.kill(pid, "SIGKILL");
      await cut;
      assert(holder, "the killed server held the lock");

      const head = await ask(two, path, { method: "HEAD" });
      const offset = Number(head.headers.get("Upload-Offset"));
      assert.deepEqual([head.status, offset], [200, 8 * 2 ** 20]);
      const done = await patch(two, offset, file.subarray(offset));
      assert.equal(done.status, 204, await done.text());
      const id = done.headers.get("X-Video-Id")!;
      const storage = openStorage(readConfig({ DATA_DIR: `${folder}/three`, ...s3Env(bucket) }));
      const stored = await new Response(await storage.read(`videos/${id}/upload`)).bytes();
      assert(stored.length === file.length && stored.every((byte, i) => byte === file[i]));
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
  });
});

/** A video of so many bytes: a clip and a box that players skip. */
async function clipOf(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const clip = await Deno.readFile(await fixture("talk.mp4"));
  const file = new Uint8Array(bytes).map((_, i) => (i * 7919) >> 3);
  file.set(clip);
  new DataView(file.buffer).setUint32(clip.length, bytes - clip.length);
  file.set(new TextEncoder().encode("free"), clip.length + 4);
  return file;
}
