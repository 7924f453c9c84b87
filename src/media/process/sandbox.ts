import { delay } from "../../core/async.ts";
import { findProgram } from "./tools.ts";

/** What one command may touch. */
export interface CommandAccess {
  /** Absolute paths of files that it may read. */
  readable: string[];
  /** Absolute path of the one folder that it may write to; it starts there. */
  writableDir?: string;
  /** Whether it drives an NVIDIA encoder. */
  usesGpu?: boolean;
}

/** A way to start a command with less than this program's own powers. */
export interface Sandbox {
  /** `bubblewrap`: no network, no other processes, no other files. `setpriv`: it only dies with this program. */
  name: "bubblewrap" | "setpriv" | "none";
  /** The command line that starts `command`, whose first word is an absolute path. */
  wrap(command: string[], reach: CommandAccess): Promise<string[]>;
}

const found = new Map<string, Promise<Sandbox>>();

/**
 * The best sandbox that this machine has the means for: each is taken only if a trial run of `program` inside works,
 * which bubblewrap's does not in most containers. The answer is remembered.
 *
 * @param program absolute path
 */
export function findSandbox(program: string, bubblewrap = "bwrap", setpriv = "setpriv"): Promise<Sandbox> {
  const key = [program, bubblewrap, setpriv].join("\n");
  const known = found.get(key) ?? trySandboxes(program, bubblewrap, setpriv);
  found.set(key, known);
  return known;
}

async function trySandboxes(program: string, bubblewrap: string, setpriv: string): Promise<Sandbox> {
  const candidates: Sandbox[] = [];
  const bwrap = await findProgram(bubblewrap).catch(() => null);
  // Where /proc is masked, as in many containers, a new one cannot be mounted; ffmpeg does without.
  for (const proc of bwrap ? [["--proc", "/proc"], []] : []) {
    candidates.push({
      name: "bubblewrap",
      wrap: async (command, reach) => [bwrap!, ...await confine(command[0], reach, proc), ...command],
    });
  }
  const privileges = await findProgram(setpriv).catch(() => null);
  if (privileges) {
    const args = [privileges, "--no-new-privs", "--pdeathsig", "KILL", "--"];
    candidates.push({ name: "setpriv", wrap: (command) => Promise.resolve([...args, ...command]) });
  }
  for (const candidate of candidates) {
    const [file, ...args] = await candidate.wrap([program, "-version"], { readable: [] });
    const trial = new Deno.Command(file, { args, clearEnv: true, stdin: "null", stdout: "null", stderr: "null" });
    if (await works(trial)) return candidate;
  }
  return { name: "none", wrap: (command) => Promise.resolve(command) };
}

/** A trial that was killed, or could not be started just now, says nothing of the sandbox: it is made again. */
async function works(trial: Deno.Command, triesLeft = 2): Promise<boolean> {
  const result = await trial.output().catch(() => null);
  if (result?.success) return true;
  const isSure = result !== null && result.signal === null && result.code < 128;
  if (isSure || triesLeft === 0) return false;
  await delay(200);
  return await works(trial, triesLeft - 1);
}

async function confine(program: string, reach: CommandAccess, proc: string[]): Promise<string[]> {
  const args = ["--die-with-parent", "--unshare-all", "--cap-drop", "ALL", ...proc, "--dev", "/dev", "--tmpfs", "/tmp"];
  for (const folder of ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32"]) args.push(...await systemFolder(folder));
  // Debian's libblas, which ffmpeg links, is a link into /etc/alternatives.
  for (const path of ["/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store", "/opt"]) {
    args.push("--ro-bind-try", path, path);
  }
  const real = await Deno.realPath(program);
  for (const path of new Set([program, real])) {
    if (!/^\/(usr|bin|nix|gnu|opt)\//.test(path)) args.push("--ro-bind", real, path);
  }
  if (reach.usesGpu) args.push(...await gpuDevices());
  if (reach.writableDir) args.push("--bind", reach.writableDir, reach.writableDir, "--chdir", reach.writableDir);
  // After the folder: an input may lie inside it, and is read-only even then.
  for (const path of reach.readable) args.push("--ro-bind", path, path);
  return [...args, "--"];
}

/** `/bin` and the like are links into `/usr` on most systems, and folders on others. */
async function systemFolder(path: string): Promise<string[]> {
  const info = await Deno.lstat(path).catch(() => null);
  if (!info) return [];
  return info.isSymlink ? ["--symlink", await Deno.readLink(path), path] : ["--ro-bind", path, path];
}

async function gpuDevices(): Promise<string[]> {
  const args: string[] = [];
  for await (const { name } of Deno.readDir("/dev")) {
    if (name.startsWith("nvidia")) args.push("--dev-bind-try", `/dev/${name}`, `/dev/${name}`);
  }
  return [...args, "--ro-bind-try", "/sys", "/sys"];
}
