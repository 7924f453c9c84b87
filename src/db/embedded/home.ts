import { createHash } from "node:crypto";
import { ConfigError } from "../../core/errors.ts";
import { writeWhole } from "../../core/files.ts";
import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { exists } from "./binaries.ts";
import { isUsed, takeLock } from "./locks.ts";

/** The user for Postgres when the program runs as root, which Postgres refuses. */
export interface Account {
  uid: number;
  gid: number;
  /** Whether nothing but the database runs as this user. */
  isOwn?: boolean;
  /** Whether it is that of the person who made the database. */
  isPerson?: boolean;
}

/** The folders and the user of an embedded database. */
export interface Home {
  /** Holds the lock files, and one data folder per major version. */
  folder: string;
  socketDir: string;
  /** The cache of unpacked binaries. */
  cacheDir: string;
  /** null: the user of this process. */
  account: Account | null;
}

/** The account of the database alone; `nobody` has other processes, which could reach its socket and its files. */
const OWN_ACCOUNT = "streamforge-db";
const SOCKET_NAME = ".s.PGSQL.5432";
const MAX_SOCKET_BYTES = 107; // sun_path without its final zero

/** The folders of the database, and the lock under which they were found. */
export interface LockedHome extends Disposable {
  home: Home;
}

/**
 * Finds or creates the folders of the database, and takes its lock first: of processes that start at once, one sets the
 * database up or takes it over, and the others find it so.
 *
 * Normally that is `DATA_DIR/postgres`. Under root, Postgres runs as the person whose database it is, or else as
 * `streamforge-db`, if there is that account, or else as `nobody`, who must be able to enter every folder above. If
 * DATA_DIR belongs to root, it is made passable (mode 711) and its contents private; folders above it are never
 * changed. If one of them can't be entered, such as /root, the database is put in `/var/lib/streamforge/postgres/<id>`,
 * and `DATA_DIR/postgres/location` contains that path.
 * @throws {ConfigError} if no folder is possible
 */
export async function openHome(dataDir: string, cacheDir: string, log: Log): Promise<LockedHome> {
  await Deno.mkdir(dataDir, { recursive: true });
  dataDir = await Deno.realPath(dataDir);
  const base = `${dataDir}/postgres`;
  await makeFolder(base, 0o700);
  const locks = [await takeLock(base)];
  const release = () => locks.splice(0).forEach((file) => file.close());
  try {
    const account = Deno.uid() === 0 ? await personOf(await placeOf(base) ?? base) ?? await ownAccount() : null;
    const folder = await locate(dataDir, base, account, log);
    if (folder !== base) locks.push(await takeLock(folder));
    const home = await prepareHome(folder, cacheDir, account, log);
    return { home, [Symbol.dispose]: release };
  } catch (error) {
    release();
    throw error instanceof NotPassableError ? notPassable(dataDir) : error;
  }
}

/** The folder that `DATA_DIR/postgres/location` names; null without that file. */
async function placeOf(base: string): Promise<string | null> {
  const pointer = `${base}/location`;
  if (!await exists(pointer)) return null;
  const folder = (await Deno.readTextFile(pointer)).trim();
  if (await exists(folder)) return folder;
  throw new ConfigError(
    `the database of ${
      base.slice(0, base.lastIndexOf("/"))
    } was in ${folder} (according to ${pointer}), which is gone: ` +
      "put it back, or delete that file to begin with an empty database",
  );
}

async function locate(dataDir: string, base: string, account: Account | null, log: Log): Promise<string> {
  const place = await placeOf(base);
  if (place !== null) return place;
  if (!account || await makePassable(dataDir, account, log) || dataFoldersIn(base).length > 0) return base;
  const elsewhere = `/var/lib/streamforge/postgres/${newId()}`;
  if (!await isPassable("/var/lib", account)) throw new NotPassableError();
  await makeFolder(elsewhere, 0o711);
  await writeWhole(`${base}/location`, `${elsewhere}\n`, { mode: 0o600, isFlushed: true });
  log.info("the database is stored outside DATA_DIR, which other users may not enter", { folder: elsewhere });
  return elsewhere;
}

