import { join } from "node:path";
import { COUNTERS, type Ledger } from "./ledger.ts";

const LOG_LINES = 8;
const MAX_LINE_CHARS = 400;

/** The result of a soak. CI reads the first six fields. */
export interface Result {
  kills: number;
  lost: number;
  duplicates: number;
  orphans: number;
  wrongVerdicts: number;
  downSeconds: number;
  longestDownSeconds: number;
  /** Slowest answer of `/` and `/health`. */
  slowestAnswerSeconds: number;
  /** Answers of the two with status 500. */
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
  /** Why the disk was not filled; null if it was. */
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

/** Formats the result for people. */
export function table(result: Result): string {
  const text = (value: unknown) => typeof value === "object" && value ? JSON.stringify(value) : String(value);
  return Object.entries(result).map(([name, value]) => `${name.padEnd(20)} ${text(value)}`).join("\n");
}

/** Lists each violation with the last log lines that name its ids. */
export async function explainViolations(ledger: Ledger, logs: string): Promise<string> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(logs)) {
    const text = await Deno.readTextFile(join(logs, name));
    lines.push(...text.split("\n").map((line) => `${name}: ${line}`));
  }
  // violations with the same ids share their log lines
  return [...Map.groupBy(ledger.violations, ({ ids }) => ids.join(" "))].map(([, violations]) => {
    const { ids } = violations[0];
    const matching = lines.filter((line) => ids.some((id) => line.includes(id))).slice(-LOG_LINES);
    return [
      ...violations.map(({ counter, message }) => `${counter}: ${message}`),
      ...ids.map((id) => `  id ${id}`),
      ...matching.map((line) => `  ${line.slice(0, MAX_LINE_CHARS)}`),
    ].join("\n");
  }).join("\n");
}
