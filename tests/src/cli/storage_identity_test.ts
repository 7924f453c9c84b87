import assert from "node:assert/strict";
import { claimStorage, matchStorage } from "../../../src/cli/storage_identity.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { useStorage } from "../../../src/cli/storage_use.ts";
import { readStorageIdentity, withIdentityLock } from "../../../src/db/pool/storage_identity.ts";
import { listStorageProcesses } from "../../../src/db/pool/storage_processes.ts";
import { localStorage } from "../../../src/storage/local.ts";
import { s3Storage } from "../../../src/storage/s3.ts";
import type { S3Settings } from "../../../src/storage/s3_client.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { s3Server } from "../../s3_server.ts";
import { smallDisk } from "../../small_disk.ts";
import { addVideo } from "../db/rows.ts";

const { sql } = await testDatabase();
const root = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(root, { recursive: true }));

const claim = (folder: string) => claimStorage(sql, localStorage(`${root}/${folder}`), quietLog);
const identityOf = (folder: string) => localStorage(`${root}/${folder}`).readIdentity();

/** Makes the database as new. */
async function clearDatabase(): Promise<void> {
  await sql`delete from streamforge.storage_identity`;
  await sql`delete from streamforge.videos`;
}

/** A video whose file is in a folder. */
async function addFile(folder: string): Promise<void> {
  const { originalKey } = await addVideo(sql);
  await localStorage(`${root}/${folder}`).putText(originalKey!, "a film");
}

function test(sentence: string, check: () => Promise<void>): void {
  Deno.test(sentence, async () => {
    await clearDatabase();
    await check();
  });
}

test("a new database and a new folder get the same identity, and match at the next start", async () => {
  await claim("new");
  const identity = await readStorageIdentity(sql);
  assert.equal(identity!.id, await identityOf("new"));
  assert.equal(identity!.place, `${Deno.hostname()}:${root}/new`);
  await claim("new");
  assert.deepEqual(await readStorageIdentity(sql), identity);
  assert.deepEqual([...Deno.readDirSync(`${root}/new`)].map(({ name }) => name).sort(), [
    ".incoming",
    ".streamforge-storage-id",
  ]); // nothing else is left
});

test("a start tries to write only in the folder whose old files are swept", async () => {
  await claim("tried"); // the folder and its identity are there
  const touched = new Set<string>();
  const watcher = Deno.watchFs(`${root}/tried`);
  const seen = (async () => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      for (const path of paths) touched.add(path.slice(`${root}/tried/`.length));
      if (touched.delete("end")) return;
    }
  })();
  await claim("tried");
  await Deno.writeTextFile(`${root}/tried/end`, "");
  await seen;
  watcher.close();
  await Deno.remove(`${root}/tried/end`);
  assert(touched.size > 0);
  assert.deepEqual([...touched].filter((path) => !path.startsWith(".incoming")), []);
});

test("of servers that start at once on a new database, only those with the same folder start", async () => {
  const folders = ["one", "two", "one", "two"];
  const starts = await Promise.allSettled(folders.map(claim));
  const id = (await readStorageIdentity(sql))!.id;
  const winner = await identityOf("one") === id ? "one" : "two";
  assert.deepEqual(starts.map(({ status }) => status === "fulfilled"), folders.map((folder) => folder === winner));
  for (const start of starts) {
    if (start.status === "fulfilled") continue;
    assert(start.reason instanceof ConfigError);
    assert.match(start.reason.message, /files lie in the storage \S+ \(first used as .*\), but .* has none of them/);
  }
});

