import { delay } from "../../core/async.ts";
import { ConfigError, MediaError, messageOf, ToolError } from "../../core/errors.ts";
import { describeEnd, type ProcessEnd } from "../../core/process_end.ts";
import { classifyEnd, endError, isDiskFull } from "./classify_end.ts";
import { limited, resourceLimits } from "./resource_limits.ts";
import { chooseSandbox, type CommandAccess, type Sandbox } from "./sandbox.ts";
import { StderrTail } from "./stderr_tail.ts";
import { findProgram, type MediaTools } from "./tools.ts";

export interface RunOptions extends CommandAccess {
  signal?: AbortSignal;
  /** The time limit of the command; 0 for none, where a reader sets the pace. */
  wallSeconds: number;
  /** The longest time without progress. */
  stallSeconds: number;
  /** Standard input, for the path `pipe:0`. If it throws, the command is ended. */
  input?: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** The sandbox to use; the best available one if absent. */
  sandbox?: Sandbox;
  /** For `-v level+info`: how many of the last lines of standard error to keep. They quote the file. */
  summaryLines?: number;
}

/** A running ffmpeg or ffprobe. */
export interface MediaProcess {
  pid: number;
  stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Notes progress: the time for `stallSeconds` starts again. */
  noteProgress(): void;
  /** Pauses the time for `stallSeconds` while the reader is busy. */
  hold(isHeld: boolean): void;
  /** Kills the process and its children. */
  kill(): void;
  /**
   * Settles at its end.
   *
   * @returns the exit code and the last lines of standard error; with a code other than 0 the program refused its
   *   input, and a second run may still accept it
   * @throws {ToolError} for every other end; {NoSpaceError} for a full disk; the signal's reason after an abort
   */
  finished: Promise<{ code: number; stderr: StderrTail }>;
}

/**
 * Starts ffmpeg or ffprobe; every command goes through here. The process has no environment, leads a process group that
 * is killed as a whole, runs in a sandbox where the machine has one (see sandbox.ts), and under limits in any case (see
 * resource_limits.ts).
 *
 * @throws {ToolError} if the program is missing or cannot be started
 */
export async function start(
  tools: MediaTools,
  program: "ffmpeg" | "ffprobe",
  args: string[],
  options: RunOptions,
): Promise<MediaProcess> {
  options.signal?.throwIfAborted();
  const path = await asToolError(findProgram(program === "ffmpeg" ? tools.ffmpegPath : tools.ffprobePath));
  const command = [path, "-hide_banner", ...(program === "ffmpeg" ? ["-nostdin", "-y"] : []), "-v", "error", ...args];
  const sandbox = options.sandbox ?? await asToolError(chooseSandbox(path, tools.sandbox));
  const [file, ...rest] = limited(await sandbox.wrap(command, options), await resourceLimits(options));
  options.signal?.throwIfAborted();
  const child = spawn(file, rest, options);
  const process = watch(child, program, options, tools);
  // not without a sandbox: a process that is stopped while this program ends would stay stopped for ever
  const remove = sandbox.name === "none" ? undefined : tools.background?.add(child.pid);
  if (remove) void process.finished.then(remove, remove);
  return process;
}

async function asToolError<T>(found: Promise<T>): Promise<T> {
  return await found.catch((cause) => {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ToolError(cause.message, { kind: "notStarted", reason: cause.message }, { cause });
  });
}

/**
 * Runs a command to its end and collects its standard output, at most `maxBytes`.
 *
 * @param options.onText gets the output instead
 * @throws as `MediaProcess.finished`; {MediaError} where it writes more than `maxBytes`
 */
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
        process.noteProgress();
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

/** Waits before a killed command runs again: if a person or the system stopped it, it may work now. */
const RETRY_WAITS_MS = [200, 1000];

/**
 * Runs a command until its result is reliable: again after it was killed, and a second time after it refused its input.
 *
 * @param once runs the command, for example by `run`
 * @param options.isRefused whether a result refuses the input; a code other than 0 if absent
 * @param options.isLong for a command that may take hours: after a kill the job decides when to run it again
 * @returns the result of the last run
 * @throws the error of the last run
 */
export async function retryCommand<T extends { code: number }>(
  once: () => Promise<T>,
  { isRefused = ({ code }: T) => code !== 0, isLong = false, signal }: {
    isRefused?: (result: T) => boolean | Promise<boolean>;
    isLong?: boolean;
    signal?: AbortSignal;
  } = {},
): Promise<T> {
  const attempt = async () => {
    for (const waitMs of isLong ? [] : RETRY_WAITS_MS) {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof ToolError && error.end.kind === "signal") || signal?.aborted) throw error;
      }
      await delay(waitMs);
      signal?.throwIfAborted();
    }
    return await once();
  };
  const result = await attempt();
  return await isRefused(result) ? await attempt() : result;
}

