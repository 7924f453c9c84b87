/** How a process ended. */
export type ProcessEnd =
  /** It exited. With a code other than 0 it refused its input. */
  | { kind: "exit"; code: number }
  /** Killed, or crashed: `SIGKILL`, `SIGSEGV` and so on. */
  | { kind: "signal"; signal: string }
  /** This program stopped it: it took too long, or made no progress. */
  | { kind: "timeLimit" | "noProgress"; seconds: number }
  /** The kernel stopped it at a limit of this program: it took too much of `what`. */
  | { kind: "limit"; what: string }
  /** The disk was full. */
  | { kind: "noSpace" }
  /** It could not be started: the program is missing, or the system or the sandbox refused. */
  | { kind: "notStarted"; reason: string }
  /** The machine lacked something: memory, open files, a readable disk, an encoder. */
  | { kind: "machine"; reason: string };

/** Signals of a crash, which the input may have caused. */
const CRASHES = ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGSYS", "SIGTRAP"];

/** Whether the same input is likely to end the same way: after a crash, or at a limit. */
export function isLikelyToRepeat(end: ProcessEnd): boolean {
  if (end.kind === "signal") return CRASHES.includes(end.signal);
  return end.kind === "timeLimit" || end.kind === "noProgress" || end.kind === "limit";
}

/** The end in words, to follow the name of the program. */
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
    case "limit":
      return `was stopped: it took more ${end.what} than the limit`;
    case "noSpace":
      return "found no space on the disk";
    case "notStarted":
      return `could not be started: ${end.reason}`;
    case "machine":
      return `could not go on: ${end.reason}`;
  }
}
