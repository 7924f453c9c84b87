import { sleep } from "./client.ts";
import type { Disk } from "./disk.ts";
import { flood } from "./flood.ts";
import { type Process, signal } from "./processes.ts";
import type { Random } from "./random.ts";
import { type Program, type Role, ROLES } from "./server.ts";

const FIND_MS = 20_000; // waits this long for a short-lived process to start
const FIND_STEP_MS = 4;

export type Fault =
  & { atMs: number }
  & ({ kind: "kill"; role: Role } | { kind: "pause" | "full disk" | "flood"; ms: number });

/** Plans the faults and their times; the same seed gives the same plan. */
export function planFaults(
  random: Random,
  { minutes, kills, canFill }: { minutes: number; kills: number; canFill: boolean },
): Fault[] {
  const endMs = minutes * 60_000;
  const faults: Fault[] = [];
  let deck: Role[] = [];
  for (let n = 0; n < kills; n++) {
    if (deck.length === 0) deck = random.shuffled([...ROLES, "ffmpeg"]);
    faults.push({ kind: "kill", role: deck.pop()!, atMs: random.between(0, endMs) });
  }
  const others = [["pause", 2, 3, 12], ["flood", 2, 5, 10], ["full disk", 3, 5, 12]] as const;
  for (const [kind, everyMinutes, minSeconds, maxSeconds] of others) {
    if (kind === "full disk" && !canFill) continue;
    for (let n = 0; n < Math.max(1, Math.round(minutes / everyMinutes)); n++) {
      faults.push({ kind, atMs: random.between(0, endMs * 0.8), ms: 1000 * random.between(minSeconds, maxSeconds) });
    }
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** How often each fault was made. */
export interface FaultCounts {
  kills: number;
  byRole: Record<Role, number>;
  /** Kills without a running process to kill. */
  missed: number;
  pauses: number;
  fullDisks: number;
  floods: number;
}

/** Makes the planned faults at their times; resolves when the last one is over. */
export async function makeFaults(
  faults: readonly Fault[],
  { program, disk, random, stopping, log }: {
    program: Program;
    disk: Disk;
    random: Random;
    stopping: AbortSignal;
    log: (line: string) => void;
  },
): Promise<FaultCounts> {
  const byRole = Object.fromEntries(ROLES.map((role) => [role, 0])) as Record<Role, number>;
  const counts: FaultCounts = { kills: 0, byRole, missed: 0, pauses: 0, fullDisks: 0, floods: 0 };
  const startedAt = Date.now();
  const make = async (fault: Fault) => {
    if (fault.kind === "kill") {
      const killed = await kill(program, fault.role, random, stopping);
      if (!killed) return void counts.missed++;
      counts.kills++;
      counts.byRole[killed.role]++;
      log(`killed ${killed.role} (${killed.process.pid})`);
    } else if (fault.kind === "pause") {
      log(`the database stands still for ${seconds(fault.ms)} s`);
      if (await pause(program.database(), fault.ms, stopping)) counts.pauses++;
    } else if (fault.kind === "full disk") {
      log(`the disk is full for ${seconds(fault.ms)} s`);
      await disk.fill(fault.ms, stopping);
      counts.fullDisks++;
    } else {
      const opened = await flood(program.origin, fault.ms, stopping);
      log(`a flood of ${opened} connections is over`);
      counts.floods++;
    }
  };
  const running: Promise<void>[] = [];
  for (const fault of faults) {
    await sleep(fault.atMs - (Date.now() - startedAt), stopping);
    if (stopping.aborted) break;
    running.push(make(fault).catch((error) => log(`a fault could not be made: ${fault.kind}: ${error.message}`)));
  }
  await Promise.all(running);
  return counts;
}

async function kill(
  program: Program,
  role: Role,
  random: Random,
  stopping: AbortSignal,
): Promise<{ role: Role; process: Process } | null> {
  for (const deadline = Date.now() + FIND_MS; Date.now() < deadline && !stopping.aborted;) {
    let candidates = program.find(role);
    if (role === "watcher" && candidates.length === 0) [role, candidates] = ["serve", program.find("serve")];
    if (candidates.length > 0) {
      const process = random.pick(candidates);
      if (signal(process, "SIGKILL")) return { role, process };
    }
    await sleep(FIND_STEP_MS, stopping);
  }
  return null;
}

/** Sends SIGSTOP to all processes of the database, and SIGCONT after `ms`. @returns whether there were any */
async function pause(processes: Process[], ms: number, stopping: AbortSignal): Promise<boolean> {
  for (const process of processes) signal(process, "SIGSTOP");
  await sleep(ms, stopping);
  for (const process of processes) signal(process, "SIGCONT");
  return processes.length > 0;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
