import { dirname } from "node:path";
import { ONNXRUNTIME_VERSION } from "../../../ml/onnx/session.ts";
import { messageOf } from "../../core/errors.ts";
import { CUDA_VERSIONS, cudaMajor, CUDNN, ZLIB } from "./cuda_versions.ts";
import { readLibrary, runtimeVersion } from "./elf.ts";
import { findLibraries, foldersToAdd } from "./find_libraries.ts";
import { explainFailure, parseList, parseTable } from "./nvidia_smi.ts";
import type { Finding } from "./task.ts";

const SMI_PLACES = [
  "nvidia-smi",
  "/usr/bin/nvidia-smi",
  "/usr/lib/wsl/lib/nvidia-smi",
  "/usr/local/nvidia/bin/nvidia-smi",
];
const SMI_SECONDS = 20;
/** NVIDIA's own: they come with the driver, not with CUDA. */
const DRIVER_LIBRARIES = ["libcuda.so.1"];
const PROVIDER = "libonnxruntime_providers_cuda.so";

interface DriverFinding extends Finding {
  /** nvidia-smi; null where it is missing or fails. */
  smi: string | null;
  /** For LD_LIBRARY_PATH: the folder of libcuda.so.1, where the loader does not look. */
  libraryFolders: string[];
}

/** Looks for the driver: nvidia-smi, the module in the kernel, and CUDA's library. */
export async function findDriver(smiPlaces = SMI_PLACES): Promise<DriverFinding> {
  const kernel = await Deno.readTextFile("/proc/driver/nvidia/version").catch(() => null);
  const kernelVersion = kernel === null ? null : /\s(\d{3}\.[\d.]+)\s/.exec(kernel)?.[1] ?? "unknown";
  const [library] = await findLibraries(DRIVER_LIBRARIES, [], { withPython: false });
  const libraryFolders = foldersToAdd([library]);
  const pathAdvice = libraryFolders.map((folder) =>
    `start StreamForge with LD_LIBRARY_PATH=${folder}: libcuda is there`
  );
  const answer = await runSmi(smiPlaces);
  const table = answer ? parseTable(answer.output) : null;
  const lines = [
    `nvidia-smi: ${answer ? `${answer.path}, ${firstLine(answer.output, table)}` : "not found"}`,
    `kernel module: ${kernelVersion ?? "not loaded (/proc/driver/nvidia is not there)"}`,
    `libcuda.so.1: ${library.path ?? "not found"}`,
  ];
  const data = { smi: answer?.path ?? null, table, kernelVersion, libcuda: library.path };
  const smi = answer?.code === 0 ? answer.path : null;
  if (answer?.code === 0 && library.path) {
    return {
      ...{ smi, libraryFolders, lines, data, advice: pathAdvice },
      state: "ok",
      summary: `driver ${table!.driverVersion ?? kernelVersion ?? "of unknown version"}, for CUDA up to ${
        table!.cudaVersion ?? "?"
      }`,
    };
  }
  const known = answer ? explainFailure(answer.output) : null;
  const found = { smi, libraryFolders, lines, data };
  if (known) return { ...found, state: "failed", summary: known.problem, advice: [known.advice] };
  if (!answer && kernelVersion === null && library.path === null) {
    const advice = [
      "install NVIDIA's driver (580 or later for CUDA 13) and restart; in a container: `docker run --gpus all`",
    ];
    return { ...found, state: "absent", summary: "there is no NVIDIA driver", advice };
  }
  // CUDA itself needs the module and the library only
  const isUsable = library.path !== null && (kernelVersion !== null || library.path.includes("/wsl/"));
  const advice = library.path === null
    ? ["libcuda.so.1 comes with the driver: install its compute libraries; in a container: `docker run --gpus all`"]
    : [...pathAdvice, "nvidia-smi comes with the driver (nvidia-utils): without it memory and load are not measured"];
  return { ...found, state: isUsable ? "ok" : "failed", summary: "the driver is here in part", advice };
}

/** Lists the devices by nvidia-smi; the driver's library says the rest, in the next part. */
export async function listDevices(smi: string): Promise<string[]> {
  const listed = parseList((await runSmi([smi], ["-L"]))?.output ?? "");
  return listed.flatMap(({ index, name, instances }) => [
    `GPU ${index}: ${name}`,
    ...instances.map(({ name, uuid }) => `  instance ${name}: set CUDA_VISIBLE_DEVICES=${uuid} to use it`),
  ]);
}

