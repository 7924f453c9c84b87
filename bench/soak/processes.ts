/** A process of this machine, from /proc. */
export interface Process {
  pid: number;
  parent: number;
  /** The kernel's name: at most 15 characters of the program's name. */
  name: string;
  /** Start time in ticks since boot: with the pid it identifies the process even if the pid is reused. */
  start: string;
}

/** Reads a process; null if there is none, or only a zombie. */
export function readProcess(pid: number): Process | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return { pid, parent: Number(fields[1]), name: stat.slice(stat.indexOf("(") + 1, end), start: fields[19] };
  } catch {
    return null;
  }
}

export function allProcesses(): Process[] {
  const pids = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => pid > 0);
  return pids.map(readProcess).filter((process) => process !== null);
}

/** Returns the roots and all of their descendants, parents first. */
export function descendants(roots: readonly number[], all = allProcesses()): Process[] {
  const below = all.filter(({ pid }) => roots.includes(pid));
  for (let i = 0; i < below.length; i++) below.push(...all.filter(({ parent }) => parent === below[i].pid));
  return below;
}

export function argumentsOf(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

/** Whether a process uses a data folder: as its working folder, in an argument, or as DATA_DIR. */
export function belongsTo(pid: number, folder: string): boolean {
  try {
    const workingFolder = Deno.readLinkSync(`/proc/${pid}/cwd`);
    if (workingFolder === folder || workingFolder.startsWith(`${folder}/`)) return true;
  } catch { /* it has ended, or is another user's */ }
  if (argumentsOf(pid).some((argument) => argument.includes(folder))) return true;
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0").includes(`DATA_DIR=${folder}`);
  } catch {
    return false;
  }
}

/** Sends a signal to a process. @returns false if it has ended */
export function signal(process: Process, name: Deno.Signal): boolean {
  if (readProcess(process.pid)?.start !== process.start) return false;
  try {
    Deno.kill(process.pid, name);
    return true;
  } catch {
    return false;
  }
}
