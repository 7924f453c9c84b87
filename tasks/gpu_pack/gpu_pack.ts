/**
 * `./sf gpu-pack DIR`: collects what `gpu-check` needs on a host that is reached only by copying, in parts of at most
 * 60 MiB, with a script that puts them together there: the compiled binary (the clip of speech is in it), ONNX
 * Runtime's library with its CUDA provider, and the weights of a small model. CUDA and cuDNN are assumed on the host,
 * by the system or in a Python's nvidia packages; `--with-cuda` packs them too.
 */
import { parseArgs } from "node:util";
import { ModelStore } from "../../ml/models/store.ts";
import { ONNXRUNTIME_VERSION } from "../../ml/onnx/session.ts";
import { readConfig } from "../../src/core/settings/config.ts";
import { CUDA_VERSIONS, type CudaMajor } from "../../src/cli/gpu_check/cuda_versions.ts";
import { USED_MODELS } from "../../src/cli/gpu_check/models.ts";
import { createLog } from "../../src/core/log.ts";

const root = new URL("../../", import.meta.url).pathname;
const MIB = 2 ** 20;
const PART_MIB = 60;
/** pip takes the tags that are named, and with manylinux2014 those before it. The binary needs glibc 2.28 anyway. */
export const PLATFORMS = ["manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014"].flatMap((tag) => {
  return ["--platform", `${tag}_x86_64`];
});
const USAGE = `usage: ./sf gpu-pack DIR [options]
  --with-cuda       packs CUDA's and cuDNN's libraries too, 2 GB more
  --without-provider  leaves out ONNX Runtime's CUDA provider, for a host that has it in ONNXRUNTIME_DIR
  --binary PATH     a compiled StreamForge (default: it is compiled now, to dist/streamforge)
  --model NAME      the weights to pack: ${USED_MODELS.join(", ")} (default: base)
  --part-mib N      the size of a part in MiB, 1 to ${PART_MIB} (default: ${PART_MIB})`;

export interface PackOptions {
  /** Where the parts are written. It must be empty or not exist. */
  out: string;
  binary: string;
  /** Folder with the weights, and the model's name. */
  model: { name: string; folder: string };
  /** Folder with libonnxruntime.so.1 and the providers; null: none is packed. */
  runtime: string | null;
  /** Folder with CUDA's libraries; null: none is packed. */
  cuda: string | null;
  partBytes: number;
}

/** Writes the parts, their list and the script. @returns the names of the parts */
export async function writePack(options: PackOptions): Promise<string[]> {
  const { out, binary, model, runtime, cuda, partBytes } = options;
  await Deno.mkdir(out, { recursive: true });
  checkEmpty(out);
  const stage = await Deno.makeTempDir({ prefix: "gpu-pack-" });
  try {
    await Deno.copyFile(binary, `${stage}/streamforge`);
    await Deno.chmod(`${stage}/streamforge`, 0o755);
    await linkFiles(model.folder, `${stage}/models/${model.name}`, /^[^.].*\.(bin|json|safetensors)$/);
    if (runtime) await linkFiles(runtime, `${stage}/onnxruntime`, /\.so(\.\d+)*$/);
    if (cuda) await linkFiles(cuda, `${stage}/cuda`, /\.so(\.\d+)*$/);
    const names = await writeParts(stage, out, partBytes);
    await Deno.copyFile(`${root}tasks/gpu_pack/gpu-check.sh`, `${out}/gpu-check.sh`);
    await Deno.chmod(`${out}/gpu-check.sh`, 0o755);
    return names;
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** @throws {Error} if a folder holds something */
function checkEmpty(folder: string): void {
  const [present] = Deno.readDirSync(folder);
  if (present) throw new Error(`"${folder}" holds ${present.name} and more: it must be empty`);
}

/** Links files into a folder, or copies those of another disk: they are gigabytes. */
async function linkFiles(from: string, to: string, pattern: RegExp): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory || !pattern.test(name)) continue;
    const path = await Deno.realPath(`${from}/${name}`); // else a link to a link, which the host lacks, may be packed
    await Deno.link(path, `${to}/${name}`).catch(() => Deno.copyFile(path, `${to}/${name}`));
  }
}