test("a process that uses the storage is listed from the lock of its claim on until it ends", async () => {
  const use = (folder: string) =>
    useStorage({ sql, storage: localStorage(`${root}/${folder}`), log: quietLog, kind: "work" });
  let using: Promise<AsyncDisposable>;
  await withIdentityLock(sql, async (tx) => {
    using = use("used");
    const waiting = () =>
      tx`select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    while ((await waiting()).length === 0);
    assert.deepEqual(await listStorageProcesses(tx), []);
  });
  {
    await using _use = await using!;
    const [{ id: _id, secondsLeft: _seconds, ...process }, ...others] = await listStorageProcesses(sql);
    assert.deepEqual(process, { kind: "work", host: Deno.hostname(), pid: Deno.pid });
    assert.deepEqual(others, []);
  }
  assert.deepEqual(await listStorageProcesses(sql), []);
  await addFile("used");
  await assert.rejects(use("of another"), ConfigError);
  assert.deepEqual(await listStorageProcesses(sql), [], "a refused one is not listed");
});

test("another storage is refused, and the error names both", async () => {
  await claim("mine");
  const mine = await identityOf("mine");
  await clearDatabase();
  await claim("other");
  const other = await identityOf("other");
  await assert.rejects(claim("mine"), (error: Error) => {
    assert(error instanceof ConfigError);
    for (const part of [`storage ${other}`, `storage ${mine}`, `${root}/other`, `${root}/mine`, "set DATA_DIR"]) {
      assert(error.message.includes(part), error.message);
    }
    return true;
  });
});

test("an empty folder, such as a volume that is not mounted, is refused and not changed", async () => {
  await addFile("volume");
  await claim("volume");
  await Deno.mkdir(`${root}/unmounted`);
  await assert.rejects(
    claim("unmounted"),
    /a volume that is not mounted\? Set DATA_DIR .* lost for good: write \S+ into/,
  );
  await assert.rejects(claim("absent"), /a volume that is not mounted\?/);
  assert.deepEqual([...Deno.readDirSync(`${root}/unmounted`)], []);
});

test("the advice of the message for lost files works", async () => {
  await addFile("gone");
  await claim("gone");
  await Deno.remove(`${root}/gone`, { recursive: true });
  const error = await claim("gone").then(() => null, (error) => error as Error);
  const [, id, path] = /write (\S+) into (\S+)$/.exec(error!.message)!;
  await Deno.mkdir(`${root}/gone`);
  await Deno.writeTextFile(path, `${id}\n`);
  await claim("gone");
});

test("a database from before there were identities takes the folder that has its files, and no other", async () => {
  await addVideo(sql); // the file of this one was lost
  await addFile("old");
  for (let i = 0; i < 250; i++) await addVideo(sql);
  await assert.rejects(claim("elsewhere"), /this database has videos, but .*elsewhere has none of their files/);
  assert.equal(await readStorageIdentity(sql), null);
  await claim("old");
  assert.equal((await readStorageIdentity(sql))!.id, await identityOf("old"));
  await assert.rejects(claim("elsewhere"), /none of them/);
});

test("a restored backup of the files works without the identity file", async () => {
  await addFile("saved");
  await claim("saved");
  const id = await identityOf("saved");
  await Deno.remove(`${root}/saved/.streamforge-storage-id`);
  await claim("saved");
  assert.equal(await identityOf("saved"), id);
});

test("a new database takes over a used storage, and a database whose files are elsewhere does not", async () => {
  await claim("used");
  const id = await identityOf("used");
  await clearDatabase();
  await claim("used"); // a copied DATA_DIR, or a database that was lost
  assert.equal((await readStorageIdentity(sql))!.id, id);
  await clearDatabase();
  await addVideo(sql);
  await assert.rejects(claim("used"), /this database has videos, but .*used has none of their files/);
});

test("a folder that can't be used, or has a malformed identity, is a clear error", async () => {
  await Deno.symlink("/proc/self", `${root}/readonly`); // nobody can make a file there, not even root
  await assert.rejects(
    claim("readonly"),
    /readonly can't be used as the storage: user \d+ must be able to/,
  );
  await Deno.writeTextFile(`${root}/file`, "no folder");
  await assert.rejects(claim("file"), /file can't be used as the storage/);
  await Deno.mkdir(`${root}/broken`);
  await Deno.writeTextFile(`${root}/broken/.streamforge-storage-id`, "half");
  await assert.rejects(claim("broken"), /\.streamforge-storage-id holds "half", which is not the identity/);
  assert.equal(await readStorageIdentity(sql), null);
});

test("matchStorage() reports both identities and changes nothing", async () => {
  assert.deepEqual(await matchStorage(sql, localStorage(`${root}/looked`)), {
    id: null,
    isInDatabase: false,
    isInStorage: false,
  });
  assert.equal(await Deno.stat(`${root}/looked`).catch(() => null), null);
  assert.equal(await readStorageIdentity(sql), null);
});

test("a first start on a full disk continues without an identity, and the next start writes it", async () => {
  await using disk = await smallDisk(4);
  const storage = () => localStorage(`${disk.path}/media`);
  await disk.fill();
  await claimStorage(sql, storage(), quietLog);
  assert.deepEqual([await readStorageIdentity(sql), await storage().readIdentity()], [null, null]);
  await disk.clear();
  await claimStorage(sql, storage(), quietLog);
  assert.equal((await readStorageIdentity(sql))!.id, await storage().readIdentity());
});

Deno.test("the messages about a bucket name its settings, and nothing of folders", async () => {
  await clearDatabase();
  await using server = await s3Server();
  const open = (settings: S3Settings) => s3Storage(settings, { scratch: { rootDir: "/nowhere", maxBytes: 0 } });
  const [mine, other] = [await server.newBucket(), await server.newBucket()];
  await claimStorage(sql, open(mine), quietLog);
  const id = (await readStorageIdentity(sql))!.id;
  assert.equal(await open(mine).readIdentity(), id);
  assert.equal((await readStorageIdentity(sql))!.place, `bucket ${mine.bucket} at ${server.endpoint}`);
  await addVideo(sql);
  await assert.rejects(claimStorage(sql, open(other), quietLog), (error: Error) => {
    assert.match(error.message, /an emptied bucket, or another one\? Set S3_ENDPOINT and S3_BUCKET to the bucket/);
    assert.match(error.message, new RegExp(`write ${id} into the object \\.streamforge-storage-id$`));
    return !/folder|volume|DATA_DIR/.test(error.message);
  });
  await assert.rejects(claimStorage(sql, open({ ...mine, secretAccessKey: "wrong" }), quietLog), (error: Error) => {
    assert.match(error.message, /can't be used as the storage: check S3_ENDPOINT.*\(.*SignatureDoesNotMatch/);
    return error instanceof ConfigError && !/folder|DATA_DIR/.test(error.message);
  });
});
