import { delay } from "../../core/async.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { replaceWhole } from "../../core/files.ts";
import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { connect, type Database } from "../pool/client.ts";
import { type Binaries, exists, findBinaries, majorOf } from "./binaries.ts";
import { dataFoldersIn, type Home, openHome, servingPid } from "./home.ts";
import { DatabaseUsers, takeLock } from "./locks.ts";

const START_LIMIT_MS = 60_000; // after a crash Postgres replays its log, which may take long
const STOP_LIMIT_MS = 30_000;
const WATCH_MS = 1000;
const DATABASE = "streamforge";

export interface EmbeddedPostgres {
  database: Database;
  major: number;
  /** The data folder. */
  folder: string;
  /** Releases the server; the last process to do so stops it. */
  stop(): Promise<void>;
}

/**
 * Starts the database of a data folder, or uses the running one: on a unix socket only, for this user only.
 *
 * Any number of processes may use it at once. Each holds a shared lock, so the last one knows that it must stop the
 * server. Each restarts the server if it is killed.
 * @param options.binDir uses this Postgres instead of searching one
 * @throws {ConfigError} if there is no Postgres, or the folder can't be used
 */
export async function startPostgres(
  { dataDir, cacheDir, log, binDir }: { dataDir: string; cacheDir: string; log: Log; binDir?: string },
): Promise<EmbeddedPostgres> {
  using locked = await openHome(dataDir, cacheDir, log);
  const { home } = locked;
  const users = await DatabaseUsers.join(home.folder);
  try {
    const existing = dataFoldersIn(home.folder).map(Number);
    const binaries = binDir
      ? { binDir, major: await majorOf(binDir) }
      : await findBinaries(home.cacheDir, existing, log);
    const server = new Server(home, binaries, users, log);
    await server.initialise();
    await server.ensureRunning();
    await server.createDatabase();
    const watch = server.watch();
    return {
      database: server.address(DATABASE),
      major: binaries.major,
      folder: server.dataFolder,
      stop: async () => {
        clearInterval(watch);
        server.isLeaving = true;
        using _lock = await takeLock(home.folder);
        if (await users.leave()) await server.shutDown();
      },
    };
  } catch (error) {
    users.close();
    throw error;
  }
}

class Server {
  isLeaving = false;
  readonly dataFolder: string;
  #home: Home;
  #binaries: Binaries;
  #users: DatabaseUsers;
  #log: Log;

  constructor(home: Home, binaries: Binaries, users: DatabaseUsers, log: Log) {
    this.#home = home;
    this.#binaries = binaries;
    this.#users = users;
    this.#log = log;
    this.dataFolder = `${home.folder}/${binaries.major}`;
  }

