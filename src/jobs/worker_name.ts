import process from "node:process";
import { newId } from "../core/ids.ts";

/**
 * What a worker goes by in the rows of jobs: machine, process, and something of its own. Where Linux tells them, in
 * between: what the process's number holds in, and when the process began; a number is given to others later.
 */
export function workerName(): string {
  const [numbers, start] = [numberSpace(), statOf(Deno.pid)?.start];
  const life = numbers && start ? `${numbers}/${start}/` : "";
  return `${workerPrefix(Deno.pid)}${life}${newId().slice(0, 6)}`;
}

/** What the names of a process's workers on this machine begin with. */
export function workerPrefix(pid: number): string {
  return `${hostPrefix()}${pid}/`;
}

/** What the names of this machine's workers begin with. */
export function hostPrefix(): string {
  return `${Deno.hostname()}/`;
}

/** Whether a worker's process has surely ended. Of other machines and containers, and from before a boot, nobody knows. */
export function isGone(worker: string): boolean {
  if (!worker.startsWith(hostPrefix())) return false;
  const [pid, numbers, start, own] = worker.slice(hostPrefix().length).split("/");
  if (own === undefined || numbers !== numberSpace()) return false;
  try {
    process.kill(Number(pid), 0); // only asks; a process that /proc hides from this user is there for it
  } catch (error) {
    if ((error as { code?: string }).code === "ESRCH") return true;
  }
  const stat = statOf(Number(pid));
  return stat !== null && (stat.start !== start || ["X", "Z"].includes(stat.state)); // Z: killed, and nobody waited for it
}

/** The boot and the namespace that this process's number holds in; null where that is not told. */
function numberSpace(): string | null {
  try {
    if (Deno.readLinkSync("/proc/self") !== String(Deno.pid)) return null; // the /proc of another namespace
    const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").slice(0, 8);
    return `${boot}.${Deno.readLinkSync("/proc/self/ns/pid").replaceAll(/\D/g, "")}`;
  } catch {
    return null;
  }
}

/** State and start, in the kernel's ticks since the boot: the third and the 22nd field, of which the second may hold blanks. */
function statOf(pid: number): { state: string; start: string } | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], start: fields[19] };
  } catch {
    return null;
  }
}
