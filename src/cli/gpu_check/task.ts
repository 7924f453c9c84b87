import { linesOf } from "../../core/lines.ts";
import type { PartResult, PartState } from "./report.ts";

/** What a part found. */
export interface Finding {
  state: PartState;
  summary: string;
  advice?: string[];
  lines?: string[];
  data?: Record<string, unknown>;
}

/** The message of a part's process to its parent, one a line: what is known so far, and at the end the finding. */
export type TaskMessage =
  | { type: "line"; text: string }
  | { type: "table"; lines: string[] }
  | { type: "data"; key: string; value: unknown }
  | { type: "end"; finding: Finding };

/** Sends messages to the parent. */
export interface Reporter {
  line(text: string): void;
  /** Replaces an earlier table. */
  table(lines: string[]): void;
  /** Replaces an earlier value of the same key. */
  data(key: string, value: unknown): void;
}

const MARK = "\u001egpu-check ";

/** Writes a message so that the parent can tell it from what native code prints. */
export function encodeMessage(message: TaskMessage): string {
  return `${MARK}${JSON.stringify(message)}\n`;
}

export interface ChildCommand {
  command: string;
  args: string[];
  env: Record<string, string>;
}

/** A process that a driver holds in the kernel does not end when it is killed: it is left alone then. */
const GRACE_SECONDS = 3;

/**
 * Runs a part in a process of its own: a crash of native code or a hung driver ends that process alone, and its memory
 * on the device is free afterwards.
 *
 * @param limitSeconds the process is killed then; what it sent until then is kept
 * @param signal ends the process too; its reason is told
 */
export async function runTask(
  { name, title }: { name: string; title: string },
  { command, args, env }: ChildCommand,
  limitSeconds: number,
  signal?: AbortSignal,
): Promise<PartResult> {
  const startMs = performance.now();
  const child = new Deno.Command(command, { args, env, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(`after its ${Math.round(limitSeconds)} s`), limitSeconds * 1000);
  const ended = AbortSignal.any([stop.signal, ...signal ? [signal] : []]);
  const stuck = Promise.withResolvers<null>();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const onEnded = () => {
    kill(child);
    grace = setTimeout(() => stuck.resolve(null), GRACE_SECONDS * 1000);
  };
  if (ended.aborted) onEnded();
  ended.addEventListener("abort", onEnded);
  const sent: Sent = { lines: [], table: [], data: {}, finding: null };
  const stderr = new Response(child.stderr).text();
  const status = await Promise.race([readMessages(child.stdout, sent).then(() => child.status), stuck.promise]);
  clearTimeout(timer);
  clearTimeout(grace);
  ended.removeEventListener("abort", onEnded);
  const isCut = ended.aborted || status === null;
  const finding = sent.finding ?? (isCut ? cutFinding(ended.reason, sent) : endedFinding(status, await stderr));
  return {
    ...{ name, title, state: finding.state, summary: finding.summary, advice: finding.advice ?? [] },
    seconds: (performance.now() - startMs) / 1000,
    lines: [...sent.lines, ...sent.table, ...finding.lines ?? []],
    data: { ...sent.data, ...finding.data },
  };
}

/** What a process sent until now. */
interface Sent {
  lines: string[];
  table: string[];
  data: Record<string, unknown>;
  finding: Finding | null;
}

async function readMessages(stdout: ReadableStream<Uint8Array<ArrayBuffer>>, sent: Sent): Promise<void> {
  for await (const line of linesOf(stdout)) {
    const message = decodeMessage(line);
    if (message?.type === "line") sent.lines.push(message.text);
    else if (message?.type === "table") sent.table = message.lines;
    else if (message?.type === "data") sent.data[message.key] = message.value;
    else if (message?.type === "end") sent.finding = message.finding;
  }
}

/** @returns null for what native code prints, and for a message that was cut off with its process */
function decodeMessage(line: string): TaskMessage | null {
  const at = line.indexOf(MARK); // native code may not end its line
  try {
    return at < 0 ? null : JSON.parse(line.slice(at + MARK.length));
  } catch {
    return null;
  }
}

function cutFinding(reason: string, { lines, table, data }: Sent): Finding {
  const isSomething = lines.length + table.length + Object.keys(data).length > 0;
  const what = isSomething ? "what was found until then is here" : "nothing was found until then";
  return { state: "cut", summary: `it was ended ${reason}: ${what}` };
}

/** With these another program, or Ctrl-C, ends a process. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

function endedFinding({ code, signal }: Deno.CommandStatus, stderr: string): Finding {
  if (signal && STOP_SIGNALS.includes(signal)) return { state: "cut", summary: `its process was ended by ${signal}` };
  const last = stderr.trim().split("\n").slice(-3).join(" | ");
  const how = signal ? `by ${signal}` : `with exit code ${code}`;
  return { state: "failed", summary: `its process ended ${how}: ${last || "it said nothing"}` };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // it has ended
  }
}
