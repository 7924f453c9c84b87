import { statfs } from "node:fs/promises";
import { messageOf, NoSpaceError, ToolError } from "../../core/errors.ts";
import { describeEnd, type ProcessEnd } from "../../core/process_end.ts";
import { MAX_ALLOC_BYTES } from "./untrusted_input.ts";
import type { CommandAccess } from "./sandbox.ts";
import type { StderrTail } from "./stderr_tail.ts";

/**
 * Less than this share of a disk, and than these bytes, is a full disk: a program that finds no room for a block often says
 * nothing of it. And the database, which may be on the same disk, stops altogether where it can't write its log.
 */
const FULL_DISK_SHARE = 0.02;
export const FULL_DISK_BYTES = 16 * 2 ** 20;
const READ_BYTES = 2 ** 20;

/** Of Linux, by number; a shell and bubblewrap tell a child's as 128 + number. */
const SIGNALS = [
  ...["", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1"],
  ...["SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP"],
  ...["SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR"],
  "SIGSYS",
];
/** ffmpeg's codes for the end by a signal that it handles, and for the end by several of them. */
const STOPPED_CODES = [255, 123];
/** What `env`, a shell and setpriv end with where they could not start a program; 127 is the loader's too. */
const NOT_STARTED_CODES = [125, 126, 127];

/**
 * How ffmpeg or ffprobe ended, of what can be known afterwards: its status, what it wrote to standard error, the disk
 * that it wrote to and the files that it read.
 *
 * @returns of kind `exit` only where it was its own doing: with a code other than 0 it refused what it read
 */
export async function classifyEnd(
  { code, signal }: Pick<Deno.CommandStatus, "code" | "signal">,
  stderr: StderrTail,
  reach: CommandAccess,
): Promise<ProcessEnd> {
  const sandboxLine = stderr.lines.find((line) => /^(bwrap|setpriv): /.test(line));
  if (code !== 0 && sandboxLine) return { kind: "notStarted", reason: sandboxLine };
  // The HLS muxer of ffmpeg 5 ends with 0, and says nothing, where it could not write. Who writes nothing fills no disk.
  const isToldFull = stderr.faults.noSpace && reach.writableDir !== undefined;
  if (isToldFull || await isDiskFull(reach.writableDir)) return { kind: "noSpace" };
  if (signal) return { kind: "signal", signal };
  const passedOn = SIGNALS[code - 128];
  if (code > 128 && passedOn) return { kind: "signal", signal: passedOn };
  if (NOT_STARTED_CODES.includes(code)) return { kind: "notStarted", reason: stderr.lastLine };
  // 255 is the code of "Operation not permitted" too, and that is said aloud.
  if (STOPPED_CODES.includes(code) && !/operation not permitted/i.test(stderr.lastLine)) {
    return { kind: "signal", signal: "SIGTERM" };
  }
  if (stderr.faults.write) return { kind: "machine", reason: stderr.faults.write };
  // For a damaged file it says the same as for a damaged disk, and at the end of it, cut short, it ends with 0.
  if (stderr.faults.read) {
    const problem = await readProblem(reach.readable);
    if (problem) return { kind: "machine", reason: problem };
  }
  if (code !== 0 && stderr.isOutOfMemory && await isOwnMemoryLimit(reach)) return { kind: "exit", code };
  if (code !== 0 && stderr.faults.machine) return { kind: "machine", reason: stderr.faults.machine };
  return { kind: "exit", code };
}

/**
 * Whether a program that could not allocate memory met its own limit on one allocation (`-max_alloc`), which only a file
 * made for that reaches: it says the same of a machine without memory, so the machine must have twice as much to give.
 * Where that is not told, and of what encodes, which may mean the memory of a GPU, it is the machine.
 */
async function isOwnMemoryLimit({ writableDir }: CommandAccess): Promise<boolean> {
  if (writableDir !== undefined) return false;
  try {
    const [memory, overcommit, limits] = await Promise.all(
      ["/proc/meminfo", "/proc/sys/vm/overcommit_memory", "/proc/self/limits"].map((path) => Deno.readTextFile(path)),
    );
    const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(memory)?.[1]) * 1024;
    if (!/^Max address space\s+unlimited/m.test(limits)) return false;
    // 2: the system promises no more than it has
    if (overcommit.trim() === "2" && !(bytesOf("CommitLimit") - bytesOf("Committed_AS") > 2 * MAX_ALLOC_BYTES)) {
      return false;
    }
    return bytesOf("MemAvailable") > 2 * MAX_ALLOC_BYTES;
  } catch {
    return false;
  }
}

/** What is thrown for an end that is no verdict on the input. */
export function endError(program: string, end: ProcessEnd): ToolError | NoSpaceError {
  if (end.kind === "noSpace") return new NoSpaceError(`there is no space left on the server's disk for ${program}`);
  return new ToolError(`${program} ${describeEnd(end)}`, end);
}

/** Whether a folder's disk has next to nothing left; of none it is not. */
export async function isDiskFull(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  const disk = await statfs(folder).catch(() => null); // the folder may be gone
  return disk !== null &&
    Number(disk.bavail) * Number(disk.bsize) <
      Math.min(FULL_DISK_BYTES, Number(disk.blocks) * Number(disk.bsize) * FULL_DISK_SHARE);
}

/** Reads files to their end, as a program did that met an error; null where all is well. */
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
