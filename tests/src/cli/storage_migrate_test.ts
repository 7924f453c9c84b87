import assert from "node:assert/strict";
import { claimStorage } from "../../../src/cli/storage_identity.ts";
import { storageCommand } from "../../../src/cli/storage_migrate.ts";
import { useStorage } from "../../../src/cli/storage_use.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { migrate } from "../../../src/db/pool/migrate.ts";
import { connect } from "../../../src/db/pool/client.ts";
import { startPostgres } from "../../../src/db/embedded/mod.ts";
import { readStorageIdentity } from "../../../src/db/pool/storage_identity.ts";
import { reportStorageProcess } from "../../../src/db/pool/storage_processes.ts";
import { localStorage } from "../../../src/storage/local.ts";
import { s3Storage } from "../../../src/storage/s3.ts";
import type { S3Settings } from "../../../src/storage/s3_client.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { faultProxy } from "../../fault_proxy.ts";
import { programCommand } from "../../program.ts";
import { s3Server } from "../../s3_server.ts";
import { withFolder } from "../../temporary_folder.ts";
import { Screen } from "./screen.ts";

const { sql } = await testDatabase();
const server = await s3Server();
Deno.test.afterAll(() => server.stop());
const openS3 = (settings: S3Settings) => s3Storage(settings, { scratch: { rootDir: "/nowhere", maxBytes: 0 } });

/** A database with three objects in a folder, and an empty bucket. */
async function withPair(check: (pair: { source: Storage; target: Storage }) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await sql`delete from streamforge.storage_identity`;
    await sql`delete from streamforge.storage_moves`;
    const pair = { source: localStorage(`${folder}/media`), target: openS3(await server.newBucket()) };
    await claimStorage(sql, pair.source, quietLog);
    await pair.source.putText("videos/a/original", "film");
    await pair.source.putText("videos/a/captions/1.srt", "captions");
    await pair.source.putText("transcriptions/b", "");
    await check(pair);
  });
}

async function run({ source, target }: { source: Storage; target: Storage }, ...args: string[]) {
  const terminal = new Screen();
  const code = await storageCommand(["migrate", "--from", "local", "--to", "s3", ...args], {
    open: (kind) => kind === "local" ? source : target,
    withDatabase: (use) => use(sql),
    terminal,
  });
  return { code, text: terminal.stdout };
}

async function contents(storage: Storage): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of storage.list("")) found[key] = await storage.readText(key);
  return found;
}

Deno.test("storage migrate copies all files, switches the database, and leaves the source as it was", () =>
  withPair(async (pair) => {
    const before = await contents(pair.source);
    const { code, text } = await run(pair);
    assert.equal(code, 0, text);
    assert.match(text, /^3 objects copied to bucket .*SHA-256\n.*\nNext: set STORAGE=s3 for every server/);
    assert.deepEqual(await contents(pair.target), before);
    assert.deepEqual(await contents(pair.source), before);
    await claimStorage(sql, pair.target, quietLog);
    await assert.rejects(claimStorage(sql, pair.source, quietLog), ConfigError);
    assert.match((await readStorageIdentity(sql))!.place, /^bucket /);
    const again = await run(pair);
    assert.deepEqual([again.code, again.text.includes("already: set STORAGE=s3")], [0, true]);
    assert.match((await run(pair, "--check")).text, /^3 objects of .* are the same in bucket/);
  }));

Deno.test("storage migrate can go back to the storage that was used before", () =>
  withPair(async ({ source, target }) => {
    await run({ source, target });
    await target.putText("videos/a/new", "new");
    const { code, text } = await run({ source: target, target: source });
    assert.equal(code, 0, text);
    assert.equal(await source.readText("videos/a/new"), "new");
    await claimStorage(sql, source, quietLog);
  }));

Deno.test("storage migrate does not switch while a server or worker uses the storage, and later copies what changed", () =>
  withPair(async (pair) => {
    {
      await using _use = await useStorage({ sql, storage: pair.source, log: quietLog, kind: "serve" });
      const { code, text } = await run(pair); // at once, before its first regular report
      assert.equal(code, 2);
      const name = `serve on ${Deno.hostname()}, process ${Deno.pid}`;
      assert.ok(text.includes(`servers or workers still run (${name}): stop all, and give the same command`), text);
    }
    await reportStorageProcess(sql, { id: "killed", kind: "work", host: "gpu-1", pid: 7 });
    const { code: codeAfterKill, text: textAfterKill } = await run(pair);
    assert.equal(codeAfterKill, 2);
    const [, seconds] = /still run \(work on gpu-1, process 7\): .* wait (\d+) s\n/.exec(textAfterKill)!;
    assert.ok(Number(seconds) > 0 && Number(seconds) <= 60, seconds);
    await claimStorage(sql, pair.source, quietLog);
    await assert.rejects(claimStorage(sql, pair.target, quietLog), ConfigError, "it is not the storage yet");

    await pair.source.putText("videos/a/original", "cut");
    await pair.source.putText("videos/c/original", "another film");
    await pair.source.delete("videos/a/captions/1.srt");
    await sql`update streamforge.storage_processes set seen_at = now() - interval '60 seconds'`;
    const { code, text } = await run(pair);
    assert.equal(code, 0, text);
    assert.match(text, /^2 objects copied/);
    assert.deepEqual(await contents(pair.target), {
      "transcriptions/b": "",
      "videos/a/original": "cut",
      "videos/c/original": "another film",
    });
  }));

