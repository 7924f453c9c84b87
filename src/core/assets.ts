import { unzipSync } from "fflate";

/**
 * The path of a file that `deno task assets` made: in a checkout under `dist/assets`, in the compiled binary inside it.
 * Deno's own functions can read it; native code and other programs can't where it is inside the binary.
 */
export function assetPath(name: string): string {
  return new URL(`../../dist/assets/${name}`, import.meta.url).pathname;
}

/**
 * Unpacks a ZIP asset into `<folder>/<name>-<hash>` once and returns that path. Two processes that start at once may
 * both unpack; the first rename wins and both see whole files.
 *
 * @param name of the asset, such as `onnxruntime.zip`
 * @param folder absolute; made if it is not there
 */
export async function unpackAsset(name: string, folder: string): Promise<string> {
  const packed = await Deno.readFile(assetPath(name));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", packed)).toHex().slice(0, 16);
  const target = `${folder}/${name.replace(/\.zip$/, "")}-${hash}`;
  if (await exists(target)) return target;
  await Deno.mkdir(folder, { recursive: true });
  const partial = await Deno.makeTempDir({ dir: folder, prefix: ".unpacking-" });
  for (const [path, bytes] of Object.entries(unzipSync(packed))) {
    const file = `${partial}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    if (!path.endsWith("/")) await Deno.writeFile(file, bytes, { mode: 0o755 });
  }
  await Deno.chmod(partial, 0o755);
  try {
    await Deno.rename(partial, target);
  } catch (error) {
    await Deno.remove(partial, { recursive: true });
    if (!await exists(target)) throw error;
  }
  return target;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
