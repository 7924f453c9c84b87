import { sleep } from "./client.ts";
import type { Disk } from "./disk.ts";
import { flood } from "./flood.ts";
import { type Process, signal } from "./processes.ts";
import type { Random } from "./random.ts";
import { type Program, type Role, ROLES } from "./server.ts";

const HUNT_MS = 20_000; // a program that lives for a moment is waited for this long
const HUNT_STEP_MS = 4;

export type Fault =
  & { atMs: number }
  & ({ kind: "kill"; role: Role } | { kind: "pause" | "full disk" | "flood"; ms: number });

/** What is done to the server, and when: all of it follows from the seed. */
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
  for (const [kind, everyMinutes, least, most] of others) {
    if (kind === "full disk" && !canFill) continue;
    for (let n = 0; n < Math.max(1, Math.round(minutes / everyMinutes)); n++) {
      faults.push({ kind, atMs: random.between(0, endMs * 0.8), ms: 1000 * random.between(least, most) });
    }
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** How often each fault was really made. */
export interface FaultCounts {
  kills: number;
  byRole: Record<Role, number>;
  /** Kills of programs that did not run in time. */
  missed: number;
  pauses: number;
  fullDisks: number;
  floods: number;
}

/** Makes the planned faults at their times; resolves when the last is over and everything runs on. */
export async function makeFaults(
  faults: readonly Fault[],
  { program, disk, random, stopping, say }: {
    program: Program;
    disk: Disk;
    random: Random;
    stopping: AbortSignal;
    say: (line: string) => void;
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
      say(`killed ${killed.role} (${killed.process.pid})`);
    } else if (fault.kind === "pause") {
      say(`the database stands still for ${seconds(fault.ms)} s`);
      if (await pause(program.database(), fault.ms, stopping)) counts.pauses++;
    } else if (fault.kind === "full disk") {
      say(`the disk is full for ${seconds(fault.ms)} s`);
      await disk.fill(fault.ms, stopping);
      counts.fullDisks++;
    } else {
      const opened = await flood(program.origin, fault.ms, stopping);
      say(`a flood of ${opened} connections is over`);
      counts.floods++;
    }
  };
  const running: Promise<void>[] = [];
  for (const fault of faults) {
    await sleep(fault.atMs - (Date.now() - startedAt), stopping);
    if (stopping.aborted) break;
    running.push(make(fault).catch((error) => say(`a fault could not be made: ${fault.kind}: ${error.message}`)));
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
  for (const deadline = Date.now() + HUNT_MS; Date.now() < deadline && !stopping.aborted;) {
    let found = program.find(role);
    if (role === "watcher" && found.length === 0) [role, found] = ["serve", program.find("serve")];
    if (found.length > 0) {
      const process = random.pick(found);
      if (signal(process, "SIGKILL")) return { role, process };
    }
    await sleep(HUNT_STEP_MS, stopping);
  }
  return null;
}

/** SIGSTOP to the database with all of its processes, and SIGCONT after `ms`. */
async function pause(processes: Process[], ms: number, stopping: AbortSignal): Promise<boolean> {
  for (const process of processes) signal(process, "SIGSTOP");
  await sleep(ms, stopping);
  for (const process of processes) signal(process, "SIGCONT");
  return processes.length > 0;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
