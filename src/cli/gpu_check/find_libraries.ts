import { dirname } from "node:path";

/** A library that CUDA needs, and where it is. */
export interface FoundLibrary {
  name: string;
  /** null: nowhere. */
  path: string | null;
  /** Whether the loader finds it by itself; else its folder must be in LD_LIBRARY_PATH. */
  isOnLoaderPath: boolean;
}

const SYSTEM_FOLDERS = [
  "/usr/local/cuda/lib64",
  "/usr/local/cuda/targets/x86_64-linux/lib",
  "/opt/cuda/lib64",
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
  "/usr/local/lib",
  "/usr/lib/wsl/lib",
  "/usr/local/nvidia/lib64",
];
/** The loader looks there by itself, with or without a cache. */
const DEFAULT_FOLDERS = [
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib",
];
const PYTHON_SECONDS = 10;

/**
 * Finds libraries by name: where the loader looks (LD_LIBRARY_PATH, its cache), in the usual folders of CUDA, and in
 * the nvidia packages of every Python on this machine.
 *
 * @param folders more folders, which are looked into first
 * @param options.withPython false: not in Python's packages, which takes a second
 */
export async function findLibraries(
  names: string[],
  folders: string[],
  { withPython = true } = {},
): Promise<FoundLibrary[]> {
  const cache = await loaderCache();
  const loaderFolders = (Deno.env.get("LD_LIBRARY_PATH") ?? "").split(":").filter(Boolean);
  const others = [...folders, ...cudaFolders(), ...withPython ? await pythonFolders() : []];
  return names.map((name) => {
    const given = inFolders(name, loaderFolders) ?? cache.get(name) ?? inFolders(name, DEFAULT_FOLDERS);
    if (given) return { name, path: given, isOnLoaderPath: true };
    return { name, path: inFolders(name, others), isOnLoaderPath: false };
  });
}

/** The folders to add to LD_LIBRARY_PATH, without repetitions. */
export function foldersToAdd(libraries: FoundLibrary[]): string[] {
  return [...new Set(libraries.flatMap(({ path, isOnLoaderPath }) => path && !isOnLoaderPath ? [dirname(path)] : []))];
}

function inFolders(name: string, folders: string[]): string | null {
  const folder = folders.find((folder) => exists(`${folder}/${name}`));
  return folder ? `${folder}/${name}` : null;
}

/** The libraries of the loader's cache, by name. */
async function loaderCache(): Promise<Map<string, string>> {
  for (const program of ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"]) {
    const text = await output(program, ["-p"]);
    if (text !== null) return parseLoaderCache(text);
  }
  return new Map();
}

/** Reads the output of `ldconfig -p`: `\tlibcudart.so.13 (libc6,x86-64) => /usr/local/cuda/lib64/libcudart.so.13` */
export function parseLoaderCache(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, path] of text.matchAll(/^\s+(\S+) \([^)]*(?:x86-64|AArch64)[^)]*\) => (\S+)/gm)) {
    if (!found.has(name)) found.set(name, path);
  }
  return found;
}

function cudaFolders(): string[] {
  const versions = list("/usr/local").filter((name) => name.startsWith("cuda-")).sort().reverse();
  return [...SYSTEM_FOLDERS, ...versions.map((name) => `/usr/local/${name}/lib64`)];
}

/** The folders `nvidia/…/lib` of all Pythons: CUDA 12's packages have one each, CUDA 13's share `nvidia/cu13/lib`. */
async function pythonFolders(): Promise<string[]> {
  const script =
    "import site,sys;print('\\n'.join(dict.fromkeys(sys.path+site.getsitepackages()+[site.getusersitepackages()])))";
  const sites = await Promise.all(pythons().map((python) => output(python, ["-c", script])));
  const places = new Set(sites.flatMap((text) => text?.split("\n") ?? []).map((line) => line.trim()).filter(Boolean));
  return [...places].flatMap((place) => {
    return list(`${place}/nvidia`).map((name) => `${place}/nvidia/${name}/lib`).filter(exists);
  });
}

/**
 * Every Python on the PATH and in the usual places of virtual environments, uv and conda. A virtual environment's Python
 * is a link to that of the system: it is run by its own path, or it would not see the environment's packages.
 */
function pythons(): string[] {
  const home = Deno.env.get("HOME") ?? "/root";
  const below = (folder: string, end: string) => list(folder).map((name) => `${folder}/${name}/${end}`);
  const folders = [
    ...(Deno.env.get("PATH") ?? "").split(":"),
    ...["VIRTUAL_ENV", "CONDA_PREFIX"].flatMap((name) => Deno.env.get(name) ? [`${Deno.env.get(name)}/bin`] : []),
    ...[".venv/bin", "venv/bin", `${home}/.venv/bin`, `${home}/venv/bin`, "/venv/bin", "/.venv/bin"],
    ...["bin", ".venv/bin", "venv/bin"].flatMap((end) => below("/opt", end)),
    ...[`${home}/miniconda3/bin`, `${home}/anaconda3/bin`, `${home}/miniforge3/bin`],
    ...below(`${home}/.pyenv/versions`, "bin"),
    ...["python", "tools"].flatMap((kind) => below(`${home}/.local/share/uv/${kind}`, "bin")),
  ];
  // pyenv's shims start one of its versions, which are searched themselves
  const searched = new Set(folders.filter((folder) => folder && folder !== `${home}/.pyenv/shims`).map(realPath));
  return [...searched].flatMap((folder) => {
    const byTarget = new Map<string, string>(); // python, python3 and python3.12 are one
    for (const name of list(folder).filter((name) => /^python3?(\.\d+)?$/.test(name))) {
      byTarget.set(realPath(`${folder}/${name}`), `${folder}/${name}`);
    }
    return [...byTarget.values()];
  });
}

/** What a program writes to standard output; null if it can't be started, fails, or takes too long. */
async function output(program: string, args: string[]): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(PYTHON_SECONDS * 1000);
    const command = new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "null", signal });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

function list(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
