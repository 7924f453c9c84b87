import { join } from "node:path";
import { COUNTERS, type Ledger } from "./ledger.ts";

const LOG_LINES = 8;
const MAX_LINE_CHARS = 400;

/** What the soak ends with; the first six are those of the line's contract. */
export interface Result {
  kills: number;
  lost: number;
  duplicates: number;
  orphans: number;
  wrongVerdicts: number;
  downSeconds: number;
  longestDownSeconds: number;
  /** Of `/` and `/health`. */
  slowestAnswerSeconds: number;
  /** How often one of the two was answered with 500. */
  pageErrors: number;
  seed: number;
  minutes: number;
  uploads: number;
  refused: number;
  edits: number;
  transcriptions: number;
  killsByRole: Record<string, number>;
  missedKills: number;
  pauses: number;
  fullDisks: number;
  /** Why the disk was never full. */
  noFullDisks: string | null;
  floods: number;
  restarts: number;
  serverErrors: number;
  unavailable: number;
  unanswered: number;
  settleSeconds: number;
}

export function isClean(result: Result): boolean {
  return COUNTERS.every((counter) => result[counter] === 0);
}

/** The result for people. */
export function table(result: Result): string {
  const text = (value: unknown) => typeof value === "object" && value ? JSON.stringify(value) : String(value);
  return Object.entries(result).map(([name, value]) => `${name.padEnd(20)} ${text(value)}`).join("\n");
}

/** Each offence with the last lines of the logs that name what it is about. */
export async function explain(ledger: Ledger, logs: string): Promise<string> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(logs)) {
    const text = await Deno.readTextFile(join(logs, name));
    lines.push(...text.split("\n").map((line) => `${name}: ${line}`));
  }
  // what is about the same things is told together, for the logs are the same
  return [...Map.groupBy(ledger.offences, ({ ids }) => ids.join(" "))].map(([, offences]) => {
    const { ids } = offences[0];
    const about = lines.filter((line) => ids.some((id) => line.includes(id))).slice(-LOG_LINES);
    return [
      ...offences.map(({ counter, message }) => `${counter}: ${message}`),
      ...ids.map((id) => `  id ${id}`),
      ...about.map((line) => `  ${line.slice(0, MAX_LINE_CHARS)}`),
    ].join("\n");
  }).join("\n");
}
