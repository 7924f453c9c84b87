import postgres from "postgres";
import { ConfigError } from "../../core/errors.ts";
import { Sockets, type SslMode } from "./socket.ts";

type Types = { bigint: number };
/** A pool of connections. */
export type Sql = postgres.Sql<Types>;
/** One connection inside a transaction. */
export type Transaction = postgres.TransactionSql<Types>;
/** Either of the two: what a single statement needs. */
export type Query = postgres.ISql<Types>;

/** Where a database is: a `postgres://` URL, or a server on a unix socket in the folder `host`. */
export type Database = string | { host: string; port: number; user: string; database: string };

const STATEMENT_SECONDS = 60;
/** For the answer to arrive after the server itself has ended a statement. */
const ANSWER_MARGIN_SECONDS = 5;

export interface PoolOptions {
  /** Connections at most. */
  max?: number;
  /** A statement that takes longer is ended, so that none holds a connection for ever; 0: it may take any time. */
  statementSeconds?: number;
  /** false for a pooler that refuses parameters of a session: only transactions tell the server their limit then. */
  hasSessionLimit?: boolean;
}

const socketsOf = new WeakMap<Sql, Sockets>();
/** Of pools whose sessions have no limit on the server: the limit that each transaction sets for itself. */
const transactionLimits = new WeakMap<Sql, number>();

/**
 * Opens a pool. Columns come in camelCase, `bigint` as number (sizes and counts stay below 2^53).
 *
 * No prepared statements and no session state but the limit on statements, so that a transaction pooler in between does
 * no harm.
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
    backoff: () => sockets.refusal ? 0 : 0.2, // seconds between tries of one connection: the server is near
    connection: { application_name: "streamforge", ...limit },
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel }, undefined: null },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    fetch_types: false, // no arrays are sent; and its own query fails unheard when the server goes away
    ssl: false, // the sockets see to it
    socket: sockets.open,
    debug: sockets.onBuilt,
  };
}

/** Without a word on it TLS is used where the server offers it, unverified, as by other clients. */
function sslMode(value: string | null): SslMode {
  if (value === null || value === "prefer" || value === "allow") return "prefer";
  if (value === "verify-ca" || value === "verify-full") return "verify-full";
  if (value === "require" || value === "disable") return value;
  throw new ConfigError(
    `sslmode in DATABASE_URL is ${JSON.stringify(value)}: it must be one of disable, prefer, require, verify-full`,
  );
}

/** The server undid a transaction and asks to try again: serialization failure, deadlock. */
const RETRYABLE_CODES = ["40001", "40P01"];
/** The server goes down, has crashed, or comes up; has no connection to give; or it is not there, or is gone. */
const UNREACHABLE = [
  ...["57P01", "57P02", "57P03", "53300", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"],
];
/** Somebody has found out that the database is away: to wait a moment is of no use. */
export const AWAY = "DATABASE_AWAY";
/** A statement ran into its limit, or slow ones held every connection. */
const CANCELLED = "57014";
/** Of Postgres: trouble with the connection, which a pooler has too; a login refused; a statement ended at its limit. */
const UNUSABLE = /^(08...|28...|3D000|57014)$/;
const WAITS_MS = [100, 400, 1000, 2000, 3000, 3000]; // a server that was killed takes 1 to 4 s to be back

/** Whether the database could not be reached, or went away before it answered: what was asked may have been done. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound) return false; // a file: only a socket's ENOENT is node's
  return [...UNREACHABLE, AWAY].includes(codeOf(error));
}

/** Whether the database is the reason why something can't be done now, and may be later. */
export function isDatabaseTrouble(error: unknown): boolean {
  return isUnreachable(error) || UNUSABLE.test(codeOf(error)) || codeOf(error) === "CONNECTION_ENDED";
}

function codeOf(error: unknown): string {
  return String((error as { code?: string } | null)?.code ?? "");
}

/** For whoever has waited for long already, and would lose it all. */
const OUTAGE_WAITS_MS = [...WAITS_MS, ...Array<number>(16).fill(3000)]; // a minute

/**
 * Runs `work` again where the database had broken a deadlock by undoing it, or was away for a moment. An answer may have
 * been lost after it was done, so doing `work` twice has to be the same as doing it once.
 *
 * @param keepsTrying whether it goes on for a minute, also while the database is known to be away
 */
export async function withRetry<T>(work: () => Promise<T>, { keepsTrying = false } = {}): Promise<T> {
  const waitsMs = keepsTrying ? OUTAGE_WAITS_MS : WAITS_MS;
  for (let tries = 0;; tries++) {
    try {
      return await work();
    } catch (error) {
      const isUndone = RETRYABLE_CODES.includes(codeOf(error));
      const isHopeless = codeOf(error) === AWAY && !keepsTrying;
      const isCancelled = keepsTrying && codeOf(error) === CANCELLED; // so nothing of it was done
      if (tries === waitsMs.length || isHopeless || !(isUndone || isCancelled || isUnreachable(error))) throw error;
      if (!isUndone) await new Promise((resolve) => setTimeout(resolve, waitsMs[tries]));
    }
  }
}

/** Runs `work` in a transaction, and as `withRetry` does. */
export async function transaction<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const limitSeconds = transactionLimits.get(sql);
  return await withRetry(async () =>
    await sql.begin(async (tx) => {
      if (limitSeconds) await tx.unsafe(`set local statement_timeout = ${limitSeconds * 1000}`);
      return await work(tx);
    }) as T
  );
}
