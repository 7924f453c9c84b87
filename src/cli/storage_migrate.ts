import { ConfigError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { STORAGE_KINDS } from "../core/settings/settings.ts";
import type { Sql } from "../db/pool/client.ts";
import { readStorageIdentity, type StoredIdentity, withIdentityLock } from "../db/pool/storage_identity.ts";
import { beginMove, isMoveTarget, switchStorage } from "../db/pool/storage_moves.ts";
import { listStorageProcesses } from "../db/pool/storage_processes.ts";
import type { Storage } from "../storage/storage.ts";
import { readArguments } from "./arguments.ts";
import { ProgressLine } from "./progress.ts";
import { compareObjects, copyObjects, listObjects } from "./storage_copy.ts";
import { formatBytes, systemTerminal, type Terminal } from "./terminal.ts";

const USAGE =
  `usage: streamforge storage migrate --from local --to s3          copies all files, and switches to the copy
       streamforge storage migrate --from local --to s3 --check  compares both
The settings of both storages must be set. It may run while the server runs; to switch, nothing may run.`;

const OPTIONS = {
  from: { type: "string" },
  to: { type: "string" },
  check: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type StorageKind = typeof STORAGE_KINDS[number];

export interface StorageCommandDeps {
  open(kind: StorageKind): Storage;
  withDatabase(use: (sql: Sql) => Promise<number>): Promise<number>;
  terminal?: Terminal;
  signal?: AbortSignal;
}

/** Exit code where all is copied, and something still runs. */
const NOT_SWITCHED = 2;
/** As a shell reports a program that SIGINT ended. */
const STOPPED = 130;

/**
 * The command `storage`.
 *
 * @returns the exit code: 1 if `--check` finds a difference, 2 if servers still run and nothing was switched
 * @throws {ConfigError} for wrong arguments, or storages that do not fit
 */
export async function storageCommand(args: string[], deps: StorageCommandDeps): Promise<number> {
  const { terminal = systemTerminal() } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help || args.length === 0) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  if (positionals.join(" ") !== "migrate") {
    throw new ConfigError(`storage has no action "${positionals.join(" ")}"\n${USAGE}`);
  }
  const from = readKind("--from", values.from);
  const to = readKind("--to", values.to);
  if (from === to) throw new ConfigError(`--from and --to are both ${from}: they must differ`);
  const pair = { source: deps.open(from), target: deps.open(to) };
  const move = { ...pair, to, terminal, signal: deps.signal };
  try {
    if (values.check) return await check(move);
    return await deps.withDatabase((sql) => migrate(sql, move));
  } catch (error) {
    if (!deps.signal?.aborted) throw error;
    terminal.err("stopped: the same command goes on from here\n");
    return STOPPED;
  }
}

function readKind(option: string, value: string | undefined): StorageKind {
  if (STORAGE_KINDS.includes(value as StorageKind)) return value as StorageKind;
  throw new ConfigError(
    `${option} ${value === undefined ? "is missing" : `is "${value}"`}: it must be one of ${STORAGE_KINDS.join(", ")}`,
  );
}

interface Move {
  source: Storage;
  target: Storage;
  to: StorageKind;
  terminal: Terminal;
  signal?: AbortSignal;
}

async function check({ source, target, terminal, signal }: Move): Promise<number> {
  const { count, differences } = await withProgress(terminal, "comparing", (onProgress) => {
    return compareObjects({ source, target, signal, onProgress });
  });
  for (const difference of differences) terminal.out(`${difference}\n`);
  terminal.out(
    differences.length === 0
      ? `${count} objects of ${source.place} are the same in ${target.place}\n`
      : `${differences.length} of ${count} objects differ\n`,
  );
  return differences.length === 0 ? 0 : 1;
}

async function migrate(sql: Sql, move: Move): Promise<number> {
  const { source, target, to, terminal, signal } = move;
  const from = await readStorageIdentity(sql);
  if (from && await target.readIdentity() === from.id) {
    terminal.out(`this database uses ${target.place} already: set STORAGE=${to}\n`);
    return 0;
  }
  const targetId = await claimTarget(sql, move, from);
  const copy = (label: string) =>
    withProgress(terminal, label, (onProgress) => {
      return copyObjects(sql, targetId, { source, target, signal, onProgress });
    });
  terminal.out(`${await copy("copying")} objects copied to ${target.place}, each read back and compared by SHA-256\n`);
  const isSwitched = await withIdentityLock(sql, async (tx) => { // no server starts now
    const running = await listStorageProcesses(tx);
    if (running.length > 0) {
      const names = running.map(({ kind, host, pid }) => `${kind} on ${host}, process ${pid}`).join("; ");
      const seconds = Math.max(...running.map(({ secondsLeft }) => secondsLeft));
      terminal.out(
        `servers or workers still run (${names}): stop all, and give the same command again. It copies what is new, and ` +
          `switches. If all were killed already, wait ${seconds} s\n`,
      );
      return false;
    }
    await copy("looking for new files"); // what was written between the first pass and the stop
    await switchStorage(tx, from!, { id: targetId, place: target.place });
    return true;
  });
  if (!isSwitched) return NOT_SWITCHED;
  terminal.out(
    `the files of this database are in ${target.place} now.\nNext: set STORAGE=${to} for every server and worker, and ` +
      `start them.\n${source.place} still has its files: delete them when you are sure\n`,
  );
  return 0;
}

/** Gives the target an identity of its own, or finds that an earlier run did. @throws {ConfigError} */
async function claimTarget(sql: Sql, { source, target }: Move, from: StoredIdentity | null): Promise<string> {
  if (!from) {
    throw new ConfigError("this database has no storage yet: set STORAGE as you want it, and start the server");
  }
  const sourceId = await source.readIdentity();
  if (sourceId !== from.id) {
    const found = sourceId === null ? "no storage that was used" : `the storage ${sourceId}`;
    throw new ConfigError(`this database's files are in ${from.place} (${from.id}), but ${source.place} is ${found}`);
  }
  const targetId = await target.readIdentity();
  if (targetId !== null) {
    if (await isMoveTarget(sql, targetId)) return targetId;
    throw new ConfigError(`${target.place} is the storage of another database: choose an empty one`);
  }
  const present = await listObjects(target);
  if (present.length > 0) {
    throw new ConfigError(
      `${target.place} has objects already, ${present[0].key} among them, and no identity: choose an empty one`,
    );
  }
  const id = newId();
  await beginMove(sql, { id, place: target.place });
  await target.writeIdentity(id);
  if (await target.readIdentity() !== id) throw new ConfigError(`another program began to use ${target.place}`);
  return id;
}

async function withProgress<T>(
  terminal: Terminal,
  label: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(terminal, label, { formatSpeed: (bytes) => `${formatBytes(bytes)}/s` });
  let shownTenths = 0;
  try {
    return await work((done, total) => {
      line.update({ done, total });
      const tenths = total > 0 ? Math.floor(done / total * 10) : 10;
      if (terminal.isTerminal || tenths <= shownTenths) return;
      shownTenths = tenths;
      terminal.err(`${label}: ${tenths * 10} %, ${formatBytes(done)} of ${formatBytes(total)}\n`);
    });
  } finally {
    line.clear();
  }
}
