import { openHome, takeOver } from "../../../../src/db/embedded/home.ts";
import assert from "node:assert/strict";
import { ConfigError } from "../../../../src/core/errors.ts";
import { connect, type Database } from "../../../../src/db/pool/client.ts";
import { startPostgres } from "../../../../src/db/embedded/mod.ts";
import { quietLog } from "../../../database.ts";

const binDir = Deno.env.get("TEST_POSTGRES_BIN");
const isRoot = Deno.uid() === 0;
const SCRIPT = new URL("hold_postgres.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../../deno.json", import.meta.url).pathname;
const NOBODY = 65534;

interface Client {
  folder: string;
  database: Exclude<Database, string>;
  child: Deno.ChildProcess;
  leave(): Promise<void>;
  kill(): Promise<void>;
}

/** Another process that uses the database of `dataDir`. */
async function connectClient(
  dataDir: string,
  more: Partial<Deno.CommandOptions> = {},
  deno = Deno.execPath(),
): Promise<Client> {
  const args = ["run", "-A", "--quiet", "--no-check", "--cached-only", "--config", CONFIG, SCRIPT, dataDir];
  const child = new Deno.Command(deno, {
    args: binDir ? [...args, binDir] : args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...more,
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const out = child.stdout.getReader();
  const { value } = await out.read();
  if (!value) throw new Error(`the process ended: ${await stderr}`);
  const end = async () => {
    await child.stdin.close().catch(() => {});
    await child.status;
    await Promise.all([stderr, out.cancel()]);
  };
  return {
    ...JSON.parse(new TextDecoder().decode(value)),
    child,
    leave: end,
    kill: async () => {
      child.kill("SIGKILL");
      await end();
    },
  };
}

async function pidOf(client: Client): Promise<number> {
  return Number((await Deno.readTextFile(`${client.folder}/postmaster.pid`)).split("\n")[0]);
}

async function isRunning(pid: number): Promise<boolean> {
  return await Deno.readTextFile(`/proc/${pid}/stat`).then((stat) => !/\) [ZX] /.test(stat), () => false);
}

async function note(client: Client, text: string): Promise<string[]> {
  const sql = connect(client.database, { max: 1 });
  try {
    await sql`insert into notes values (${text})`;
    return (await sql<{ text: string }[]>`select text from notes order by text`).map((row) => row.text);
  } finally {
    await sql.end();
  }
}

let template: Promise<string> | undefined;

/** Copies a used database into a new folder, which is quicker than making one each time. */
async function copyDatabase(dataDir: string): Promise<void> {
  template ??= (async () => {
    const folder = await Deno.makeTempDir({ dir: "/tmp", prefix: "sf-" });
    await (await connectClient(folder)).leave();
    return folder;
  })();
  const { success } = await new Deno.Command("cp", { args: ["-a", `${await template}/postgres`, dataDir] }).output();
  assert(success);
}
Deno.test.afterAll(async () => {
  if (template) await Deno.remove(await template, { recursive: true });
});

async function withDataDir(work: (dataDir: string) => Promise<void>, dataDir?: string): Promise<void> {
  const dir = dataDir ?? await Deno.makeTempDir({ dir: "/tmp", prefix: "sf-" });
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("two processes that start at once share one server; the last one to leave stops it", () =>
  withDataDir(async (dataDir) => {
    const [one, two] = await Promise.all([connectClient(dataDir), connectClient(dataDir)]);
    const pid = await pidOf(one);
    assert.equal(await pidOf(two), pid);
    await note(one, "a");
    await one.leave();
    assert.deepEqual(await note(two, "b"), ["a", "b"]);
    await two.leave();
    assert.equal(await isRunning(pid), false);

    const three = await connectClient(dataDir); // the server already ran
    assert.deepEqual(await note(three, "c"), ["a", "b", "c"]);
    await three.leave();
  }));

Deno.test("a server whose process was killed keeps running, and the next process joins it and stops it", () =>
  withDataDir(async (dataDir) => {
    await copyDatabase(dataDir);
    const one = await connectClient(dataDir);
    const pid = await pidOf(one);
    await note(one, "a");
    await one.kill();
    assert.equal(await isRunning(pid), true);
    const two = await connectClient(dataDir);
    assert.equal(await pidOf(two), pid);
    assert.deepEqual(await note(two, "b"), ["a", "b"]);
    await two.leave();
    assert.equal(await isRunning(pid), false);
  }));

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(`a server that gets ${signal} while it is in use is started again, with its data`, () =>
    withDataDir(async (dataDir) => {
      await copyDatabase(dataDir);
      const client = await connectClient(dataDir);
      await note(client, "a");
      const stopped = await pidOf(client);
      Deno.kill(stopped, signal);
      // SIGTERM keeps open connections until the watch cuts them; new ones are refused until the server is back
      while (await pidOf(client).catch(() => stopped) === stopped) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      for (;;) {
        const notes = await note(client, "b").catch(() => null);
        if (!notes) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          continue;
        }
        assert.equal(notes[0], "a");
        break;
      }
      await client.leave();
    }));
}

