import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { connect, type Database, isUnreachable, type PoolOptions, poolSockets, type Sql } from "./client.ts";

const TRY_MS = 500;
const TELL_MS = 5000;

/** How PgBouncer and others say that they take no parameter of a session. */
function isRefusedParameter(error: unknown): boolean {
  return /unsupported startup parameter|statement_timeout/i.test(messageOf(error));
}

/**
 * Opens a pool once the database answers, waiting for one that is not there yet.
 *
 * Each session gets its limit on statements at the start. A pooler may refuse that; then only transactions set it, and a
 * single statement is given up on this side.
 *
 * @param waitSeconds how long an unreachable database is waited for; what else is wrong is thrown at once
 * @throws what the last try threw, or the reason of `signal`
 */
export async function openDatabase(
  database: Database,
  { waitSeconds, signal, log, ...options }: PoolOptions & { waitSeconds: number; signal?: AbortSignal; log: Log },
): Promise<Sql> {
  const startedAt = Date.now();
  let toldAt = 0;
  let hasSessionLimit = true;
  for (;;) {
    const sql = connect(database, { ...options, hasSessionLimit });
    try {
      await sql`select 1`;
      return sql;
    } catch (error) {
      await sql.end({ timeout: 0 }).catch(() => {});
      poolSockets(sql).drop();
      if (hasSessionLimit && isRefusedParameter(error)) {
        hasSessionLimit = false;
        log.info("the database's pooler takes no statement_timeout: transactions set it for themselves");
        continue;
      }
      if (!isUnreachable(error) || Date.now() - startedAt > waitSeconds * 1000) throw error;
      if (Date.now() - toldAt > TELL_MS) {
        toldAt = Date.now();
        log.warn("waiting for the database", { error: messageOf(error) || (error as { code?: string }).code });
      }
    }
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    signal?.throwIfAborted();
  }
}
