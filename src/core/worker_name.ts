import process from "node:process";
import { newId } from "./ids.ts";

/**
 * Names this worker: `HOST/PID/BOOT.NAMESPACE/START/RANDOM`. Process numbers are used again later, so boot, PID
 * namespace and start time identify the process; they are left out if /proc does not show them.
 */
export function workerName(): string {
  const [namespace, start] = [pidNamespace(), statOf(Deno.pid)?.start];
  const processId = namespace && start ? `${namespace}/${start}/` : "";
  return `${workerPrefix(Deno.pid)}${processId}${newId().slice(0, 6)}`;
}

/** The start of the names of workers in a process on this machine. */
export function workerPrefix(pid: number): string {
  return `${hostPrefix()}${pid}/`;
}

/** The start of the names of workers on this machine. */
export function hostPrefix(): string {
  return `${Deno.hostname()}/`;
}

/** Whether a worker's process has surely ended: false for other machines, other containers and earlier boots. */
export function hasProcessEnded(worker: string): boolean {
  if (!worker.startsWith(hostPrefix())) return false;
  const [pid, namespace, start, random] = worker.slice(hostPrefix().length).split("/");
  if (random === undefined || namespace !== pidNamespace()) return false;
  try {
    process.kill(Number(pid), 0); // sends no signal; also finds processes that /proc hides from this user
  } catch (error) {
    if ((error as { code?: string }).code === "ESRCH") return true;
  }
  const stat = statOf(Number(pid));
  // Z: a zombie, which has ended but whose parent has not read its exit code
  return stat !== null && (stat.start !== start || ["X", "Z"].includes(stat.state));
}

/** The boot and the PID namespace of this process's number; null if /proc does not show them. */
function pidNamespace(): string | null {
  try {
    if (Deno.readLinkSync("/proc/self") !== String(Deno.pid)) return null; // the /proc of another namespace
    const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").slice(0, 8);
    return `${boot}.${Deno.readLinkSync("/proc/self/ns/pid").replaceAll(/\D/g, "")}`;
  } catch {
    return null;
  }
}

/**
 * The state of a process, and its start in ticks since the boot: the third and the 22nd field. The second one is a name
 * in parentheses that may contain blanks.
 */
function statOf(pid: number): { state: string; start: string } | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], start: fields[19] };
  } catch {
    return null;
  }
}