Deno.test("after the server and its process are killed, the next start has the data", () =>
  withDataDir(async (dataDir) => {
    await copyDatabase(dataDir);
    const one = await connectClient(dataDir);
    await note(one, "a");
    const pid = await pidOf(one);
    Deno.kill(pid, "SIGKILL");
    await one.kill();
    const two = await connectClient(dataDir);
    assert.deepEqual(await note(two, "b"), ["a", "b"]);
    await two.leave();
  }));

Deno.test("Postgres starts although its lock file names a running process that is no Postgres", () =>
  withDataDir(async (dataDir) => {
    await copyDatabase(dataDir);
    const one = await connectClient(dataDir);
    const pidFile = `${one.folder}/postmaster.pid`;
    const lines = await Deno.readTextFile(pidFile);
    const { uid, gid } = await Deno.stat(pidFile);
    await one.leave();
    // a process of the same user, as in a new container, where pids are assigned anew
    const other = new Deno.Command("sleep", { args: ["600"], cwd: "/", ...(isRoot ? { uid: uid!, gid: gid! } : {}) })
      .spawn();
    try {
      await Deno.writeTextFile(pidFile, lines.replace(/^\d+/, String(other.pid)), { mode: 0o600 });
      if (isRoot) await Deno.chown(pidFile, uid, gid);
      const two = await connectClient(dataDir);
      assert.notEqual(await pidOf(two), other.pid);
      await two.leave();
    } finally {
      other.kill("SIGKILL");
      await other.status;
    }
  }));

Deno.test("a database that a killed first start left incomplete is made anew", () =>
  withDataDir(async (dataDir) => {
    const half = `${dataDir}/postgres/18.new-killed`;
    await Deno.mkdir(half, { recursive: true });
    await Deno.writeTextFile(`${half}/PG_VERSION`, "18\n");
    const client = await connectClient(dataDir);
    await assert.rejects(Deno.stat(half), Deno.errors.NotFound);
    await client.leave();
  }));

Deno.test("the server listens on a socket that other users can't reach, and on nothing else", () =>
  withDataDir(async (dataDir) => {
    await copyDatabase(dataDir);
    const client = await connectClient(dataDir);
    const { mode } = await Deno.stat(client.database.host);
    assert.equal(mode! & 0o777, 0o700);
    const sql = connect(client.database, { max: 1 });
    const [{ addresses, encoding }] = await sql`
      select current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding`;
    assert.deepEqual({ addresses, encoding }, { addresses: "", encoding: "UTF8" });
    await sql.end();
    await client.leave();
  }));

Deno.test("a data folder whose path is too long for a socket works", async () => {
  const parent = await Deno.makeTempDir({ dir: "/tmp", prefix: "sf-" });
  await Deno.chmod(parent, 0o755);
  await withDataDir(async (parent) => {
    const client = await connectClient(`${parent}/${"long-".repeat(20)}/data`);
    assert(client.database.host.length < 90);
    assert.deepEqual(await note(client, "a"), ["a"]);
    await client.leave();
    await Deno.remove(client.database.host, { recursive: true });
  }, parent);
});

