import { join } from "node:path";
import { withTimeout } from "../../src/core/async.ts";
import { sleep } from "./client.ts";
import { allProcesses, argumentsOf, descendants, isOf, type Process, readProcess, signal } from "./processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RESTART_MS = 1000; // as a service manager that was told to restart it
const STOP_MS = 60_000; // longer than what the server gives its own processes

export const ROLES = ["serve", "watcher", "work", "postgres", "ffmpeg", "ffprobe"] as const;
export type Role = typeof ROLES[number];

/**
 * The server under test, started as a user does, and the workers beside it. Whatever of these ends is started again
 * after a second, as a service manager does.
 */
export class Program {
  readonly origin: string;
  readonly token = "soak";
  readonly dataDir: string;
  /** How often one of them had ended and was started again. */
  restarts = 0;
  #logs: string;
  #env: Record<string, string>;
  #running = new Set<Deno.ChildProcess>();
  #keepers: Promise<void>[] = [];
  #stopping = new AbortController();

  constructor({ dataDir, logs, model }: { dataDir: string; logs: string; model: string }) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 }); // a port that is free now
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    this.origin = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#logs = logs;
    const { DATABASE_URL: _, ...env } = Deno.env.toObject();
    this.#env = {
      ...env,
      ...{ DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: `${port}`, OWNER_TOKEN: this.token, WHISPER_MODEL: model },
      ...{ LOG_LEVEL: "info", NO_COLOR: "1" },
    };
  }

  /** Starts `serve`, waits until it is ready, and starts the workers. */
  async start(workers: number): Promise<void> {
    this.#keepers.push(this.#keep("serve", "serve"));
    for (const deadline = Date.now() + 120_000;;) {
      const response = await fetch(`${this.origin}/ready`).catch(() => null);
      await response?.body?.cancel();
      if (response?.status === 200) break;
      if (Date.now() > deadline) throw new Error(`the server was not ready after 120 s: see ${this.#logs}`);
      await sleep(250);
    }
    for (let n = 1; n <= workers; n++) this.#keepers.push(this.#keep("work", `work-${n}`));
  }

  /** As a service manager stops them: SIGTERM, and what is there after a minute is killed. @returns what had to be killed */
  async stop(): Promise<string[]> {
    this.#stopping.abort();
    for (const child of this.#running) killQuietly(child, "SIGTERM");
    const all = Promise.all(this.#keepers).then(() => true);
    const inTime = await withTimeout(all, STOP_MS, () => false);
    const killed = inTime ? [] : this.processes().map(describe);
    if (!inTime) { for (const process of this.processes()) signal(process, "SIGKILL"); }
    await all;
    return killed;
  }

  /** All processes of this server, also those whose parent is gone. */
  processes(): Process[] {
    return allProcesses().filter(({ pid }) => pid !== Deno.pid && isOf(pid, this.dataDir));
  }

  /** The processes of a role; of `watcher` what looks after the process that answers, which may be nobody. */
  find(role: Role): Process[] {
    if (role === "postgres") return [this.#postmaster()].filter((one) => one !== null);
    const own = descendants([...this.#running].map(({ pid }) => pid));
    if (role === "ffmpeg" || role === "ffprobe") return own.filter(({ name }) => name === role);
    const programs = own.filter(isProgram);
    const isWork = ({ pid }: Process) => argumentsOf(pid).at(-1) === "work";
    if (role === "work") return programs.filter(isWork);
    const serving = programs.filter((one) => !isWork(one)); // parents come first
    return role === "serve" ? serving.slice(-1) : serving.slice(0, -1);
  }

  /** The database's processes. */
  database(): Process[] {
    const postmaster = this.#postmaster();
    return postmaster ? descendants([postmaster.pid]) : [];
  }

  /** The database's first process; its own file names it, and its folder proves it. */
  #postmaster(): Process | null {
    try {
      const location = Deno.readTextFileSync(join(this.dataDir, "postgres/location")).trim();
      return postmasterOf(location);
    } catch {
      return postmasterOf(join(this.dataDir, "postgres"));
    }
  }

  async #keep(command: string, name: string): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const log = await Deno.open(join(this.#logs, `${name}.log`), { create: true, append: true });
      const args = [
        "run",
        "--quiet",
        "--frozen",
        "--config",
        `${ROOT}deno.json`,
        "--allow-all",
        `${ROOT}main.ts`,
        command,
      ];
      const child = new Deno.Command(Deno.execPath(), {
        ...{ args, env: this.#env, clearEnv: true, stdin: "null", stdout: "piped", stderr: "piped" },
      }).spawn();
      this.#running.add(child);
      const logged = Promise.all([child.stdout, child.stderr].map((stream) => copyTo(log, stream)));
      const { code, signal } = await child.status;
      this.#running.delete(child);
      if (!this.#stopping.signal.aborted) this.restarts++;
      // its children may hold the pipe: the log stays open until they have ended
      logged.finally(() => log.close());
      await log.write(new TextEncoder().encode(`--- ${command} ended: ${signal ?? `code ${code}`}\n`));
      await sleep(RESTART_MS, this.#stopping.signal);
    }
  }
}

/** A process for people: its number and what it was started with. */
export function describe({ pid, name }: Process): string {
  return `${pid} ${argumentsOf(pid).slice(-3).join(" ").slice(-120) || name}`;
}

/** Kills what is left of a server when it has been stopped, and says what it was. */
export async function killLeftovers(processes: Process[]): Promise<void> {
  for (const process of processes) signal(process, "SIGKILL");
  for (let i = 0; i < 50 && processes.some(({ pid }) => readProcess(pid)); i++) await sleep(100);
}

function isProgram({ pid }: Process): boolean {
  return argumentsOf(pid).some((argument) => argument.endsWith("/main.ts"));
}

function postmasterOf(home: string): Process | null {
  try {
    const majors = [...Deno.readDirSync(home)].map(({ name }) => name).filter((name) => /^\d+$/.test(name)).sort();
    const folder = join(home, majors.at(-1)!);
    const pid = Number(Deno.readTextFileSync(`${folder}/postmaster.pid`).split("\n")[0]);
    return isOf(pid, Deno.realPathSync(folder)) ? readProcess(pid) : null;
  } catch {
    return null;
  }
}

async function copyTo(file: Deno.FsFile, stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const chunk of stream) {
    for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
  }
}

function killQuietly(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch { /* it has ended */ }
}
