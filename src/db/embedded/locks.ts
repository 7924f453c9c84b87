import { createHash } from "node:crypto";
import { lchown } from "node:fs/promises";
import { ConfigError } from "../../core/errors.ts";
import { tryLock } from "../../core/file_lock.ts";
import { exists } from "./binaries.ts";

/**
 * Takes the lock for setting up, starting or stopping the database of a folder. Closing the file, or the end of the
 * process, releases it.
 */
export async function takeLock(folder: string): Promise<Deno.FsFile> {
  const file = await openLockFile(folder, "lock");
  await file.lock(true);
  return file;
}

/** Opens a lock file, which belongs to the owner of the folder: root leaves none that this person can't open. */
async function openLockFile(folder: string, name: string): Promise<Deno.FsFile> {
  const path = `${folder}/${name}`;
  if ((await Deno.lstat(path).catch(() => null))?.isSymlink) {
    throw new ConfigError(`${path} must be a file, not a link`);
  }
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  const { uid, gid } = await Deno.stat(folder);
  if (Deno.uid() === 0 && (await file.stat()).uid !== uid) await lchown(path, uid!, gid!);
  return file;
}

/** Names the process namespace in which the server was started. */
const SERVER_FILE = "server_users";

/**
 * Who uses the database of a folder. Each process holds two shared locks: one that all have, by which the last one
 * knows that it must stop the server, and one of its process namespace. Another container sees neither this one's
 * server nor its process id, so it must not take the server for gone.
 */
export class DatabaseUsers {
  #folder: string;
  #files: Deno.FsFile[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Joins the users. The caller holds the lock. */
  static async join(folder: string): Promise<DatabaseUsers> {
    const users = new DatabaseUsers(folder);
    for (const name of ["users", await ownName()]) {
      const file = await openLockFile(folder, name);
      users.#files.push(file);
      await file.lock(false);
    }
    return users;
  }

  /** Leaves. The caller holds the lock. @returns whether nobody else uses the database */
  async leave(): Promise<boolean> {
    this.close();
    if (await isUsed(this.#folder)) return false;
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (name.startsWith("users-")) await Deno.remove(`${this.#folder}/${name}`);
    }
    return true;
  }

  /** Remembers that this process starts the server. The caller holds the lock. */
  async recordStart(): Promise<void> {
    using file = await openLockFile(this.#folder, SERVER_FILE);
    await file.truncate();
    await file.write(new TextEncoder().encode(await ownName()));
  }

  /** Whether the server is in a namespace whose processes use it and can't be seen. The caller holds the lock. */
  async isServerElsewhere(): Promise<boolean> {
    const name = await Deno.readTextFile(`${this.#folder}/${SERVER_FILE}`).catch(() => "");
    return /^users-\w+$/.test(name) && name !== await ownName() && await isHeld(this.#folder, name);
  }

  close(): void {
    for (const file of this.#files.splice(0)) file.close();
  }
}

/** Whether any process uses the database of a folder. The caller holds the lock. */
export async function isUsed(folder: string): Promise<boolean> {
  return await isHeld(folder, "users");
}

async function isHeld(folder: string, name: string): Promise<boolean> {
  if (!await exists(`${folder}/${name}`)) return false;
  using file = await openLockFile(folder, name);
  return !await tryLock(file, true);
}

/** The lock file of this process namespace, on this run of this machine. */
async function ownName(): Promise<string> {
  const [namespace, boot] = await Promise.all([
    Deno.readLink("/proc/self/ns/pid").catch(() => ""), // macOS has neither
    Deno.readTextFile("/proc/sys/kernel/random/boot_id").catch(() => ""),
  ]);
  return `users-${createHash("sha256").update(`${boot} ${namespace}`).digest("hex").slice(0, 16)}`;
}
