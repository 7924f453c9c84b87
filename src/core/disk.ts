import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { NoSpaceError } from "./errors.ts";

/** ENOSPC, EDQUOT; Postgres's disk_full. */
const CODES = ["ENOSPC", "EDQUOT", "53100"];
const WORDS = /no space left on device|disk quota exceeded/i;

/**
 * A disk that is read-only, failing or unplugged, a lost network share, missing rights, too many open files; Postgres's
 * io_error.
 */
const FAULT_CODES = ["EROFS", "EIO", "ENXIO", "ENODEV", "ESTALE", "EACCES", "EPERM", "EMFILE", "ENFILE", "58030"];

/**
 * The storage is another one now, for example because its volume is no longer mounted; or it can't be reached, or refuses
 * this server.
 */
export class StorageGoneError extends Error {
  override name = "StorageGoneError";
  readonly code = "ENODEV";
}

/** Free bytes on the disk of `path`, which need not exist yet; without the reserve for root. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(await nearestFolder(path));
  return Number(bavail) * Number(bsize);
}

/** A path, or the nearest folder above it that exists. */
export async function nearestFolder(path: string): Promise<string> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (await Deno.stat(folder).then(() => true, () => false)) return folder;
  }
  return "/";
}

/** Whether a write failed because a disk is full: this machine's or the database's. */
export function isNoSpace(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NoSpaceError || CODES.includes((cause as { code?: string }).code ?? "")) return true;
    if (WORDS.test(cause.message)) return true;
  }
  return false;
}

/** Whether the storage is gone or can't be reached. */
export function isStorageGone(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StorageGoneError) return true;
  }
  return false;
}

/** The error's code where a disk can't be read or written for another reason than missing space, else null. */
export function diskFault(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code = "" } = cause as { code?: string };
    if (FAULT_CODES.includes(code)) return code;
  }
  return null;
}
