import { join } from "node:path";
import { withTimeout } from "../../src/core/async.ts";
import { sleep } from "./client.ts";
import { allProcesses, argumentsOf, belongsTo, descendants, type Process, readProcess, signal } from "./processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RESTART_MS = 1000; // like a service manager
const STOP_MS = 60_000; // longer than the server's own limit for its processes

export const ROLES = ["serve", "watcher", "work", "postgres", "ffmpeg", "ffprobe"] as const;
export type Role = typeof ROLES[number];

/** The server under test and the workers. A process that ends is restarted after a second, as by a service manager. */
export class Program {
  readonly origin: string;
  readonly token = "soak";
  readonly dataDir: string;
  /** How often one of the processes was restarted. */
  restarts = 0;
  #logs: string;
  #env: Record<string, string>;
  #running = new Set<Deno.ChildProcess>();
  #supervisors: Promise<void>[] = [];
  #stopping = new AbortController();

  constructor({ dataDir, logs, model }: { dataDir: string; logs: string; model: string }) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 }); // finds a free port
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
    this.#supervisors.push(this.#supervise("serve", "serve"));
    for (const deadline = Date.now() + 120_000;;) {
      const response = await fetch(`${this.origin}/ready`).catch(() => null);
      await response?.body?.cancel();
      if (response?.status === 200) break;
      if (Date.now() > deadline) throw new Error(`the server was not ready after 120 s: see ${this.#logs}`);
      await sleep(250);
    }
    for (let n = 1; n <= workers; n++) this.#supervisors.push(this.#supervise("work", `work-${n}`));
  }

  /** Sends SIGTERM, and SIGKILL after a minute, as a service manager does. @returns the killed processes */
  async stop(): Promise<string[]> {
    this.#stopping.abort();
    for (const child of this.#running) killQuietly(child, "SIGTERM");
    const all = Promise.all(this.#supervisors).then(() => true);
    const inTime = await withTimeout(all, STOP_MS, () => false);
    const killed = inTime ? [] : this.processes().map(describe);
    if (!inTime) { for (const process of this.processes()) signal(process, "SIGKILL"); }
    await all;
    return killed;
  }

  /** All processes of this server, orphaned ones included. */
  processes(): Process[] {
    return allProcesses().filter(({ pid }) => pid !== Deno.pid && belongsTo(pid, this.dataDir));
  }

  /** The processes of a role; `watcher` is the parent of the process that answers HTTP, and may not exist. */
  find(role: Role): Process[] {
    if (role === "postgres") return [this.#postmaster()].filter((process) => process !== null);
    const started = descendants([...this.#running].map(({ pid }) => pid));
    if (role === "ffmpeg" || role === "ffprobe") return started.filter(({ name }) => name === role);
    const programs = started.filter(isProgram);
    const isWork = ({ pid }: Process) => argumentsOf(pid).at(-1) === "work";
    if (role === "work") return programs.filter(isWork);
    const serving = programs.filter((process) => !isWork(process)); // parents come first
    return role === "serve" ? serving.slice(-1) : serving.slice(0, -1);
  }

  /** The database's processes. */
  database(): Process[] {
    const postmaster = this.#postmaster();
    return postmaster ? descendants([postmaster.pid]) : [];
  }

  /** The database's main process, from its pid file. */
  #postmaster(): Process | null {
    try {
      const location = Deno.readTextFileSync(join(this.dataDir, "postgres/location")).trim();
      return postmasterOf(location);
    } catch {
      return postmasterOf(join(this.dataDir, "postgres"));
    }
  }

  async #supervise(command: string, name: string): Promise<void> {
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

/** Describes a process by its pid and its last arguments. */
export function describe({ pid, name }: Process): string {
  return `${pid} ${argumentsOf(pid).slice(-3).join(" ").slice(-120) || name}`;
}

/** Kills the processes that a stopped server left, and waits until they are gone. */
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
    return belongsTo(pid, Deno.realPathSync(folder)) ? readProcess(pid) : null;
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
