import { parseArgs } from "node:util";
import { ConfigError } from "../../src/core/errors.ts";

export const HELP =
  `usage: ./sf soak [--minutes N] [--kills N] [--workers N] [--seed N] [--model NAME] [--keep] [--json]

Starts a server as a user does, on a temporary folder, and for N minutes uploads speech, edits, deletes and watches while
it kills processes, stops the database, fills the disk and floods the server with connections. Then it waits until all
work is done and checks that nothing that was acknowledged is lost, doubled, left over or wrongly refused.

  --minutes N   how long faults are made (default 3); waiting and checking come after that
  --kills N     processes to kill with SIGKILL (default 6 a minute)
  --workers N   "work" processes beside the one of the server (default 1)
  --seed N      the same seed makes the same faults at the same times (default: drawn, and printed)
  --model NAME  the weights to caption with (default tiny.en)
  --keep        keep the folder with the logs; it is kept anyway where something was wrong
  --json        one line of JSON instead of the table

The disk is filled only as root on Linux, where the data folder can be given a file system of its own.
Exit code 1 where lost, duplicates, orphans or wrongVerdicts is not 0.`;

export interface SoakOptions {
  minutes: number;
  kills: number;
  workers: number;
  seed: number;
  model: string;
  keep: boolean;
  json: boolean;
}

const KILLS_A_MINUTE = 6;

/** @returns null if help was requested @throws {ConfigError} naming the argument */
export function readOptions(args: string[]): SoakOptions | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  let values;
  try {
    const options = { minutes: text, kills: text, workers: text, seed: text, model: text, keep: flag, json: flag };
    ({ values } = parseArgs({ args, options: { ...options, help: { ...flag, short: "h" } } }));
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${HELP}`);
  }
  if (values.help) return null;
  const minutes = number("minutes", values.minutes, 3, { min: 0.1, max: 24 * 60 });
  return {
    minutes,
    kills: number("kills", values.kills, Math.round(minutes * KILLS_A_MINUTE), {
      min: 0,
      max: 100_000,
      whole: true,
    }),
    workers: number("workers", values.workers, 1, { min: 0, max: 16, whole: true }),
    seed: number("seed", values.seed, crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000, {
      ...{ min: 0, max: 2 ** 32 - 1, whole: true },
    }),
    model: values.model ?? "tiny.en",
    keep: values.keep,
    json: values.json,
  };
}

function number(
  name: string,
  value: string | undefined,
  fallback: number,
  { min, max, whole = false }: { min: number; max: number; whole?: boolean },
): number {
  if (value === undefined) return fallback;
  const n = Number(value);
  if (value.trim() !== "" && n >= min && n <= max && (!whole || Number.isInteger(n))) return n;
  const kind = whole ? "a whole number" : "a number";
  throw new ConfigError(`--${name} is ${JSON.stringify(value)}: it must be ${kind} from ${min} to ${max}`);
}
