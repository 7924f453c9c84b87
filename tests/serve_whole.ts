const root = new URL("../", import.meta.url).pathname;

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
 * Starts the program as a user does, with its own database, worker and model, and waits for its sign-in link.
 *
 * @param options.fileLimit how many files each of its processes may have open
 */
export async function serveWhole(
  dataDir: string,
  env: Record<string, string> = {},
  { fileLimit }: { fileLimit?: number } = {},
): Promise<ServedWhole> {
  const limit = fileLimit ? `ulimit -n ${fileLimit}; ` : "";
  const args = ["run", "--quiet", "--frozen", "--no-check", "--config", `${root}deno.json`, "-A", `${root}main.ts`];
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", `${limit}exec "$0" "$@"`, Deno.execPath(), ...args, "serve"],
    env: { DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "warn", ...env },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server ended: ${printed}`);
    printed += value;
    const link = /http:\S+\/sign-in\?token=\S+\n/.exec(printed)?.[0];
    if (!link) continue;
    const reading = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        printed += value;
      }
    })();
    return {
      link: new URL(link.trim()),
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
