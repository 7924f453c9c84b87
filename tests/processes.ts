import { basename } from "node:path";

/** A process as `/proc` has it. */
export interface Running {
  pid: number;
  /** Its command line. */
  args: string[];
}

/**
 * The processes whose command line holds all of `words`, but for bubblewrap's own, which hold it in front of theirs.
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

/** A person, or the system short of memory, that kills programs: each process once, by its pid. */
export class Killer implements AsyncDisposable {
  /** Those that were killed. */
  readonly pids: number[] = [];
  #isOver = false;
  #loop: Promise<void>;

  /**
   * @param words of the command lines to look for
   * @param times how many processes at most
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

/** A program that starts `program` half a second late: time enough to be found, and killed, by whoever looks. */
export async function slowly(program: "ffmpeg" | "ffprobe", folder: string): Promise<string> {
  const real = new TextDecoder().decode((await new Deno.Command("which", { args: [program] }).output()).stdout).trim();
  const path = `${folder}/slow_${program}`;
  // the trial of a sandbox is not slowed down: nobody looks for it
  await Deno.writeTextFile(path, `#!/bin/sh\n[ "$1" = -version ] || sleep 0.5\nexec ${real} "$@"\n`, { mode: 0o755 });
  return path;
}
