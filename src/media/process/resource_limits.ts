import type { CommandAccess } from "./sandbox.ts";

const MIB = 2 ** 20;
/** A picture of 8192 x 4320 takes 100 MiB in 10 bits, and decoders keep twenty. */
const READING_BYTES = 2048 * MIB;
/** For three encoders beside the decoder. */
const ENCODING_BYTES = 4096 * MIB;
/** Each thread has a stack of 8 MiB, and there are about twelve for each core. */
const CORE_BYTES = 128 * MIB;
/** Of a file that is written: the output of a command is not much larger than its input. */
const LEAST_FILE_BYTES = 32 * 1024 * MIB;
/** For commands whose reader sets the pace. */
const LONGEST_SECONDS = 24 * 3600;
/** ffmpeg starts threads, but no program. */
const OWN_TASKS = 1000;

/** What the kernel lets one command take, in a sandbox or without one. */
export interface ResourceLimits {
  /** Writable memory; null for an encoder on a GPU, whose driver maps more than it uses. */
  memoryBytes: number | null;
  /** Of all threads together. */
  cpuSeconds: number;
  /** Of the largest file that it writes; 0 where it has no folder to write to. */
  fileBytes: number;
  /** Processes and threads that its user may have. For root the kernel ignores it. */
  tasks: number;
}

/** The limits of a command by what it may access, the largest file that it reads and its time limit. */
export async function resourceLimits(
  access: CommandAccess & { wallSeconds: number },
  cores = navigator.hardwareConcurrency,
): Promise<ResourceLimits> {
  const { readable, writableDir, wallSeconds } = access;
  const sizes = await Promise.all(readable.map((path) => Deno.stat(path).then(({ size }) => size, () => 0)));
  return {
    memoryBytes: memoryLimit(access, cores),
    cpuSeconds: (wallSeconds || LONGEST_SECONDS) * cores + 60,
    fileBytes: writableDir ? Math.max(LEAST_FILE_BYTES, 2 * Math.max(0, ...sizes)) : 0,
    tasks: await tasksOfSystem() + OWN_TASKS,
  };
}

/** The writable memory that a command may take, in bytes; null for an encoder on a GPU. */
export function memoryLimit(
  { writableDir, usesGpu }: CommandAccess,
  cores = navigator.hardwareConcurrency,
): number | null {
  return usesGpu ? null : (writableDir ? ENCODING_BYTES : READING_BYTES) + cores * CORE_BYTES;
}

/** All processes and threads: the user's, whom the limit counts, are at most these. */
async function tasksOfSystem(): Promise<number> {
  const text = await Deno.readTextFile("/proc/loadavg").catch(() => "");
  return Number(/\d+\/(\d+)/.exec(text)?.[1] ?? 3000);
}

/**
 * The command line that starts `command` under the limits, by the shell's `ulimit`. A system may allow less already:
 * its limit stays then. Shells differ in the letter for processes, and count files in blocks of 512 bytes.
 */
export function limited(command: string[], limits: ResourceLimits): string[] {
  const { memoryBytes, cpuSeconds, fileBytes, tasks } = limits;
  const settings = [
    ...(memoryBytes === null ? [] : [`-d ${Math.floor(memoryBytes / 1024)}`]),
    ...[`-t ${cpuSeconds}`, `-f ${Math.ceil(fileBytes / 512)}`, "-c 0"],
  ].map((setting) => `ulimit ${setting} 2>/dev/null`);
  const processes = `{ ulimit -u ${tasks} || ulimit -p ${tasks}; } 2>/dev/null`;
  return ["/bin/sh", "-c", `${[...settings, processes].join("; ")}; exec "$0" "$@"`, ...command];
}
