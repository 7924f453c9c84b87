import { statfs } from "node:fs/promises";
import { messageOf, NoSpaceError, ToolError } from "../../core/errors.ts";
import { describeEnd, type ProcessEnd } from "../../core/process_end.ts";
import { memoryLimit } from "./resource_limits.ts";
import { MAX_ALLOC_BYTES } from "./untrusted_input.ts";
import type { CommandAccess } from "./sandbox.ts";
import type { StderrTail } from "./stderr_tail.ts";

/**
 * A disk with less than both of these free counts as full. Programs often do not report a write that failed for lack of
 * space, and a database on the same disk stops when it can't write its log.
 */
const FULL_DISK_SHARE = 0.02;
export const FULL_DISK_BYTES = 16 * 2 ** 20;
const READ_BYTES = 2 ** 20;

/** Signals of Linux by number; a shell and bubblewrap report a child's signal as 128 + number. */
const SIGNALS = [
  ...["", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1"],
  ...["SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP"],
  ...["SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR"],
  "SIGSYS",
];
/** Signals of the kernel at a limit of resource_limits.ts, and what the program took too much of. */
const LIMIT_SIGNALS: Record<string, string> = { SIGXCPU: "CPU time", SIGXFSZ: "space for one file" };
/** ffmpeg's exit codes after a signal that it handles, and after several of them. */
const STOPPED_CODES = [255, 123];
/** Exit codes of `env`, a shell and setpriv where they could not start a program; the loader uses 127 too. */
const NOT_STARTED_CODES = [125, 126, 127];

/**
 * Finds out how ffmpeg or ffprobe ended, from its status, its standard error, the disk that it wrote to and the files
 * that it read.
 *
 * @returns of kind `exit` only if nothing else ended it: then a code other than 0 means that it refused its input
 */
export async function classifyEnd(
  { code, signal }: Pick<Deno.CommandStatus, "code" | "signal">,
  stderr: StderrTail,
  access: CommandAccess,
): Promise<ProcessEnd> {
  const sandboxLine = stderr.lines.find((line) => /^(bwrap|setpriv): /.test(line));
  if (code !== 0 && sandboxLine) return { kind: "notStarted", reason: sandboxLine };
  // the HLS muxer of ffmpeg 5 ends with 0 and no message where it could not write
  const hasReportedFull = stderr.faults.noSpace && access.writableDir !== undefined;
  if (hasReportedFull || await isDiskFull(access.writableDir)) return { kind: "noSpace" };
  const endSignal = signal ?? (code > 128 ? SIGNALS[code - 128] : undefined);
  if (endSignal && endSignal in LIMIT_SIGNALS) return { kind: "limit", what: LIMIT_SIGNALS[endSignal] };
  if (endSignal) return { kind: "signal", signal: endSignal };
  if (NOT_STARTED_CODES.includes(code)) return { kind: "notStarted", reason: stderr.lastLine };
  // 255 is the code of "Operation not permitted" too, which has a message
  if (STOPPED_CODES.includes(code) && !/operation not permitted/i.test(stderr.lastLine)) {
    return { kind: "signal", signal: "SIGTERM" };
  }
  if (stderr.faults.write) return { kind: "machine", reason: stderr.faults.write };
  // the message is the same for a damaged file and for a damaged disk, and the code may be 0
  if (stderr.faults.read) {
    const problem = await readProblem(access.readable);
    if (problem) return { kind: "machine", reason: problem };
  }
  if (code !== 0 && stderr.isOutOfMemory && await isOwnMemoryLimit(access)) return { kind: "exit", code };
  if (code !== 0 && stderr.faults.machine) return { kind: "machine", reason: stderr.faults.machine };
  return { kind: "exit", code };
}

/**
 * Whether a program that could not allocate memory hit a limit of its own: `-max_alloc`, which only a malicious file
 * does, or that of all its memory. The message is the same when the machine is out of memory, so the machine must have
 * memory free. If that is unknown, or for an encoder on a GPU, which may mean the GPU's memory, the answer is no.
 */
async function isOwnMemoryLimit(access: CommandAccess): Promise<boolean> {
  const limitBytes = memoryLimit(access);
  if (limitBytes === null) return false;
  // what an encoder had taken by then is free again
  const committableBytes = 2 * MAX_ALLOC_BYTES + (access.writableDir === undefined ? 0 : limitBytes);
  try {
    const [memory, overcommit, limits] = await Promise.all(
      ["/proc/meminfo", "/proc/sys/vm/overcommit_memory", "/proc/self/limits"].map((path) => Deno.readTextFile(path)),
    );
    const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(memory)?.[1]) * 1024;
    if (!/^Max address space\s+unlimited/m.test(limits) || !/^Max data size\s+unlimited/m.test(limits)) return false;
    // 2: the system never overcommits memory
    if (overcommit.trim() === "2" && !(bytesOf("CommitLimit") - bytesOf("Committed_AS") > committableBytes)) {
      return false;
    }
    return bytesOf("MemAvailable") > 2 * MAX_ALLOC_BYTES;
  } catch {
    return false;
  }
}

/** The error for an end that says nothing about the input. */
export function endError(program: string, end: ProcessEnd): ToolError | NoSpaceError {
  if (end.kind === "noSpace") return new NoSpaceError(`there is no space left on the server's disk for ${program}`);
  return new ToolError(`${program} ${describeEnd(end)}`, end);
}

/** Whether the disk of a folder is (almost) full; false without a folder. */
export async function isDiskFull(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  const disk = await statfs(folder).catch(() => null); // the folder may be gone
  return disk !== null &&
    Number(disk.bavail) * Number(disk.bsize) <
      Math.min(FULL_DISK_BYTES, Number(disk.blocks) * Number(disk.bsize) * FULL_DISK_SHARE);
}

/** Reads files to their end. @returns the first error, or null */
async function readProblem(paths: string[]): Promise<string | null> {
  const buffer = new Uint8Array(READ_BYTES);
  for (const path of paths) {
    try {
      using file = await Deno.open(path);
      while (await file.read(buffer) !== null);
    } catch (error) {
      return `the file cannot be read: ${messageOf(error).replaceAll(path, "the file")}`;
    }
  }
  return null;
}