async function prepareHome(folder: string, cacheDir: string, account: Account | null, log: Log): Promise<Home> {
  if (account?.isOwn) account = await takeOver(folder, account, log);
  if (account?.isPerson) {
    log.warn(
      "the database stays with the user who made it; other files that root stores in DATA_DIR will be root's: start as that user",
      { user: account.uid },
    );
  }
  // its files have modes of their own; a copied folder may have another mode
  if (account && (await Deno.stat(folder)).uid === Deno.uid()) await Deno.chmod(folder, 0o711);
  if (account && !await isPassable(folder, account)) throw new NotPassableError();
  if (account) {
    cacheDir = "/var/cache/streamforge";
    await makeFolder(cacheDir, 0o755);
  } else {
    await Deno.mkdir(cacheDir, { recursive: true });
  }
  return { folder, cacheDir, account, socketDir: await makeSocketDir(folder, account) };
}

class NotPassableError extends Error {}

function notPassable(dataDir: string): ConfigError {
  return new ConfigError(
    `DATA_DIR is ${dataDir}: as root the database runs as an unprivileged user, which cannot get there; ` +
      "set DATA_DIR to a folder such as /srv/streamforge, or DATABASE_URL, or start as an ordinary user",
  );
}

/** The accounts of this system that the database has run as under root, the preferred one first. */
async function ourAccounts(): Promise<string[][]> {
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  return [OWN_ACCOUNT, "nobody", "postgres"].map((wanted) => users.find(([name]) => name === wanted))
    .filter((user) => user !== undefined);
}

/**
 * The person whose database it is; null if root or one of our accounts made it, or nobody has. Without an own account
 * its files would be nobody's for good, so a start as root must not take them from a person.
 */
async function personOf(folder: string): Promise<Account | null> {
  const ours = [0, ...(await ourAccounts()).map((user) => Number(user[2]))];
  for (const name of dataFoldersIn(folder)) {
    const { uid, gid } = await Deno.stat(`${folder}/${name}`);
    if (!ours.includes(uid!)) return { uid: uid!, gid: gid!, isPerson: true };
  }
  return null;
}

/** Names of data folders, the newest version first. */
export function dataFoldersIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter(({ name, isDirectory }) => isDirectory && /^\d+$/.test(name))
    .map(({ name }) => name).sort((a, b) => Number(b) - Number(a));
}

/** Finds the database's own account, or else `nobody` or `postgres`: initdb needs a user with a name. */
async function ownAccount(): Promise<Account> {
  const [user] = await ourAccounts();
  if (!user || !(Number(user[2]) > 0)) {
    throw new ConfigError(
      "PostgreSQL does not run as root and /etc/passwd names neither nobody nor postgres: " +
        "start as an ordinary user, or set DATABASE_URL",
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]), isOwn: user[0] === OWN_ACCOUNT };
}

/**
 * Gives the data folders of a database that ran as another user to its own account. The caller holds the lock.
 *
 * @returns the account to run as: the earlier one while the database is in use
 */
export async function takeOver(folder: string, account: Account, log: Log): Promise<Account> {
  const names = [...dataFoldersIn(folder), "run"].filter((name) => isFolder(`${folder}/${name}`));
  const foreign = names.map((name) => ({ path: `${folder}/${name}`, ...Deno.statSync(`${folder}/${name}`) }))
    .filter(({ uid }) => uid !== account.uid);
  if (foreign.length === 0) return account;
  const isInUse = await isUsed(folder); // also by containers whose processes are not to be seen
  for (const { path, uid, gid } of foreign) {
    if (isInUse || await isServed(path)) {
      log.info("the database goes on as its earlier user until it is stopped", { user: uid });
      return { uid: uid!, gid: gid! };
    }
  }
  for (const { path } of foreign) await chownAll(path, account);
  log.info("the database runs as an account of its own from now on", { account: OWN_ACCOUNT });
  return account;
}