Deno.test("a data folder of another PostgreSQL version is reported and not changed", () =>
  withDataDir(async (dataDir) => {
    await Deno.mkdir(`${dataDir}/postgres/9`, { recursive: true });
    const starting = startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: quietLog });
    await assert.rejects(starting, (error: Error) => {
      assert(error instanceof ConfigError);
      assert.match(error.message, /a database of PostgreSQL 9, but here is only PostgreSQL \d+/);
      return true;
    });
  }));

Deno.test({
  name: "an ordinary user gets a server of their own",
  ignore: !isRoot, // without root all other tests show this
  fn: async () => {
    const parent = await Deno.makeTempDir({ dir: "/tmp", prefix: "sf-" });
    await Deno.chmod(parent, 0o755);
    await withDataDir(async (parent) => {
      await Deno.copyFile(Deno.execPath(), `${parent}/deno`); // the user may not be able to reach root's
      await Deno.chmod(`${parent}/deno`, 0o755);
      await Deno.mkdir(`${parent}/home`);
      await Deno.chown(`${parent}/home`, NOBODY, NOBODY);
      const env = { HOME: `${parent}/home`, DENO_DIR: `${parent}/home/deno`, PATH: "/usr/bin:/bin" };
      const user = { uid: NOBODY, gid: NOBODY, cwd: "/", clearEnv: true, env };
      const client = await connectClient(`${parent}/home/data`, user, `${parent}/deno`);
      assert.equal((await Deno.stat(client.folder)).uid, NOBODY);
      assert.equal((await Deno.stat(`${parent}/home/data/postgres`)).mode! & 0o777, 0o700);
      assert.deepEqual(await note(client, "a"), ["a"]);
      await client.leave();
    }, parent);
  },
});

Deno.test({
  name: "below a folder that only root can enter, the database is stored elsewhere, and the folder does not change",
  ignore: !isRoot,
  fn: () =>
    withDataDir(async (parent) => { // mode 700
      const dataDir = `${parent}/data`;
      const client = await connectClient(dataDir);
      const location = (await Deno.readTextFile(`${dataDir}/postgres/location`)).trim();
      try {
        assert.match(client.folder, /^\/var\/lib\/streamforge\/postgres\/[\w-]{22}\/\d+$/);
        assert.equal((await Deno.stat(parent)).mode! & 0o777, 0o700);
        await note(client, "a");
        await client.leave();
        const again = await connectClient(dataDir);
        assert.equal(again.folder, client.folder);
        assert.deepEqual(await note(again, "b"), ["a", "b"]);
        await again.leave();
      } finally {
        await Deno.remove(location, { recursive: true });
      }
      await assert.rejects(
        startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: quietLog }),
        /was in .*, which is gone: put it back, or delete that file/,
      );
    }),
});

Deno.test({
  name: "of several starts at once below such a folder one chooses the place, and the others find it",
  ignore: !isRoot,
  fn: () =>
    withDataDir(async (parent) => {
      const folders = await Promise.all(Array.from({ length: 6 }, async () => {
        using locked = await openHome(`${parent}/data`, `${parent}/cache`, quietLog);
        return locked.home.folder;
      }));
      await Deno.remove(folders[0], { recursive: true });
      assert.deepEqual(new Set(folders).size, 1, folders.join());
    }),
});

const PERSON = 64002;

