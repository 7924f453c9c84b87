import { programCommand } from "./program.ts";

export interface ServedWhole {
  link: URL;
  /** The started process, which supervises the server. */
  process: Deno.ChildProcess;
  /** The text that the program has printed on standard output so far. */
  printed(): string;
  /** Ends the program with SIGTERM. @returns its exit code */
  stop(): Promise<number>;
}

/**
 * Starts the program as a user does, with its own database, worker and model, and waits until it serves: the sources,
 * or the compiled program that `STREAMFORGE_BINARY` names.
 *
 * @param options.fileLimit how many files each of its processes may have open
 */
export async function serveWhole(
  dataDir: string,
  env: Record<string, string> = {},
  { fileLimit }: { fileLimit?: number } = {},
): Promise<ServedWhole> {
  const limit = fileLimit ? `ulimit -n ${fileLimit}; ` : "";
  const { command, args } = programCommand("serve");
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", `${limit}exec "$0" "$@"`, command, ...args],
    env: { DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "warn", ...env },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server ended: ${printed}`);
    printed += value;
    const origin = /on (http:\S+)\nsign in: .*\n/.exec(printed)?.[1];
    if (!origin) continue;
    // the link itself is printed on a terminal alone
    const token = env.OWNER_TOKEN ?? await Deno.readTextFile(`${dataDir}/owner_token`).catch(() => "");
    const reading = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        printed += value;
      }
    })();
    return {
      link: new URL(`/sign-in?token=${token.trim()}`, origin),
      process: child,
      printed: () => printed,
      stop: async () => {
        try {
          child.kill("SIGTERM");
        } catch { /* it has ended */ }
        const { code } = await child.status;
        await reading;
        return code;
      },
    };
  }
}

/** The pids of a process's running children. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
  return text.split(" ").filter((word) => word !== "").map(Number);
}

/** Whether a process runs; a zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  return await Deno.readTextFile(`/proc/${pid}/stat`).then((stat) => !/\) [ZX] /.test(stat), () => false);
}
