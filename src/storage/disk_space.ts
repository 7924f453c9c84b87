import { statfs } from "node:fs/promises";
import type { Config } from "../core/config.ts";
import { nearestFolder } from "../core/disk.ts";
import { NoSpaceError } from "../core/errors.ts";

/** Without MIN_FREE_BYTES: this share of the disk is kept free, and a GiB at most. */
const KEPT_SHARE = 0.05;
const MOST_KEPT_BYTES = 2 ** 30;
/** How many bytes of a body may come between two looks at the disk. */
export const LOOK_EVERY_BYTES = 8 * 2 ** 20;

type Place = Pick<Config, "dataDir"> & Partial<Pick<Config, "minFreeBytes">>;

export interface DiskSpace {
  freeBytes: number;
  /** What uploads and jobs leave free, for the database and the rest of the machine. */
  keptBytes: number;
}

/** What the disk of DATA_DIR has, or that of the videos in it where it is another and has less to spare. */
export async function diskSpace({ dataDir, minFreeBytes = null }: Place): Promise<DiskSpace> {
  const [data, media] = await Promise.all([dataDir, `${dataDir}/media`].map((path) => spaceAt(path, minFreeBytes)));
  return media.freeBytes - media.keptBytes < data.freeBytes - data.keptBytes ? media : data;
}

async function spaceAt(path: string, minFreeBytes: number | null): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(await nearestFolder(path));
  const share = Math.min(MOST_KEPT_BYTES, Math.floor(Number(blocks) * Number(bsize) * KEPT_SHARE));
  return { freeBytes: Number(bavail) * Number(bsize), keptBytes: minFreeBytes ?? share };
}

/**
 * Refuses what would not fit.
 *
 * @param neededBytes of a body that is to come; 0 where that is not known
 * @throws {NoSpaceError} with the bytes that are needed and free
 */
export async function requireSpace(place: Place, neededBytes: number): Promise<void> {
  const space = await diskSpace(place);
  if (space.freeBytes - neededBytes >= space.keptBytes) return;
  const needed = neededBytes > 0 ? `it needs ${neededBytes} bytes, and ` : "";
  throw new NoSpaceError(`there is not enough space on the server's disk: ${needed}${inWords(space)}`);
}

/** `5000 bytes are free, of which 4000 are kept`. */
export function inWords({ freeBytes, keptBytes }: DiskSpace): string {
  return `${freeBytes} bytes are free, of which ${keptBytes} are kept free`;
}

/** The same body, which breaks off with a `NoSpaceError` before the disk is full: others may fill it meanwhile. */
export function watchSpace(body: ReadableStream<Uint8Array>, place: Place): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytesSinceLook = 0;
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) return controller.close();
      bytesSinceLook += value.length;
      if (bytesSinceLook >= LOOK_EVERY_BYTES) {
        bytesSinceLook = 0;
        await requireSpace(place, 0);
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Bytes of all files below a folder; of what goes away meanwhile nothing. */
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
