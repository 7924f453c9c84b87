import { createHash } from "node:crypto";
import { ConfigError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { exists } from "./binaries.ts";

/** The user for Postgres when the program runs as root, which Postgres refuses. */
export interface Account {
  uid: number;
  gid: number;
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

const SOCKET_NAME = ".s.PGSQL.5432";
const MAX_SOCKET_BYTES = 107; // sun_path without its final zero

/**
 * Finds or creates the folders of the database.
 *
 * Normally that is `DATA_DIR/postgres`. Under root, Postgres runs as `nobody`, who must be able to enter every folder
 * above. If DATA_DIR belongs to root, it is made passable (mode 711) and its contents private; folders above it are
 * never changed. If one of them can't be entered, such as /root, the database is put in
 * `/var/lib/streamforge/postgres/<id>`, and `DATA_DIR/postgres/location` contains that path.
 * @throws {ConfigError} if no folder is possible
 */
export async function findHome(dataDir: string, cacheDir: string, log: Log): Promise<Home> {
  await Deno.mkdir(dataDir, { recursive: true });
  dataDir = await Deno.realPath(dataDir);
  const account = Deno.uid() === 0 ? await findUnprivilegedUser() : null;
  let folder = `${dataDir}/postgres`;
  const pointer = `${folder}/location`;
  if (await exists(pointer)) {
    folder = (await Deno.readTextFile(pointer)).trim();
    if (!await exists(folder)) {
      throw new ConfigError(
        `the database of ${dataDir} was in ${folder} (according to ${pointer}), which is gone: put it back, ` +
          "or delete that file to begin with an empty database",
      );
    }
  } else if (account && !await makePassable(dataDir, account, log) && !await exists(folder)) {
    await makeFolder(folder, 0o700);
    const elsewhere = `/var/lib/streamforge/postgres/${newId()}`;
    if (!await isPassable("/var/lib", account)) throw notPassable(dataDir);
    await makeFolder(elsewhere, 0o711);
    await Deno.writeTextFile(pointer, `${elsewhere}\n`, { mode: 0o600 });
    log.info("the database is stored outside DATA_DIR, which other users may not enter", { folder: elsewhere });
    folder = elsewhere;
  }
  await makeFolder(folder, account ? 0o711 : 0o700);
  // its files have modes of their own; a copied folder may have another mode
  if (account && (await Deno.stat(folder)).uid === Deno.uid()) await Deno.chmod(folder, 0o711);
  if (account && !await isPassable(folder, account)) throw notPassable(dataDir);
  if (account) {
    cacheDir = "/var/cache/streamforge";
    await makeFolder(cacheDir, 0o755);
  } else {
    await Deno.mkdir(cacheDir, { recursive: true });
  }
  return { folder, cacheDir, account, socketDir: await makeSocketDir(folder, account) };
}

function notPassable(dataDir: string): ConfigError {
  return new ConfigError(
    `DATA_DIR is ${dataDir}: as root the database runs as an unprivileged user, which cannot get there; ` +
      "set DATA_DIR to a folder such as /srv/streamforge, or DATABASE_URL, or start as an ordinary user",
  );
}

/** Finds `nobody`, or else `postgres`: initdb needs a user with a name. */
async function findUnprivilegedUser(): Promise<Account> {
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const user = users.find(([name]) => name === "nobody") ?? users.find(([name]) => name === "postgres");
  if (!user || !(Number(user[2]) > 0)) {
    throw new ConfigError(
      "PostgreSQL does not run as root and /etc/passwd names neither nobody nor postgres: " +
        "start as an ordinary user, or set DATABASE_URL",
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether a user can enter `path`, by the modes of all folders above it. */
export async function isPassable(path: string, { uid, gid }: Account): Promise<boolean> {
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