function spawn(file: string, args: string[], { writableDir: cwd = "/", input }: RunOptions): Deno.ChildProcess {
  const env = { LC_ALL: "C.UTF-8", HOME: "/nonexistent", AV_LOG_FORCE_NOCOLOR: "1" };
  const io = { stdin: input ? "piped" : "null", stdout: "piped", stderr: "piped" } as const;
  try {
    // detached: it leads a session and a process group, and Ctrl-C in the terminal does not reach it
    return new Deno.Command(file, { args, env, clearEnv: true, cwd, detached: true, ...io }).spawn();
  } catch (cause) {
    throw errorOfStart(file, cause);
  }
}

function errorOfStart(file: string, cause: unknown): ToolError {
  const end: ProcessEnd = { kind: "notStarted", reason: messageOf(cause) };
  return new ToolError(`"${file}" ${describeEnd(end)}`, end, { cause });
}

function watch(
  child: Deno.ChildProcess,
  program: string,
  options: RunOptions,
  { background, onProgress }: MediaTools,
): MediaProcess {
  const { signal, wallSeconds, stallSeconds } = options;
  const clockMs = () => performance.now() - (background?.stoppedMs ?? 0);
  const startedAtMs = clockMs();
  let lastSignMs = startedAtMs;
  let isHeld = false;
  let cause: unknown = null;
  let isOver = false; // once true, the pid may belong to another process
  const killFor = (reason: unknown) => {
    if (isOver) return;
    cause ??= reason;
    killGroup(child);
  };
  const onAbort = () => killFor(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const watchdog = setInterval(() => {
    const nowMs = clockMs();
    if (isHeld) lastSignMs = nowMs;
    if (nowMs - lastSignMs > stallSeconds * 1000) {
      killFor(endError(program, { kind: "noProgress", seconds: stallSeconds }));
    } else if (wallSeconds && nowMs - startedAtMs > wallSeconds * 1000) {
      killFor(endError(program, { kind: "timeLimit", seconds: wallSeconds }));
    }
    isDiskFull(options.writableDir).then((isFull) => isFull && killFor(endError(program, { kind: "noSpace" })));
  }, Math.min(1000, stallSeconds * 250));

  const feeding = options.input && feed(child.stdin, options.input, killFor);
  const hidden = options.writableDir ? [...options.readable, options.writableDir] : options.readable;
  const stderr = new StderrTail(hidden, {
    maxLines: options.summaryLines,
    isSummary: options.summaryLines !== undefined,
  });
  const finish = async () => {
    try {
      await stderr.read(child.stderr);
      const status = await child.status;
      isOver = true;
      await feeding;
      if (cause !== null) throw cause;
      const end = await classifyEnd(status, stderr, options);
      if (end.kind !== "exit") throw endError(program, end);
      return { code: end.code, stderr };
    } finally {
      clearInterval(watchdog);
      signal?.removeEventListener("abort", onAbort);
    }
  };
  const finished = finish();
  // a child that outlives the leader, as bubblewrap's does while it starts, would keep standard error open for ever
  void child.status.then(() => killGroup(child));
  // no unhandled rejection while the caller still reads standard output
  finished.catch(() => {});
  return {
    pid: child.pid,
    stdout: child.stdout,
    noteProgress: () => {
      lastSignMs = clockMs();
      onProgress?.();
    },
    hold: (held) => {
      isHeld = held;
      lastSignMs = clockMs();
    },
    kill: () => killFor(new ToolError(`${program} was stopped`, { kind: "signal", signal: "SIGKILL" })),
    finished,
  };
}

async function feed(
  stdin: WritableStream<Uint8Array<ArrayBuffer>>,
  input: AsyncIterable<Uint8Array<ArrayBuffer>>,
  killFor: (reason: unknown) => void,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    for await (const piece of input) {
      // the process may end before it has read everything: its exit code says whether that is an error
      if (!await writer.write(piece).then(() => true, () => false)) return;
    }
    await writer.close().catch(() => {});
  } catch (error) {
    killFor(error);
  }
}

function killGroup(child: Deno.ChildProcess): void {
  for (const kill of [() => Deno.kill(-child.pid, "SIGKILL"), () => child.kill("SIGKILL")]) {
    try {
      return kill();
    } catch {
      // the group has ended, or this user may kill only the child itself
    }
  }
}