Deno.test({
  name: "started as root, a database that a person's account made stays theirs",
  ignore: !isRoot,
  fn: () =>
    withDataDir(async (dataDir) => {
      await copyDatabase(dataDir);
      await new Deno.Command("chown", { args: ["-R", `${PERSON}:${PERSON}`, dataDir] }).output();
      await Deno.remove(`${dataDir}/postgres/lock`); // root must not leave a lock file that the person can't open
      const client = await connectClient(dataDir);
      assert.deepEqual(await note(client, "a"), ["a"]);
      const status = await Deno.readTextFile(`/proc/${await pidOf(client)}/status`);
      assert.equal(/^Uid:\s+(\d+)/m.exec(status)![1], String(PERSON));
      await client.leave();
      const { stdout } = await new Deno.Command("find", {
        args: [`${dataDir}/postgres`, "!", "-uid", String(PERSON)],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "");
    }),
});

/** A program that runs Deno in a process namespace of its own, as a container has; null where that is not allowed. */
async function namespaced(folder: string): Promise<string | null> {
  const args = ["--pid", "--fork", "--mount-proc"];
  const tried = await new Deno.Command("unshare", { args: [...args, "true"], stderr: "null" }).output().catch(() =>
    null
  );
  if (!tried?.success) return null;
  const path = `${folder}/deno_in_a_namespace`;
  await Deno.writeTextFile(path, `#!/bin/sh\nexec unshare ${args.join(" ")} "${Deno.execPath()}" "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

Deno.test("a process of another container joins the server, and never starts a second one on its data", (t) =>
  withDataDir(async (dataDir) => {
    const elsewhere = await namespaced(dataDir);
    if (elsewhere === null) {
      console.log(`${t.name}: this machine allows no namespaces, so it is not tried`);
      return;
    }
    await copyDatabase(dataDir);
    const one = await connectClient(dataDir);
    const pid = await pidOf(one);
    const other = await connectClient(dataDir, {}, elsewhere);
    assert.deepEqual(await note(other, "a"), ["a"]);
    await other.leave();
    assert.ok(await isRunning(pid), "the other container ends no process that it only knows by its number");

    one.child.kill("SIGSTOP"); // before it starts the server again
    Deno.kill(pid, "SIGKILL");
    while (await isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    await assert.rejects(connectClient(dataDir, {}, elsewhere), /another container uses the database in .*Try again/s);
    one.child.kill("SIGCONT");
    const joined = await connectClient(dataDir);
    assert.deepEqual(await note(joined, "b"), ["a", "b"]);
    await joined.leave();
    await one.leave();
    const last = await connectClient(dataDir, {}, elsewhere); // the first container is gone
    assert.deepEqual(await note(last, "c"), ["a", "b", "c"]);
    await last.leave();
  }));

Deno.test({
  name: "root's data folder is made passable, and its contents stay private",
  ignore: !isRoot,
  fn: () =>
    withDataDir(async (dataDir) => { // mode 700, directly in /tmp
      await Deno.mkdir(`${dataDir}/media`, { mode: 0o755 });
      const client = await connectClient(dataDir);
      assert.equal(client.folder.startsWith(`${dataDir}/postgres/`), true);
      assert.equal((await Deno.stat(dataDir)).mode! & 0o777, 0o711);
      assert.equal((await Deno.stat(`${dataDir}/media`)).mode! & 0o777, 0o700);
      await client.leave();
    }),
});

Deno.test("data folders of an earlier user are handed to the database's own account, but not while a server runs", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/18/base`, { recursive: true });
  await Deno.writeTextFile(`${folder}/18/base/1`, "rows");
  await Deno.symlink("/etc/passwd", `${folder}/18/link`);
  const isRoot = Deno.uid() === 0; // who is not may give files to itself alone
  const [earlier, own] = isRoot ? [65534, 64001] : [Deno.uid()!, Deno.uid()!];
  for (const path of ["18", "18/base", "18/base/1"]) await Deno.chown(`${folder}/${path}`, earlier, null);
  const account = { uid: own, gid: isRoot ? 64001 : Deno.gid()!, isOwn: true };

  const holder = new Deno.Command("sleep", { args: ["30"], cwd: `${folder}/18` }).spawn();
  await Deno.writeTextFile(`${folder}/18/postmaster.pid`, `${holder.pid}\n`);
  assert.equal((await takeOver(folder, account, quietLog)).uid, earlier);
  assert.equal((await Deno.stat(`${folder}/18/base/1`)).uid, earlier);
  holder.kill();
  await holder.status;
  const users = await Deno.open(`${folder}/users`, { create: true, write: true });
  await users.lock(false); // a process of another container, whose server is not to be seen
  assert.equal((await takeOver(folder, account, quietLog)).uid, earlier);
  users.close();

  assert.equal((await takeOver(folder, account, quietLog)).uid, own);
  for (const path of ["18", "18/base", "18/base/1"]) assert.equal((await Deno.stat(`${folder}/${path}`)).uid, own);
  assert.equal((await Deno.stat("/etc/passwd")).uid, 0, "what a link leads to stays");
  await Deno.remove(folder, { recursive: true });
});