  address(database: string): { host: string; port: number; user: string; database: string } {
    return { host: this.#home.socketDir, port: 5432, user: "streamforge", database };
  }

  /** Makes the data folder under a temporary name and renames it, so that an incomplete one is never used. */
  async initialise(): Promise<void> {
    const { folder, account } = this.#home;
    if (await exists(this.dataFolder)) {
      const { uid } = await Deno.stat(this.dataFolder);
      const runUid = account?.uid ?? Deno.uid();
      if (uid === runUid) return;
      throw new ConfigError(
        `the database in ${this.dataFolder} belongs to user ${uid} and would be run by user ${runUid}: ` +
          "start as the user that made it, or set DATA_DIR to another folder",
      );
    }
    for await (const { name } of Deno.readDir(folder)) {
      if (/^\d+\.new-/.test(name)) await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
    this.#log.info("making the database", { folder: this.dataFolder });
    const temporary = `${this.dataFolder}.new-${newId()}`;
    await replaceWhole(this.dataFolder, (folder) => this.#initdb(folder), { temporary });
  }

  async #initdb(folder: string): Promise<void> {
    const { account } = this.#home;
    await Deno.mkdir(folder, { mode: 0o700 });
    if (account) await Deno.chown(folder, account.uid, account.gid);
    // from version 17 on Postgres has its own collation, which updates of the C library do not change
    const locale = this.#binaries.major >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : ["--locale=C.UTF-8"];
    const args = ["-D", folder, "-U", "streamforge", "--auth=trust", "--encoding=UTF8", ...locale];
    const { code, stderr } = await this.#command("initdb", args).output();
    if (code !== 0) {
      throw new ConfigError(`the database could not be made in ${this.#home.folder}: ${lastLines(stderr)}`);
    }
  }

  /** Connects, and starts the server if it does not answer. The caller holds the lock. */
  async ensureRunning(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    let child: { exited: Promise<string>; done: boolean } | null = null;
    let refusals = 0;
    for (;;) {
      const state = await this.#ping();
      if (state === "ready") return;
      if (state === "absent" && await this.#users.isServerElsewhere()) {
        throw new ConfigError(
          `another container uses the database in ${this.dataFolder}, and its server does not answer: a second server ` +
            "would destroy the data. Try again in a moment; else stop that container, or give each a DATA_DIR of its own",
        );
      }
      if (Date.now() > deadline) {
        throw new Error(`the database in ${this.dataFolder} was not ready after ${START_LIMIT_MS / 1000} s`);
      }
      if (state === "starting") await this.#speedUpStop();
      if (state === "absent" && (child === null || child.done)) {
        if (child) {
          const stderr = await child.exited;
          // after a kill -9 its child processes end a moment later; until then a new server refuses to start
          if (!await this.#hasOldProcess()) {
            if (/lock file/.test(stderr)) await this.#removeLockFiles();
            if (++refusals === 3) {
              throw new ConfigError(
                `the database in ${this.dataFolder} does not start: ${await this.#findReason(stderr)}`,
              );
            }
          }
          await delay(200);
        }
        await this.#users.recordStart();
        child = this.#spawn();
      }
      await delay(15);
    }
  }

  async createDatabase(): Promise<void> {
    const sql = connect(this.address("postgres"), { max: 1 });
    try {
      const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
      if (!found) await sql`create database ${sql(DATABASE)}`;
    } finally {
      await sql.end();
    }
  }

  /** Restarts the server if it has ended; the first process to notice does it. */
  watch(): ReturnType<typeof setInterval> {
    let isBusy = false;
    const timer = setInterval(async () => {
      if (isBusy || this.isLeaving) return;
      isBusy = true;
      try {
        const pid = await this.#pid();
        if (pid !== null && await isAlive(pid) && !await this.#isStopping()) return;
        using _lock = await takeLock(this.#home.folder);
        // another process was quicker; a server in another container is started again there
        if (this.isLeaving || await this.#ping() === "ready" || await this.#users.isServerElsewhere()) return;
        this.#log.warn("the database has stopped; starting it again");
        await this.ensureRunning();
      } catch (error) {
        this.#log.error("the database could not be started again", { error: messageOf(error) });
      } finally {
        isBusy = false;
      }
    }, WATCH_MS);
    Deno.unrefTimer(timer as unknown as number);
    return timer;
  }

  /**
   * Stops the server in its "fast" mode: it rolls back transactions and disconnects clients. The caller holds the lock.
   */
  async shutDown(): Promise<void> {
    const pid = await servingPid(this.dataFolder); // the lock file alone may name any process
    if (pid === null) return;
    Deno.kill(pid, "SIGINT");
    for (const deadline = Date.now() + STOP_LIMIT_MS; await isAlive(pid) && Date.now() < deadline;) await delay(15);
  }

  #spawn(): { exited: Promise<string>; done: boolean } {
    const settings = {
      listen_addresses: "",
      unix_socket_directories: `"${this.#home.socketDir.replaceAll('"', '""')}"`,
      unix_socket_permissions: "0700",
      max_connections: "100",
      shared_buffers: "64MB",
      logging_collector: "on", // one log file per weekday, overwritten after a week
      log_directory: "log",
      log_filename: "%a.log",
      log_truncate_on_rotation: "on",
      log_rotation_size: "0",
      ...(this.#binaries.major >= 18 ? { io_method: "sync" } : {}), // saves three processes
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    // detached: otherwise Ctrl-C would stop it too, and the workers still have to hand back their jobs
    const child = this.#command("postgres", ["-D", this.dataFolder, ...args], { detached: true }).spawn();
    child.unref();
    const watched = { done: false, exited: Promise.resolve("") };
    watched.exited = new Response(child.stderr).bytes().then(async (stderr) => {
      await child.status; // stderr also ends when the server switches to its log file
      watched.done = true;
      return lastLines(stderr);
    });
    watched.exited.catch(() => {});
    return watched;
  }

  #command(program: string, args: string[], more: Partial<Deno.CommandOptions> = {}): Deno.Command {
    const { account } = this.#home;
    return new Deno.Command(`${this.#binaries.binDir}/${program}`, {
      args,
      cwd: "/", // the other user may not be able to enter our folder
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      ...(account && { uid: account.uid, gid: account.gid }),
      ...more,
    });
  }

  async #ping(): Promise<"ready" | "starting" | "absent"> {
    if (!await exists(`${this.#home.socketDir}/.s.PGSQL.5432`)) return "absent";
    const sql = connect(this.address("postgres"), { max: 1 });
    try {
      await sql`select 1`;
      return "ready";
    } catch (error) {
      // 57...: it is starting up or shutting down; 53...: it has no place for one more
      return /^5[37]/.test((error as { code?: string }).code ?? "") ? "starting" : "absent";
    } finally {
      await sql.end({ timeout: 0 });
    }
  }

  async #pid(): Promise<number | null> {
    return Number((await this.#lockFile())[0]) || null;
  }

  /** The lines of postmaster.pid: the first is the process id, the eighth the state. */
  async #lockFile(): Promise<string[]> {
    return (await Deno.readTextFile(`${this.dataFolder}/postmaster.pid`).catch(() => "")).split("\n");
  }

  /** Whether the server is shutting down. */
  async #isStopping(): Promise<boolean> {
    return (await this.#lockFile())[7]?.trim() === "stopping";
  }

  /** After SIGTERM the server waits until its clients disconnect, which they never do: SIGINT disconnects them. */
  async #speedUpStop(): Promise<void> {
    const pid = await servingPid(this.dataFolder);
    if (pid === null || !await this.#isStopping()) return;
    try {
      Deno.kill(pid, "SIGINT");
    } catch { /* it has ended already */ }
  }

  /** Whether a process of an earlier server is still running. */
  async #hasOldProcess(): Promise<boolean> {
    const folder = await Deno.realPath(this.dataFolder);
    for await (const { name } of Deno.readDir("/proc")) {
      if (/^\d+$/.test(name) && await cwdOf(name) === folder) return true;
    }
    return false;
  }

  /**
   * Removes the server's lock files. Postgres does not start while the process named in them is alive. In a new
   * container that can be any process, and a zombie counts as alive.
   */
  async #removeLockFiles(): Promise<void> {
    this.#log.warn("removing the database's lock files: no server is there", { named_process: await this.#pid() });
    for (const path of [`${this.dataFolder}/postmaster.pid`, `${this.#home.socketDir}/.s.PGSQL.5432.lock`]) {
      await Deno.remove(path).catch(() => {});
    }
  }

  /** Finds out why the server ended: from its log, or from standard error, where it writes first. */
  async #findReason(stderr: string): Promise<string> {
    const day = new Date().toLocaleDateString("en", { weekday: "short", timeZone: "UTC" });
    const log = await Deno.readTextFile(`${this.dataFolder}/log/${day}.log`).catch(() => "");
    return log.trim().split("\n").findLast((line) => /FATAL|PANIC/.test(line)) ?? stderr;
  }
}

async function cwdOf(pid: string): Promise<string | null> {
  try {
    return await Deno.readLink(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Whether a process is alive. A zombie does not count: in a container there may be no process that reaps it. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    return !/\) [ZX] /.test(await Deno.readTextFile(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

function lastLines(output: Uint8Array): string {
  return new TextDecoder().decode(output).trim().split("\n").slice(-3).join(" ") || "it said nothing";
}
