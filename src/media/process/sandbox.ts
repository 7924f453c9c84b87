import { delay } from "../../core/async.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import type { SandboxPolicy } from "../../core/settings/settings.ts";
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
  /**
   * `bubblewrap`: no network, no other processes, no other files. `setpriv`: it ends with this program and gains no
   * rights; root's keeps those on files alone. Whatever it is, ffmpeg opens only the protocols and formats that its
   * command lists.
   */
  name: "bubblewrap" | "setpriv" | "none";
  /** Why the better ones do not work here, as the programs say it; null for bubblewrap. */
  reason: string | null;
  /** The command line that starts `command`, whose first word is an absolute path. */
  wrap(command: string[], access: CommandAccess): Promise<string[]>;
}

const sandboxes = new Map<string, Promise<Sandbox>>();

/** The sandbox of SANDBOX=off. */
const OFF: Sandbox = { name: "none", reason: "SANDBOX is off", wrap: (command) => Promise.resolve(command) };

/**
 * Finds the sandbox that SANDBOX asks for.
 *
 * @param program absolute path
 * @throws {ConfigError} if bubblewrap is required and does not work
 */
export async function chooseSandbox(program: string, policy: SandboxPolicy = "auto"): Promise<Sandbox> {
  if (policy === "off") return OFF;
  const sandbox = await findSandbox(program);
  if (policy === "auto" || sandbox.name === "bubblewrap") return sandbox;
  throw new ConfigError(`SANDBOX is "require", and bubblewrap does not work here: ${sandbox.reason}`);
}

/**
 * Finds the best sandbox on this machine: the first in which a trial run of `program` works. In a container bubblewrap
 * needs user namespaces, which podman's profile allows and Docker's refuses. The answer is cached.
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
  const candidates: Omit<Sandbox, "reason">[] = [];
  const reasons: string[] = [];
  const bwrap = await findProgram(bubblewrap).catch(() => null);
  if (!bwrap) reasons.push(`${bubblewrap} is not installed`);
  // where /proc is masked, as in many containers, a new one cannot be mounted; ffmpeg works without
  for (const proc of bwrap ? [["--proc", "/proc"], []] : []) {
    candidates.push({
      name: "bubblewrap",
      wrap: async (command, access) => [bwrap!, ...await confine(command[0], access, proc), ...command],
    });
  }
  const privileges = await findProgram(setpriv).catch(() => null);
  if (!privileges) reasons.push(`${setpriv} is not installed`);
  else {
    const args = ["--no-new-privs", "--pdeathsig", "KILL", "--"];
    if (Deno.uid() === 0) {
      candidates.push({
        name: "setpriv",
        wrap: async (command, access) => [privileges, ...await dropCapabilities(access), ...args, ...command],
      });
    }
    // not root; or root in a container without CAP_SETPCAP, where nothing can be dropped
    candidates.push({ name: "setpriv", wrap: (command) => Promise.resolve([privileges, ...args, ...command]) });
  }
  for (const candidate of candidates) {
    const [file, ...args] = await candidate.wrap([program, "-version"], { readable: [] });
    const trial = new Deno.Command(file, { args, clearEnv: true, stdin: "null", stdout: "null", stderr: "piped" });
    const failure = await tryOut(trial);
    if (failure === null) {
      return { ...candidate, reason: candidate.name === "bubblewrap" ? null : [...new Set(reasons)].join("; ") };
    }
    reasons.push(failure);
  }
  return { name: "none", reason: [...new Set(reasons)].join("; "), wrap: (command) => Promise.resolve(command) };
}

/**
 * Runs a trial. One that was killed, or could not be started, proves nothing and is repeated.
 *
 * @returns what went wrong; null for a success
 */
async function tryOut(trial: Deno.Command, triesLeft = 2): Promise<string | null> {
  const result = await trial.output().catch((error) => messageOf(error));
  if (typeof result !== "string" && result.success) return null;
  const isConclusive = typeof result !== "string" && result.signal === null && result.code < 128;
  if (isConclusive || triesLeft === 0) {
    if (typeof result === "string") return result;
    return new TextDecoder().decode(result.stderr).trim().split("\n").at(-1) || `exit code ${result.code}`;
  }
  await delay(200);
  return await tryOut(trial, triesLeft - 1);
}

/**
 * Drops root's capabilities, except what it needs for the files of its command: to read those of other users, and to
 * write where the folder is another's, as on a mount that shows all files as one user's.
 */
async function dropCapabilities({ writableDir }: CommandAccess): Promise<string[]> {
  const folder = writableDir === undefined ? null : await Deno.stat(writableDir).catch(() => null);
  const isOthers = folder !== null && folder.uid !== Deno.uid();
  const kept = isOthers || !await hasReadSearch() ? "+dac_read_search,+dac_override" : "+dac_read_search";
  return [`--bounding-set=-all,${kept}`, "--inh-caps=-all"];
}

/** Whether this program has CAP_DAC_READ_SEARCH. Docker gives root CAP_DAC_OVERRIDE in its place. */
async function hasReadSearch(): Promise<boolean> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return (BigInt(`0x${effective}`) >> 2n & 1n) === 1n; // its number is 2
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
