import { ARCHITECTURE } from "../../src/core/architecture.ts";
import { assetPath } from "../../src/core/assets.ts";
import { writeWhole } from "../../src/core/files.ts";
const NAME = "libonnxruntime.so.1";

/**
 * Returns the path of the library to load before the addon; null if the addon finds the library itself, as in a
 * checkout.
 *
 * The compiled binary contains the library and unpacks it once, into a folder named by its hash.
 * @throws {Error} if it can't be unpacked
 */
export async function libraryPath({ folder, cacheDir }: RuntimeLibrary): Promise<string | null> {
  if (folder) return `${folder}/${NAME}`;
  if (!Deno.build.standalone) return null;
  const packed = await Deno.readFile(assetPath(`libonnxruntime-${ARCHITECTURE}.so.1.gz`));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  const target = `${cacheDir}/onnxruntime-${digest.subarray(0, 8).toHex()}`;
  const path = `${target}/${NAME}`;
  if (await Deno.stat(path).then(() => true, () => false)) return path;
  await Deno.mkdir(target, { recursive: true });
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  await writeWhole(path, unpacked, { mode: 0o755 }); // two processes may do this at once
  return path;
}

/** Location of the native library. */
export interface RuntimeLibrary {
  /** A folder with libonnxruntime.so.1 and the CUDA providers; null: the library that comes with the program. */
  folder: string | null;
  /** Where the compiled binary unpacks its library. */
  cacheDir: string;
}
