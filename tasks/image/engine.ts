/**
 * podman as the image tasks use it: with a storage of its own, so that a stand-in base image never lies among the
 * images of this machine under a real image's name.
 */

/** Where images, layers and the stand-in bases are kept. */
export const STORE = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "/tmp"}/.cache`
}/streamforge/image`;

/** What podman on this machine must leave out, and what stands in for it. */
export interface Restrictions {
  /** Options of `podman run`. */
  runOptions: string[];
  /** What was left out, for the log. */
  notes: string[];
}

const STORAGE_OPTIONS = ["--root", `${STORE}/storage`, "--runroot", "/run/streamforge-image"];

function podmanArgs(args: string[]): string[] {
  return [...STORAGE_OPTIONS, ...args];
}

/** Runs podman with its output on this terminal. @throws {Error} if it fails */
export async function podman(...args: string[]): Promise<void> {
  const { success, code } = await new Deno.Command("podman", { args: podmanArgs(args), stdin: "null" }).spawn().status;
  if (!success) throw new Error(`podman ${args.join(" ")} ended with exit code ${code}`);
}

/** Runs podman. @returns what it printed and its exit code */
export async function askPodman(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command("podman", { args: podmanArgs(args), stdin: "null" }).output();
  return { code, out: new TextDecoder().decode(stdout).trim(), err: new TextDecoder().decode(stderr).trim() };
}

/** Runs podman. @returns what it printed @throws {Error} if it fails */
export async function podmanOutput(...args: string[]): Promise<string> {
  const { code, out, err } = await askPodman(...args);
  if (code !== 0) throw new Error(`podman ${args.join(" ")} ended with exit code ${code}: ${err}`);
  return out;
}

/** Feeds a file to podman. @throws {Error} if it fails */
export async function podmanWithInput(input: ReadableStream<Uint8Array>, ...args: string[]): Promise<void> {
  const child = new Deno.Command("podman", { args: podmanArgs(args), stdin: "piped", stdout: "null" }).spawn();
  await input.pipeTo(child.stdin);
  if (!(await child.status).success) throw new Error(`podman ${args.join(" ")} failed`);
}

/**
 * Starts this program again in a mount namespace of its own, where it has only one hierarchy of control groups: crun
 * refuses a machine that mounts the old and the new one.
 *
 * @returns the exit code of that run, or null where this process is to go on
 */
export async function inOwnMounts(script: string): Promise<number | null> {
  const isHybrid = await exists("/sys/fs/cgroup/unified");
  if (!isHybrid || Deno.env.has("STREAMFORGE_IMAGE_MOUNTS")) return null;
  console.log("this machine mounts cgroup v1 and v2: podman runs in a mount namespace with v2 alone");
  const remount = 'umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"';
  const { code } = await new Deno.Command("unshare", {
    args: ["--mount", "--propagation", "private", "sh", "-c", remount, Deno.execPath(), "run", "-A", script].concat(
      Deno.args,
    ),
    env: { STREAMFORGE_IMAGE_MOUNTS: "1" },
  }).spawn().status;
  return code;
}

/** Tries what podman can do here, with an image that exists. */
export async function findRestrictions(image: string): Promise<Restrictions> {
  const works = async (options: string[]) =>
    (await askPodman("run", "--rm", ...options, "--entrypoint", "true", image)).code === 0;
  if (await works([])) return { runOptions: [], notes: [] };
  const [, files] = /^Max open files\s+\S+\s+(\d+)/m.exec(await Deno.readTextFile("/proc/self/limits")) ?? [];
  const limits = [`--ulimit=nofile=${files ?? 1024}:${files ?? 1024}`, "--ulimit=nproc=4096:4096"];
  const noLimits = "podman may not raise the limits of open files and processes here: it gets lower ones";
  const noGroups = "podman may not make control groups here: the container runs without (--cgroups=disabled)";
  const noNetwork = "podman can't make a network here: the container uses this machine's (--network=host)";
  const tries: [string[], string[]][] = [
    [limits, [noLimits]],
    [[...limits, "--cgroups=disabled"], [noLimits, noGroups]],
    [[...limits, "--cgroups=disabled", "--network=host"], [noLimits, noGroups, noNetwork]],
  ];
  for (const [runOptions, notes] of tries) if (await works(runOptions)) return { runOptions, notes };
  const { err } = await askPodman("run", "--rm", ...tries.at(-1)![0], "--entrypoint", "true", image);
  throw new Error(`podman can't run a container here: ${err}`);
}

export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