/** Packs a folder as tar.gz, cut into parts, with their hashes in parts.sha256. */
async function writeParts(folder: string, out: string, partBytes: number): Promise<string[]> {
  const names = (await readNames(folder)).sort();
  const tar = new Deno.Command("tar", { args: ["-czf", "-", "-C", folder, ...names], stdout: "piped" }).spawn();
  const parts: { name: string; sha256: string }[] = [];
  let waiting: Uint8Array[] = [];
  let size = 0;
  const write = async () => {
    const bytes = concatenate(waiting, size);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const name = `part-${String(parts.length + 1).padStart(3, "0")}`;
    await Deno.writeFile(`${out}/${name}`, bytes);
    parts.push({ name, sha256: digest.toHex() });
    [waiting, size] = [[], 0];
  };
  for await (const chunk of tar.stdout) {
    for (let rest: Uint8Array = chunk; rest.length > 0;) {
      const piece = rest.subarray(0, partBytes - size);
      waiting.push(piece);
      size += piece.length;
      rest = rest.subarray(piece.length);
      if (size === partBytes) await write();
    }
  }
  if (size > 0) await write();
  if (!(await tar.status).success) throw new Error("tar could not pack the files");
  await Deno.writeTextFile(`${out}/parts.sha256`, parts.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
  return parts.map(({ name }) => name);
}

async function readNames(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}

function concatenate(pieces: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

interface ProviderPin {
  cuda: CudaMajor;
  /** pip's file with the hash of the wheel. */
  path: string;
}

/** The pin of the provider of the program's version, which is for one version of CUDA. */
async function providerPin(): Promise<ProviderPin> {
  for (const cuda of ["13", "12"] as const) {
    const path = `${root}tasks/image/cuda${cuda}.txt`;
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.includes(`onnxruntime-gpu==${ONNXRUNTIME_VERSION} `)) return { cuda, path };
  }
  throw new Error(`tasks/image pins no hash of onnxruntime-gpu ${ONNXRUNTIME_VERSION}`);
}

/** The library of node_modules, and the providers from the wheel of its version, whose hash is pinned. */
async function collectRuntime(into: string, pin: ProviderPin): Promise<void> {
  const library = `${root}node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1`;
  const folder = await Deno.makeTempDir({ dir: into });
  await pip(["download", "--no-deps", "--only-binary=:all:", "--python-version=3.12", ...PLATFORMS].concat(
    ["--require-hashes", "-d", folder, "-r", pin.path],
  ));
  const [wheel] = await readNames(folder);
  await run("python3", ["-m", "zipfile", "-e", `${folder}/${wheel}`, `${folder}/wheel`]);
  await Deno.mkdir(`${into}/runtime`);
  await Deno.copyFile(library, `${into}/runtime/libonnxruntime.so.1`);
  for (const name of ["cuda", "shared"]) {
    const file = `libonnxruntime_providers_${name}.so`;
    await Deno.rename(`${folder}/wheel/onnxruntime/capi/${file}`, `${into}/runtime/${file}`);
  }
}

/** The libraries of Python's nvidia packages, in one folder. */
async function collectCuda(into: string, cuda: CudaMajor): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: into });
  await pip(["download", "--no-deps", "--only-binary=:all:", ...PLATFORMS, "-d", folder].concat(
    CUDA_VERSIONS[cuda].packages,
  ));
  const wheels = (await readNames(folder)).sort();
  for (const wheel of wheels) await run("python3", ["-m", "zipfile", "-e", `${folder}/${wheel}`, `${folder}/wheels`]);
  await Deno.mkdir(`${into}/cuda`);
  for (const name of await readNames(`${folder}/wheels/nvidia`)) {
    const libraries = `${folder}/wheels/nvidia/${name}/lib`;
    if (await Deno.stat(libraries).then(() => true, () => false)) {
      await linkFiles(libraries, `${into}/cuda`, /\.so(\.\d+)*$/);
    }
  }
  await Deno.remove(folder, { recursive: true });
  console.log(
    `CUDA's and cuDNN's libraries are of ${wheels.map((name) => name.split("-").slice(0, 2).join(" ")).join(", ")}`,
  );
}

async function pip(args: string[]): Promise<void> {
  await run("python3", ["-m", "pip", args[0], "--quiet", "--disable-pip-version-check", ...args.slice(1)]);
}

async function run(command: string, args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args, stdout: "inherit", stderr: "inherit" }).output();
  if (!success) throw new Error(`${command} ${args.slice(0, 4).join(" ")} ... failed`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: {
      "with-cuda": { type: "boolean" },
      "without-provider": { type: "boolean" },
      binary: { type: "string" },
      model: { type: "string", default: "base" },
      "part-mib": { type: "string", default: String(PART_MIB) },
    },
  });
  const partMib = Number(values["part-mib"]);
  if (positionals.length !== 1) throw new Error(`one folder is needed\n${USAGE}`);
  if (!Number.isInteger(partMib) || partMib < 1 || partMib > PART_MIB) {
    throw new Error(`--part-mib is ${values["part-mib"]}: it must be a whole number from 1 to ${PART_MIB}`);
  }
  const start = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  const absolute = (path: string) => path.startsWith("/") ? path : `${start}/${path}`;
  if (!USED_MODELS.includes(values.model)) {
    throw new Error(`--model is ${values.model}: gpu-check uses ${USED_MODELS.join(", ")}`);
  }
  const out = absolute(positionals[0]);
  if (await Deno.stat(out).then(() => true, () => false)) checkEmpty(out); // before the downloads
  const binary = values.binary ? absolute(values.binary) : `${root}dist/streamforge`;
  // one that is there may be of older sources
  if (!values.binary) await run(Deno.execPath(), ["run", "-A", `${root}tasks/compile.ts`]);
  const { modelsDir, hubUrl } = readConfig(Deno.env.toObject());
  const folder = await new ModelStore(modelsDir, createLog("info"), { hubUrl }).resolve(values.model);
  const work = await Deno.makeTempDir({ prefix: "gpu-pack-" });
  try {
    const pin = await providerPin();
    if (!values["without-provider"]) await collectRuntime(work, pin);
    if (values["with-cuda"]) await collectCuda(work, pin.cuda);
    const names = await writePack({
      ...{ out, binary, model: { name: values.model, folder }, partBytes: partMib * MIB },
      runtime: values["without-provider"] ? null : `${work}/runtime`,
      cuda: values["with-cuda"] ? `${work}/cuda` : null,
    });
    console.log(
      `${out} holds ${names.length} parts, parts.sha256 and gpu-check.sh: copy them all to one folder of the`,
    );
    console.log("host and run: sh gpu-check.sh");
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(`gpu-pack: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