Deno.test("an object that is written while it is copied is copied again", () =>
  withPair(async ({ source, target }) => {
    let reads = 0;
    const changing: Storage = {
      ...source,
      async read(key, range) {
        const body = await source.read(key, range);
        if (key === "videos/a/original" && reads++ === 0) await source.putText(key, "long film");
        return body;
      },
    };
    assert.equal((await run({ source: changing, target })).code, 0);
    assert.equal(await target.readText("videos/a/original"), "long film");
  }));

Deno.test("a copy that is read back otherwise is an error, and nothing is switched", () =>
  withPair(async ({ source, target }) => {
    const damaging: Storage = {
      ...target,
      read: (key, range) =>
        key === "videos/a/original" ? Promise.resolve(new Response("fi1m").body!) : target.read(key, range),
    };
    await assert.rejects(
      run({ source, target: damaging }),
      /gives back 4 bytes with SHA-256 \w+ for "videos\/a\/original"/,
    );
    await claimStorage(sql, source, quietLog);
    const { code } = await run({ source, target });
    assert.equal(code, 0);
  }));

Deno.test("storage migrate --check names what is missing or differs", () =>
  withPair(async ({ source, target }) => {
    await target.putText("videos/a/original", "fi1m");
    await target.putText("videos/a/captions/1.srt", "caption");
    const { code, text } = await run({ source, target }, "--check");
    assert.equal(code, 1);
    assert.match(
      text,
      /transcriptions\/b is not in bucket .*\n.*1\.srt has 8 bytes here and 7 there\n.*original has another SHA-256/,
    );
    assert.match(text, /3 of 3 objects differ\n$/);
  }));

Deno.test("storage migrate refuses storages that are not the database's, or belong to another", () =>
  withPair(async (pair) => {
    const [otherS3, usedS3] = [openS3(await server.newBucket()), openS3(await server.newBucket())];
    await otherS3.writeIdentity("B".repeat(22));
    await usedS3.putText("videos/x", "x");
    await assert.rejects(run({ ...pair, target: otherS3 }), /is the storage of another database/);
    await assert.rejects(run({ ...pair, target: usedS3 }), /has objects already, videos\/x among them/);
    await assert.rejects(run({ ...pair, source: otherS3 }), /but bucket .* is the storage B+/);
    const wrong = (...args: string[]) =>
      assert.rejects(
        storageCommand(args, { open: () => pair.source, withDatabase: (use) => use(sql), terminal: new Screen() }),
        ConfigError,
      );
    await wrong("move");
    await wrong("migrate", "--from", "local");
    await wrong("migrate", "--from", "local", "--to", "tape");
    await wrong("migrate", "--from", "s3", "--to", "s3");
    await wrong("migrate", "--from", "local", "--to", "s3", "--fast");
  }));

Deno.test("the program goes on where it was killed: what was copied is not sent again", () =>
  withFolder(async (folder) => {
    const settings = await server.newBucket();
    await using proxy = faultProxy(server.endpoint);
    const env = {
      ...{ DATA_DIR: `${folder}/data`, STORAGE: "local", LOG_LEVEL: "error" },
      ...{ S3_ENDPOINT: proxy.origin, S3_REGION: settings.region, S3_BUCKET: settings.bucket },
      ...{ S3_ACCESS_KEY_ID: settings.accessKeyId, S3_SECRET_ACCESS_KEY: settings.secretAccessKey },
    };
    const source = localStorage(`${folder}/data/media`);
    for (let i = 0; i < 20; i++) await source.putText(`videos/${i}/original`, `film ${i} `.repeat(1000));
    const postgres = await startPostgres({ dataDir: env.DATA_DIR, cacheDir: `${env.DATA_DIR}/cache`, log: quietLog });
    const own = connect(postgres.database, { max: 1 });
    const program = (...words: string[]) => {
      const { command, args } = programCommand(...words);
      return new Deno.Command(command, { args, env, stdout: "piped" }).spawn();
    };
    const puts = () =>
      proxy.seen.filter(({ method, target }) => method === "PUT" && target.includes("/videos/")).length;
    const args = ["storage", "migrate", "--from", "local", "--to", "s3"];
    try {
      await migrate(own, quietLog);
      await claimStorage(own, source, quietLog);
      const hung = Promise.withResolvers<void>();
      proxy.decide = ({ method }) => {
        if (method !== "PUT" || puts() <= 12) return null;
        hung.resolve();
        return { kind: "stall" };
      };
      const killed = program(...args);
      await hung.promise;
      killed.kill("SIGKILL");
      await killed.output();
      const [{ count }] = await own<{ count: number }[]>`select count(*)::int from streamforge.storage_copies`;
      assert.ok(count >= 8 && count <= 12, `${count} copied before the kill`);
      proxy.reset();
      const { code, stdout } = await program(...args).output();
      assert.equal(code, 0);
      assert.equal(puts(), 20 - count);
      assert.match(new TextDecoder().decode(stdout), /^\d+ objects copied[^]*set STORAGE=s3/);
      await claimStorage(own, openS3(settings), quietLog);
    } finally {
      await own.end({ timeout: 1 });
      await postgres.stop();
    }
  }));
