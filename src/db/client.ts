import postgres from "postgres";
import { ConfigError } from "../core/errors.ts";
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

/**
 * Opens a pool. Columns come in camelCase, `bigint` as number (sizes and counts stay below 2^53).
 *
 * No prepared statements and no session state, so that a transaction pooler in between does no harm.
 */
export function connect(database: Database, { max = 10 } = {}): Sql {
  if (typeof database !== "string") return postgres({ ...database, ...options(max, "disable") });
  const url = new URL(database);
  const mode = sslMode(url.searchParams.get("sslmode"));
  for (const name of ["sslmode", "sslrootcert", "ssl"]) url.searchParams.delete(name);
  return postgres(url.href, options(max, mode));
}

function options(max: number, mode: SslMode) {
  const sockets = new Sockets(mode);
  return {
    max,
    prepare: false,
    connect_timeout: 10, // seconds
    backoff: () => 0.2, // seconds between tries of one connection: the server is near
    connection: { application_name: "streamforge" },
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
const UNDONE = ["40001", "40P01"];
/** The server goes down, has crashed, or comes up; or it is not there, or is gone. */
const UNREACHABLE = [
  ...["57P01", "57P02", "57P03", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT"],
];
const WAITS_MS = [100, 400, 1000, 2000, 3000, 3000]; // a server that was killed takes 1 to 4 s to be back

/** Whether the database could not be reached, or went away before it answered: what was asked may have been done. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound) return false; // a file: only a socket's ENOENT is node's
  return UNREACHABLE.includes((error as { code?: string } | null)?.code ?? "");
}

/**
 * Runs `work` again where the database had broken a deadlock by undoing it, or was away for a moment. An answer may have
 * been lost after it was done, so doing `work` twice has to be the same as doing it once.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await work();
    } catch (error) {
      const isUndone = UNDONE.includes((error as { code?: string } | null)?.code ?? "");
      if (tries === WAITS_MS.length || !(isUndone || isUnreachable(error))) throw error;
      if (!isUndone) await new Promise((resolve) => setTimeout(resolve, WAITS_MS[tries]));
    }
  }
}

/** Runs `work` in a transaction, and as `patiently` does. */
export async function transaction<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await patiently(async () => await sql.begin(work) as T);
}
