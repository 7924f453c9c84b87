/**
 * Gets Deno and denort of the same version from Python wheels, for machines that can't reach Deno's own download
 * server: deno 2.6.10 from PyPI, and the denort at the start of a program that was compiled with it
 * (bids-validator-deno 2.4.1).
 */
const VERSION = "2.6.10";
const WHEELS = [`deno==${VERSION}`, "bids-validator-deno==2.4.1"];

/** @returns paths of executables, kept in the user's cache folder */
export async function fetchPair(): Promise<{ version: string; deno: string; denort: string }> {
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  const folder = `${cache}/streamforge/deno-${VERSION}`;
  const pair = { version: VERSION, deno: `${folder}/deno`, denort: `${folder}/denort` };
  if (await exists(pair.deno) && await exists(pair.denort)) return pair;
  await Deno.mkdir(folder, { recursive: true });
  const temp = await Deno.makeTempDir({ dir: folder });
  try {
    await run("python3", "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", temp, ...WHEELS);
    for (const { name } of Deno.readDirSync(temp)) await run("python3", "-m", "zipfile", "-e", `${temp}/${name}`, temp);
    const script = (wheel: string, name: string) => `${temp}/${wheel}.data/scripts/${name}`;
    await Deno.writeFile(
      pair.denort,
      elfPart(await Deno.readFile(script("bids_validator_deno-2.4.1", "bids-validator-deno"))),
      {
        mode: 0o755,
      },
    );
    await Deno.rename(script(`deno-${VERSION}`, "deno"), pair.deno);
    await Deno.chmod(pair.deno, 0o755);
  } finally {
    await Deno.remove(temp, { recursive: true });
  }
  return pair;
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
