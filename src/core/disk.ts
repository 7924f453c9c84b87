import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { NoSpaceError } from "./errors.ts";

/** ENOSPC, EDQUOT; Postgres's disk_full. */
const CODES = ["ENOSPC", "EDQUOT", "53100"];
const WORDS = /no space left on device|disk quota exceeded/i;

/**
 * Bytes that may still be written where `path` lies, to a user without root's reserve. A path that is not there yet
 * counts as its nearest folder that is.
 */
export async function freeBytes(path: string): Promise<number> {
  for (let folder = path;; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return Number(bavail) * Number(bsize);
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT" || folder === dirname(folder)) throw error;
    }
  }
}

/** Whether a write failed because a disk is full, here or the database's. */
export function isNoSpace(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NoSpaceError || CODES.includes((cause as { code?: string }).code ?? "")) return true;
    if (WORDS.test(cause.message)) return true;
  }
  return false;
}

/** `1.5 GB` and the like, for a message. */
export function bytesInWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
