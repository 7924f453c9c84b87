import postgres from "postgres";
import { delay } from "../../core/async.ts";
import { ConfigError } from "../../core/errors.ts";
import { isSocketError, Sockets, type SslMode } from "./socket.ts";

type Types = { bigint: number };
/** A pool of connections. */
export type Sql = postgres.Sql<Types>;
/** One connection inside a transaction. */
export type Transaction = postgres.TransactionSql<Types>;
/** A pool or a transaction: enough for a single statement. */
export type Query = postgres.ISql<Types>;

/** Where a database is: a `postgres://` URL, or a server on a unix socket in the folder `host`. */
export type Database = string | { host: string; port: number; user: string; database: string };

const STATEMENT_SECONDS = 60;
/** How much longer than the server's own limit the client waits for an answer. */
const ANSWER_MARGIN_SECONDS = 5;

export interface PoolOptions {
  /** Connections at most. */
  max?: number;
  /** Longer statements are cancelled, so that none holds a connection forever. 0: no limit. */
  statementSeconds?: number;
  /** false for a pooler that refuses session parameters: then each transaction sets its own limit. */
  hasSessionLimit?: boolean;
}

const socketsOf = new WeakMap<Sql, Sockets>();
/** The limit that each transaction sets, for pools whose sessions have none. */
const transactionLimits = new WeakMap<Sql, number>();

/**
 * Opens a pool. Column names become camelCase, `bigint` becomes number (sizes and counts stay below 2^53).
 *
 * It uses no prepared statements and no session state except the limit on statements, so it works through a transaction
 * pooler.
 */
export function connect(database: Database, options: PoolOptions = {}): Sql {
  const { statementSeconds = STATEMENT_SECONDS, hasSessionLimit = true } = options;
  const url = typeof database === "string" ? new URL(database) : null;
  const mode = url ? sslMode(url.searchParams.get("sslmode")) : "disable";
  for (const name of ["sslmode", "sslrootcert", "ssl"]) url?.searchParams.delete(name);
  const sockets = new Sockets(mode, statementSeconds && (statementSeconds + ANSWER_MARGIN_SECONDS) * 1000);
  const settings = postgresOptions(sockets, options.max ?? 10, hasSessionLimit ? statementSeconds : 0);
  const sql = url ? postgres(url.href, settings) : postgres({ ...database as Exclude<Database, string>, ...settings });
  socketsOf.set(sql, sockets);
  if (!hasSessionLimit && statementSeconds) transactionLimits.set(sql, statementSeconds);
  return sql;
}

/** The sockets of a pool that `connect` opened. */
export function poolSockets(sql: Sql): Sockets {
  return socketsOf.get(sql)!;
}

function postgresOptions(sockets: Sockets, max: number, statementSeconds: number) {
  const limit = statementSeconds ? { statement_timeout: statementSeconds * 1000 } : {};
  return {
    max,
    prepare: false,
    connect_timeout: 10, // seconds
    backoff: () => sockets.refusal ? 0 : 0.2, // seconds between tries of one connection
    connection: { application_name: "streamforge", ...limit },
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel }, undefined: null },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    fetch_types: false, // arrays are never sent, and an error of that query would be lost
    ssl: false, // the sockets do TLS themselves
    socket: sockets.open,
    debug: sockets.onBuilt,
  };
}

/** The same default as other clients: TLS if the server offers it, without verification. */
function sslMode(value: string | null): SslMode {
  if (value === null || value === "prefer" || value === "allow") return "prefer";
  if (value === "verify-ca" || value === "verify-full") return "verify-full";
  if (value === "require" || value === "disable") return value;
  throw new ConfigError(
    `sslmode in DATABASE_URL is ${JSON.stringify(value)}: it must be one of disable, prefer, require, verify-full`,
  );
}

/**
 * Codes of transactions that the server rolled back and that may succeed if tried again: serialization failure,
 * deadlock.
 */
const RETRYABLE_CODES = ["40001", "40P01"];
/** The code of every statement's error while `DatabaseWatch` counts the database as away. */
export const AWAY = "DATABASE_AWAY";
/** The server shuts down, crashed, starts, or has no connection left; or postgres.js lost the connection. */
const UNREACHABLE_CODES = [
  ...["57P01", "57P02", "57P03", "53300", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT", AWAY],
];
/**
 * Node's error codes of sockets that could not connect or broke. Other parts of the program get them for other reasons.
 */
const SOCKET_CODES = [
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"],
];
/** The code of a cancelled statement: it reached its limit, or slow statements held every connection. */
const CANCELLED = "57014";
/** Postgres's codes for trouble with the connection, a refused login, a missing database and a cancelled statement. */
const UNUSABLE = /^(08...|28...|3D000|57014)$/;
const WAITS_MS = [100, 400, 1000, 2000, 3000, 3000]; // a server that was killed takes 1 to 4 s to restart

/** Whether the database could not be reached or did not answer. The statement may have been executed. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return UNREACHABLE_CODES.includes(code) || (isSocketError(error) && SOCKET_CODES.includes(code));
}

/** Whether the cause is the database's state, so that the same call may succeed later. */
export function isDatabaseTrouble(error: unknown): boolean {
  return isUnreachable(error) || UNUSABLE.test(codeOf(error)) || codeOf(error) === "CONNECTION_ENDED";
}

/** Whether a text could not be stored because it has a NUL character. */
export function isUnstorableText(error: unknown): boolean {
  return ["22021", "22P05"].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: string } | null)?.code ?? "");
}

/** For calls whose failure would lose a long upload or transcription. */
const OUTAGE_WAITS_MS = [...WAITS_MS, ...Array<number>(16).fill(3000)]; // a minute

/**
 * Calls `work`, and calls it again after a deadlock, a serialization failure or a short outage. `work` must be
 * idempotent: the answer of a successful call may have been lost.
 *
 * @param options.keepsTrying for a minute, also while the database counts as away
 */
export async function withRetry<T>(work: () => Promise<T>, { keepsTrying = false } = {}): Promise<T> {
  const waitsMs = keepsTrying ? OUTAGE_WAITS_MS : WAITS_MS;
  for (let tries = 0;; tries++) {
    try {
      return await work();
    } catch (error) {
      const isRolledBack = RETRYABLE_CODES.includes(codeOf(error));
      const isHopeless = codeOf(error) === AWAY && !keepsTrying;
      const isCancelled = keepsTrying && codeOf(error) === CANCELLED; // it changed nothing
      if (tries === waitsMs.length || isHopeless || !(isRolledBack || isCancelled || isUnreachable(error))) throw error;
      if (!isRolledBack) await delay(waitsMs[tries]);
    }
  }
}

const lastSteps = new WeakMap<Transaction, (() => Promise<void>)[]>();

/** Has `step` run as the last part of a transaction that `transaction` opened: it sees everything that was written. */
export function beforeCommit(tx: Transaction, step: () => Promise<void>): void {
  const steps = lastSteps.get(tx);
  if (!steps) throw new Error("beforeCommit() needs a transaction of transaction()");
  steps.push(step);
}

/** Runs `work` in a transaction, with `withRetry`. */
export async function transaction<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const limitSeconds = transactionLimits.get(sql);
  return await withRetry(async () =>
    await sql.begin(async (tx) => {
      if (limitSeconds) await tx.unsafe(`set local statement_timeout = ${limitSeconds * 1000}`);
      const steps: (() => Promise<void>)[] = [];
      lastSteps.set(tx, steps);
      const result = await work(tx);
      for (const step of steps) await step();
      return result;
    }) as T
  );
}