/** The folder with the library that this process would load, and whether the CUDA provider of its version is there. */
export async function findProvider(folder: string | null): Promise<Finding & { folder: string | null }> {
  const advice = [
    `python3 -m pip download --no-deps onnxruntime-gpu==${ONNXRUNTIME_VERSION} && ` +
    `unzip -j onnxruntime_gpu-*.whl '*/capi/lib*' -d onnxruntime && ` +
    `ln -sf libonnxruntime.so.${ONNXRUNTIME_VERSION} onnxruntime/libonnxruntime.so.1`,
    `then set ONNXRUNTIME_DIR=$PWD/onnxruntime; or bring all by \`./sf gpu-pack\``,
  ];
  if (folder === null) {
    const summary = `ONNX Runtime's CUDA provider is not here: ONNXRUNTIME_DIR is not set`;
    return { folder, state: "absent", summary, advice, lines: [], data: {} };
  }
  const library = `${folder}/libonnxruntime.so.1`;
  const provider = `${folder}/${PROVIDER}`;
  try {
    const version = await runtimeVersion(library);
    const { needed } = readLibrary(provider);
    const hasShared = await Deno.stat(`${folder}/libonnxruntime_providers_shared.so`).then(() => true, () => false);
    const carries = await carriesText(provider, `\0${ONNXRUNTIME_VERSION}\0`);
    const data = { folder, version, needed, providerIsOfVersion: carries };
    const lines = [`${library}: ${version ?? "unknown version"}`, `${provider}: needs ${needed.join(", ")}`];
    if (version !== ONNXRUNTIME_VERSION) {
      const summary = `${library} is of version ${
        version ?? "?"
      }: it must be ${ONNXRUNTIME_VERSION}, as the program is`;
      return { folder, state: "failed", summary, advice, lines, data };
    }
    if (!hasShared) {
      const summary = `libonnxruntime_providers_shared.so is not in ${folder}`;
      return { folder, state: "absent", summary, advice, lines, data };
    }
    if (!carries) lines.push(`it does not carry the text ${ONNXRUNTIME_VERSION}: it may be of another version`);
    return { folder, state: "ok", summary: `${ONNXRUNTIME_VERSION} with its CUDA provider in ${folder}`, lines, data };
  } catch (error) {
    return {
      folder,
      state: "absent",
      summary: `no CUDA provider: ${messageOf(error)}`,
      advice,
      lines: [],
      data: { folder },
    };
  }
}

/** Looks for the libraries of CUDA and cuDNN that the provider needs. */
export async function findCuda(
  folder: string | null,
): Promise<Finding & { libraryFolders: string[] }> {
  const linked = linkedWith(folder);
  const major = cudaMajor(linked);
  const { packages, driver, loadedAtNeed } = CUDA_VERSIONS[major];
  const libraries = await findLibraries([...linked, CUDNN, ZLIB, ...loadedAtNeed], folder ? [folder] : []);
  const missing = libraries.filter(({ name, path }) => path === null && !loadedAtNeed.includes(name))
    .map(({ name }) => name);
  const libraryFolders = foldersToAdd(libraries);
  const lines = libraries.map(({ name, path, isOnLoaderPath }) => {
    if (path === null) return `${name}: not found${loadedAtNeed.includes(name) ? " (needed by a few operations)" : ""}`;
    return `${name}: ${path}${isOnLoaderPath ? "" : " (outside the loader's path)"}`;
  });
  const data = { libraries, libraryFolders, cudaMajor: Number(major) };
  if (missing.length > 0) {
    if (missing.join() === ZLIB) {
      const advice = ["install zlib by the system's packages: zlib1g of Debian and Ubuntu, zlib of others"];
      return { libraryFolders, state: "absent", summary: `${ZLIB} is missing, which cuDNN needs`, advice, lines, data };
    }
    const advice = [
      `python3 -m pip install ${packages.map((name) => name.includes("~") ? `'${name}'` : name).join(" ")}`,
      `or install CUDA ${major} and cuDNN 9 from NVIDIA; CUDA ${major} needs a driver of version ${driver} or later`,
    ];
    const summary = `missing of CUDA ${major} and cuDNN 9: ${missing.join(", ")}`;
    return { libraryFolders, state: "absent", summary, advice, lines, data };
  }
  const advice = libraryFolders.length > 0
    ? [`start StreamForge with LD_LIBRARY_PATH=${libraryFolders.join(":")}`]
    : [];
  return {
    libraryFolders,
    state: "ok",
    summary: `CUDA ${major} and cuDNN 9 are here`,
    advice,
    lines,
    data,
  };
}

/** CUDA's libraries that a provider is linked with; those of CUDA 13 if there is none. */
function linkedWith(folder: string | null): string[] {
  try {
    const { needed } = readLibrary(`${folder}/${PROVIDER}`);
    return needed.filter((name) => /^lib(cu|nv)/.test(name) && !DRIVER_LIBRARIES.includes(name) && name !== CUDNN);
  } catch {
    return CUDA_VERSIONS["13"].linked;
  }
}

/** Runs the first nvidia-smi that there is; null if there is none or it does not answer. */
async function runSmi(places: string[], args: string[] = []) {
  for (const path of places) {
    try {
      const signal = AbortSignal.timeout(SMI_SECONDS * 1000);
      const command = new Deno.Command(path, { args, stdin: "null", stdout: "piped", stderr: "piped", signal });
      const { code, stdout, stderr } = await command.output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { path, code, output: `${text(stdout)}\n${text(stderr)}`.trim() };
    } catch {
      // not there
    }
  }
  return null;
}

function firstLine(output: string, table: ReturnType<typeof parseTable> | null): string {
  return table?.driverVersion ? `driver ${table.driverVersion}` : output.split("\n")[0];
}

/** Looks for a text in a large file, piece by piece. */
async function carriesText(path: string, text: string): Promise<boolean> {
  using file = await Deno.open(path);
  let tail = "";
  for await (const chunk of file.readable) {
    const piece = tail + new TextDecoder("latin1").decode(chunk);
    if (piece.includes(text)) return true;
    tail = piece.slice(-text.length);
  }
  return false;
}

/** The folder of `nvidia-smi` for the PATH of child processes, where it is not on it. */
export function smiFolder(smi: string | null): string | null {
  return smi?.includes("/") ? dirname(smi) : null;
}