function isFolder(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Whether a server runs on a data folder. */
export async function isServed(dataFolder: string): Promise<boolean> {
  return await servingPid(dataFolder) !== null;
}

/** The process that serves a data folder: the one that its lock file names, if that works there. */
export async function servingPid(dataFolder: string): Promise<number | null> {
  const text = await Deno.readTextFile(`${dataFolder}/postmaster.pid`).catch(() => "");
  const pid = Number(text.split("\n")[0]);
  const cwd = await Deno.readLink(`/proc/${pid}/cwd`).catch(() => null);
  return cwd !== null && cwd === await Deno.realPath(dataFolder) ? pid : null;
}

/** By the system's program, which a process of the earlier user can't lead elsewhere by a link while it works. */
async function chownAll(path: string, { uid, gid }: Account): Promise<void> {
  const { success, stderr } = await new Deno.Command("chown", { args: ["-R", "-h", `${uid}:${gid}`, path] }).output();
  if (!success) throw new ConfigError(`${path} could not be handed over: ${new TextDecoder().decode(stderr).trim()}`);
}

/** Whether a user can enter `path`, by the modes of all folders above it. */
async function isPassable(path: string, { uid, gid }: Account): Promise<boolean> {
  for (let at = path;; at = at.slice(0, at.lastIndexOf("/")) || "/") {
    const { mode, uid: owner, gid: group } = await Deno.stat(at);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (((mode ?? 0) & bit) === 0) return false;
    if (at === "/") return true;
  }
}

async function makePassable(dataDir: string, account: Account, log: Log): Promise<boolean> {
  if (await isPassable(dataDir, account)) return true;
  const parent = dataDir.slice(0, dataDir.lastIndexOf("/")) || "/";
  if (!await isPassable(parent, account)) return false;
  const { uid, mode } = await Deno.stat(dataDir);
  if (uid !== Deno.uid()) return false;
  // files that only the folder's mode kept private get private modes
  for await (const entry of Deno.readDir(dataDir)) {
    if (entry.isSymlink || entry.name === "postgres") continue;
    const path = `${dataDir}/${entry.name}`;
    await Deno.chmod(path, ((await Deno.stat(path)).mode ?? 0) & 0o700);
  }
  await Deno.chmod(dataDir, (mode ?? 0) & 0o777 | 0o011);
  log.info("other users may now enter DATA_DIR, not list it: the database runs as one of them", { folder: dataDir });
  return true;
}

async function makeFolder(path: string, mode: number): Promise<void> {
  const parent = path.slice(0, path.lastIndexOf("/"));
  if (parent && !await exists(parent)) await makeFolder(parent, mode | 0o011);
  try {
    await Deno.mkdir(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return;
  }
  await Deno.chmod(path, mode); // mkdir's mode is reduced by the umask
}

/**
 * Makes a folder that only the database's user and root can enter: Postgres accepts everyone who reaches its socket.
 */
async function makeSocketDir(folder: string, account: Account | null): Promise<string> {
  const uid = account?.uid ?? Deno.uid() ?? 0;
  const bytes = new TextEncoder().encode(`${folder}/run/${SOCKET_NAME}`).length;
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const path = bytes <= MAX_SOCKET_BYTES ? `${folder}/run` : `/tmp/streamforge-${uid}-${hash}`;
  if (!await exists(path)) {
    // created under a temporary name, so that other processes never see it with the wrong owner
    const temporary = `${path}.${newId()}`;
    await Deno.mkdir(temporary, { mode: 0o700 });
    if (account) await Deno.chown(temporary, account.uid, account.gid);
    // the rename fails if another process was quicker, and its folder contains a socket
    await Deno.rename(temporary, path).catch(() => Deno.remove(temporary));
  }
  const { isDirectory, uid: owner, mode } = await Deno.lstat(path);
  if (!isDirectory || owner !== uid || ((mode ?? 0) & 0o077) !== 0) {
    throw new ConfigError(
      `${path} must be a folder of user ${uid} with mode 700: it belongs to user ${owner}; remove it, ` +
        "or start as the user that made it",
    );
  }
  return path;
}
