import { ConfigError, MediaError } from "../core/errors.ts";
import { findSandbox, type Reach, type Sandbox } from "./sandbox.ts";
import { StderrTail } from "./stderr_tail.ts";
import { findProgram, type MediaTools } from "./tools.ts";

export interface RunOptions extends Reach {
  signal?: AbortSignal;
  /** Seconds that it may take in all; 0 sets no bound, for a command whose consumer sets the pace. */
  wallSeconds: number;
  /** Seconds that may pass without a sign of progress. */
  stallSeconds: number;
  /** What to run it in, if not the best there is. */
  sandbox?: Sandbox;
}

/** An ffmpeg or ffprobe that runs. */
export interface MediaProcess {
  pid: number;
  stdout: ReadableStream<Uint8Array>;
  /** Says that something was done, which starts the time for `stallSeconds` anew. */
  progressed(): void;
  /** Stops and starts the clock of `stallSeconds`, for a consumer that is busy with what it has. */
  hold(isHeld: boolean): void;
  /** Ends it and all of its children. */
  kill(): void;
  /**
   * Waits for its end.
   *
   * @returns the exit code and the last lines that it wrote to standard error
   * @throws {MediaError} if a limit ended it; the signal's reason if the signal did
   */
  finished: Promise<{ code: number; stderr: StderrTail }>;
}

/**
 * Starts ffmpeg or ffprobe: the only place that does. No environment, a process group of its own that is killed whole,
 * and, where the machine has the means, a sandbox (see sandbox.ts).
 *
 * @throws {ConfigError} if the program is missing
 */
export async function start(
  tools: MediaTools,
  program: "ffmpeg" | "ffprobe",
  args: string[],
  options: RunOptions,
): Promise<MediaProcess> {
  options.signal?.throwIfAborted();
  const path = await findProgram(program === "ffmpeg" ? tools.ffmpegPath : tools.ffprobePath);
  const bare = [path, "-hide_banner", ...(program === "ffmpeg" ? ["-nostdin", "-y"] : []), "-v", "error", ...args];
  const sandbox = options.sandbox ?? await findSandbox(path);
  const [file, ...rest] = await sandbox.wrap(bare, options);
  options.signal?.throwIfAborted();
  const child = spawn(file, rest, options.writableDir);
  return watch(child, program, options);
}

/** Runs a command to its end and returns what it wrote to standard output, at most `maxBytes` of it. */
export async function run(
  tools: MediaTools,
  program: "ffmpeg" | "ffprobe",
  args: string[],
  options: RunOptions & { maxBytes?: number; onText?: (text: string, process: MediaProcess) => void },
): Promise<{ code: number; stderr: StderrTail; stdout: string }> {
  const process = await start(tools, program, args, options);
  const { maxBytes = 16 * 2 ** 20 } = options;
  const decoder = new TextDecoder();
  let stdout = "";
  let bytes = 0;
  try {
    for await (const chunk of process.stdout) {
      bytes += chunk.length;
      const text = decoder.decode(chunk, { stream: true });
      if (options.onText) options.onText(text, process);
      else {
        process.progressed();
        stdout += text;
        if (bytes > maxBytes) throw new MediaError(`${program} answered with more than ${maxBytes} bytes`);
      }
    }
  } catch (error) {
    process.kill();
    await process.finished.catch(() => {});
    throw error;
  }
  return { ...await process.finished, stdout: stdout + decoder.decode() };
}

function spawn(file: string, args: string[], cwd = "/"): Deno.ChildProcess {
  const env = { LC_ALL: "C.UTF-8", HOME: "/nonexistent", AV_LOG_FORCE_NOCOLOR: "1" };
  const io = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  try {
    // Detached: it leads a session and so a process group, and a Ctrl-C in the terminal does not reach it.
    return new Deno.Command(file, { args, env, clearEnv: true, cwd, detached: true, ...io }).spawn();
  } catch (error) {
    throw new ConfigError(`"${file}" could not be started: ${(error as Error).message}`, { cause: error });
  }
}

function watch(child: Deno.ChildProcess, program: string, options: RunOptions): MediaProcess {
  const { signal, wallSeconds, stallSeconds } = options;
  const startedAtMs = performance.now();
  let lastSignMs = startedAtMs;
  let isHeld = false;
  let cause: unknown = null;
  let isOver = false; // its pid may be another's by then
  const killFor = (reason: unknown) => {
    if (isOver) return;
    cause ??= reason;
    killGroup(child);
  };
  const onAbort = () => killFor(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const watchdog = setInterval(() => {
    const nowMs = performance.now();
    if (isHeld) lastSignMs = nowMs;
    if (nowMs - lastSignMs > stallSeconds * 1000) {
      killFor(new MediaError(`${program} was stopped: it made no progress for ${stallSeconds} seconds`));
    } else if (wallSeconds && nowMs - startedAtMs > wallSeconds * 1000) {
      killFor(new MediaError(`${program} was stopped: it was not done after ${wallSeconds} seconds`));
    }
  }, Math.min(1000, stallSeconds * 250));

  const stderr = new StderrTail(options.writableDir ? [...options.readable, options.writableDir] : options.readable);
  const finish = async () => {
    try {
      await stderr.read(child.stderr);
      const { code } = await child.status;
      isOver = true;
      if (cause !== null) throw cause;
      return { code, stderr };
    } finally {
      clearInterval(watchdog);
      signal?.removeEventListener("abort", onAbort);
    }
  };
  const finished = finish();
  // Whoever reads standard output first may learn of the end there; the failure is told when `finished` is awaited.
  finished.catch(() => {});
  return {
    pid: child.pid,
    stdout: child.stdout,
    progressed: () => void (lastSignMs = performance.now()),
    hold: (held) => {
      isHeld = held;
      lastSignMs = performance.now();
    },
    kill: () => killFor(new MediaError(`${program} was stopped`)),
    finished,
  };
}

function killGroup(child: Deno.ChildProcess): void {
  for (const kill of [() => Deno.kill(-child.pid, "SIGKILL"), () => child.kill("SIGKILL")]) {
    try {
      return kill();
    } catch {
      // The group is gone already, or only the child itself may be killed with the permissions that there are.
    }
  }
}
