import { basename } from "node:path";

/** A process in `/proc`. */
export interface Running {
  pid: number;
  /** Its command line. */
  args: string[];
}

/**
 * The processes whose command line contains all of `words`, without bubblewrap and setpriv, whose command lines
 * contain that of the program.
 */
export async function processesWith(...words: string[]): Promise<Running[]> {
  const found: Running[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    const args = text.split("\0");
    if (basename(args[0]) === "bwrap" || basename(args[0]) === "setpriv") continue;
    if (words.every((word) => text.includes(word))) found.push({ pid: Number(name), args });
  }
  return found;
}

/** Kills programs, as a person or a system that is short of memory does: each process once, by its pid. */
export class Killer implements AsyncDisposable {
  /** The killed processes. */
  readonly pids: number[] = [];
  #isOver = false;
  #loop: Promise<void>;

  /**
   * @param words that the command lines contain
   * @param options.times the most processes to kill
   */
  constructor(words: string[], { times = Infinity, signal = "SIGKILL" as Deno.Signal } = {}) {
    this.#loop = (async () => {
      while (!this.#isOver && this.pids.length < times) {
        for (const { pid } of await processesWith(...words)) {
          if (this.pids.includes(pid) || this.pids.length >= times) continue;
          try {
            Deno.kill(pid, signal);
            this.pids.push(pid);
          } catch { /* it has ended */ }
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#loop;
  }
}

/** Makes a script that starts `program` half a second late, so that a `Killer` can find it. @returns its path */
export async function slowly(program: "ffmpeg" | "ffprobe", folder: string): Promise<string> {
  const real = new TextDecoder().decode((await new Deno.Command("which", { args: [program] }).output()).stdout).trim();
  const path = `${folder}/slow_${program}`;
  // the trial of a sandbox is not slowed down: no test kills it
  await Deno.writeTextFile(path, `#!/bin/sh\n[ "$1" = -version ] || sleep 0.5\nexec ${real} "$@"\n`, { mode: 0o755 });
  return path;
}
