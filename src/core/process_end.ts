/** How a process that was started came to its end. */
export type ProcessEnd =
  /** By itself. With a code other than 0 it refused its input. */
  | { kind: "exit"; code: number }
  /** Killed, or crashed: `SIGKILL`, `SIGSEGV` and so on. */
  | { kind: "signal"; signal: string }
  /** Stopped here: it was not done in time, or showed no sign of progress. */
  | { kind: "timeLimit" | "noProgress"; seconds: number }
  /** The disk was full. */
  | { kind: "noSpace" }
  /** It never ran: the program is missing, or the system or the sandbox refused to start it. */
  | { kind: "notStarted"; reason: string }
  /** It ran and met something that the machine could not give: memory, open files, a readable disk, an encoder. */
  | { kind: "machine"; reason: string };

/** Signals that a program brings on itself, by a fault of its own; the input may have led it there. */
const CRASHES = ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGSYS", "SIGTRAP", "SIGXCPU", "SIGXFSZ"];

/** Whether the same input may well bring the same end again: a crash, or a limit that stopped it. */
export function mayRepeat(end: ProcessEnd): boolean {
  if (end.kind === "signal") return CRASHES.includes(end.signal);
  return end.kind === "timeLimit" || end.kind === "noProgress";
}

/** What a person reads of an end, behind the name of the program. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.kind) {
    case "exit":
      return `ended with code ${end.code}`;
    case "signal":
      if (CRASHES.includes(end.signal)) return `crashed (${end.signal})`;
      if (end.signal !== "SIGKILL") return `was stopped from outside (${end.signal})`;
      return "was killed (SIGKILL): somebody stopped it, or the machine is short of memory";
    case "timeLimit":
      return `was stopped: it was not done after ${end.seconds} seconds`;
    case "noProgress":
      return `was stopped: it made no progress for ${end.seconds} seconds`;
    case "noSpace":
      return "found no space on the disk";
    case "notStarted":
      return `could not be started: ${end.reason}`;
    case "machine":
      return `could not go on: ${end.reason}`;
  }
}
