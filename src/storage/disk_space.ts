import { statfs } from "node:fs/promises";
import type { Config } from "../core/settings/config.ts";
import { nearestFolder } from "../core/disk.ts";
import { NoSpaceError, TooLargeError } from "../core/errors.ts";

/** Without MIN_FREE_BYTES this share of the disk is kept free, at most a GiB. */
const RESERVED_SHARE = 0.05;
const MAX_RESERVED_BYTES = 2 ** 30;
/** The free space is checked again after so many bytes of a body. */
export const CHECK_EVERY_BYTES = 8 * 2 ** 20;

type Place = Pick<Config, "dataDir"> & Partial<Pick<Config, "minFreeBytes">>;
/** Without `storage`, the storage is local. */
type UploadPlace = Place & Partial<Pick<Config, "storage" | "scratchBytes">>;

export interface DiskSpace {
  freeBytes: number;
  /** What uploads and jobs leave free, for the database and the rest of the machine. */
  keptBytes: number;
}

/** The space on the disk of DATA_DIR; or on that of DATA_DIR/media, if it is another disk with less space to spare. */
export async function diskSpace({ dataDir, minFreeBytes = null }: Place): Promise<DiskSpace> {
  const [data, media] = await Promise.all([dataDir, `${dataDir}/media`].map((path) => spaceAt(path, minFreeBytes)));
  return media.freeBytes - media.keptBytes < data.freeBytes - data.keptBytes ? media : data;
}

async function spaceAt(path: string, minFreeBytes: number | null): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(await nearestFolder(path));
  const share = Math.min(MAX_RESERVED_BYTES, Math.floor(Number(blocks) * Number(bsize) * RESERVED_SHARE));
  return { freeBytes: Number(bavail) * Number(bsize), keptBytes: minFreeBytes ?? share };
}

/**
 * Throws if the disk has no room for `neededBytes`.
 *
 * @param neededBytes the size of the body to store; 0 if unknown
 * @throws {NoSpaceError} it names the needed and the free bytes
 */
export async function requireSpace(place: Place, neededBytes: number): Promise<void> {
  const space = await diskSpace(place);
  if (space.freeBytes - neededBytes >= space.keptBytes) return;
  const needed = neededBytes > 0 ? `it needs ${neededBytes} bytes, and ` : "";
  throw new NoSpaceError(`there is not enough space on the server's disk: ${needed}${describeSpace(space)}`);
}

/**
 * Throws if an upload has no room. Where the storage is not on this machine, the upload does not stay on this disk, but
 * ffprobe needs a copy of it.
 *
 * @param neededBytes the size of the upload; 0 if unknown
 * @throws {NoSpaceError} {TooLargeError} if it is larger than copies may be
 */
export async function requireUploadSpace(place: UploadPlace, neededBytes: number): Promise<void> {
  const { scratchBytes = Infinity } = place;
  if (!isOnThisDisk(place) && neededBytes > scratchBytes) {
    throw new TooLargeError(
      `the file has ${neededBytes} bytes, and copies for ffmpeg may have ${scratchBytes} on this server (SCRATCH_BYTES)`,
    );
  }
  await requireSpace(place, neededBytes);
}

function isOnThisDisk({ storage = "local" }: UploadPlace): boolean {
  return storage === "local";
}

/** Returns "5000 bytes are free, of which 4000 are kept free". */
export function describeSpace({ freeBytes, keptBytes }: DiskSpace): string {
  return `${freeBytes} bytes are free, of which ${keptBytes} are kept free`;
}

/**
 * Passes a body on to the storage and fails with `NoSpaceError` before the disk is full: other writers may fill it too.
 */
export function limitToSpace(body: ReadableStream<Uint8Array>, place: UploadPlace): ReadableStream<Uint8Array> {
  if (!isOnThisDisk(place)) return body;
  const reader = body.getReader();
  let uncheckedBytes = 0;
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) return controller.close();
      uncheckedBytes += value.length;
      if (uncheckedBytes >= CHECK_EVERY_BYTES) {
        uncheckedBytes = 0;
        await requireSpace(place, 0);
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Sums up the bytes of all files below a folder, without those that are deleted in the meantime. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      bytes += isDirectory ? await folderBytes(path) : (await Deno.lstat(path)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}
