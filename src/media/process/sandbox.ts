import { delay } from "../../core/async.ts";
import { findProgram } from "./tools.ts";

/** What a command may access. */
export interface CommandAccess {
  /** Absolute paths of the files that it may read. */
  readable: string[];
  /** Absolute path of the only folder that it may write to, and its working directory. */
  writableDir?: string;
  /** Whether it drives an NVIDIA encoder. */
  usesGpu?: boolean;
}

/** A way to start a command with fewer rights than this program has. */
export interface Sandbox {
  /** `bubblewrap`: no network, no other processes, no other files. `setpriv`: it only ends with this program. */
  name: "bubblewrap" | "setpriv" | "none";
  /** The command line that starts `command`, whose first word is an absolute path. */
  wrap(command: string[], access: CommandAccess): Promise<string[]>;
}

const sandboxes = new Map<string, Promise<Sandbox>>();

/**
 * Finds the best sandbox on this machine: the first in which a trial run of `program` works. In most containers
 * bubblewrap fails. The answer is cached.
 *
 * @param program absolute path
 */
export function findSandbox(program: string, bubblewrap = "bwrap", setpriv = "setpriv"): Promise<Sandbox> {
  const key = [program, bubblewrap, setpriv].join("\n");
  const sandbox = sandboxes.get(key) ?? trySandboxes(program, bubblewrap, setpriv);
  sandboxes.set(key, sandbox);
  return sandbox;
}

async function trySandboxes(program: string, bubblewrap: string, setpriv: string): Promise<Sandbox> {
  const candidates: Sandbox[] = [];
  const bwrap = await findProgram(bubblewrap).catch(() => null);
  // where /proc is masked, as in many containers, a new one cannot be mounted; ffmpeg works without
  for (const proc of bwrap ? [["--proc", "/proc"], []] : []) {
    candidates.push({
      name: "bubblewrap",
      wrap: async (command, access) => [bwrap!, ...await confine(command[0], access, proc), ...command],
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

/** Whether a trial succeeds. A trial that was killed, or could not be started, proves nothing and is repeated. */
async function works(trial: Deno.Command, triesLeft = 2): Promise<boolean> {
  const result = await trial.output().catch(() => null);
  if (result?.success) return true;
  const isConclusive = result !== null && result.signal === null && result.code < 128;
  if (isConclusive || triesLeft === 0) return false;
  await delay(200);
  return await works(trial, triesLeft - 1);
}

async function confine(program: string, access: CommandAccess, proc: string[]): Promise<string[]> {
  const args = ["--die-with-parent", "--unshare-all", "--cap-drop", "ALL", ...proc, "--dev", "/dev", "--tmpfs", "/tmp"];
  for (const folder of ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32"]) args.push(...await systemFolder(folder));
  // Debian's libblas, which ffmpeg uses, is a link into /etc/alternatives
  for (const path of ["/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store", "/opt"]) {
    args.push("--ro-bind-try", path, path);
  }
  const real = await Deno.realPath(program);
  for (const path of new Set([program, real])) {
    if (!/^\/(usr|bin|nix|gnu|opt)\//.test(path)) args.push("--ro-bind", real, path);
  }
  if (access.usesGpu) args.push(...await gpuDevices());
  if (access.writableDir) args.push("--bind", access.writableDir, access.writableDir, "--chdir", access.writableDir);
  // after the folder: an input inside it stays read-only
  for (const path of access.readable) args.push("--ro-bind", path, path);
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
