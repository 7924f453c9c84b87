import { delay } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { connect, type Database, isUnreachable, type PoolOptions, poolSockets, type Sql } from "./client.ts";

const TRY_MS = 500;
const LOG_EVERY_MS = 5000;

/** Whether a pooler such as PgBouncer refuses the session parameter. */
function isRefusedParameter(error: unknown): boolean {
  return /unsupported startup parameter|statement_timeout/i.test(messageOf(error));
}

/**
 * Opens a pool and waits until the database answers.
 *
 * Each session sets the limit on statements at its start. If a pooler refuses that, each transaction sets its own
 * limit, and a single statement has a limit in the client only.
 *
 * @param waitSeconds how long to wait for an unreachable database; other errors are thrown at once
 * @throws the last error, or the reason of `signal`
 */
export async function openDatabase(
  database: Database,
  { waitSeconds, signal, log, ...options }: PoolOptions & { waitSeconds: number; signal?: AbortSignal; log: Log },
): Promise<Sql> {
  const startedAt = Date.now();
  let loggedAt = 0;
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
        log.info("the database's pooler refuses statement_timeout: each transaction sets it");
        continue;
      }
      if (!isUnreachable(error) || Date.now() - startedAt > waitSeconds * 1000) throw error;
      if (Date.now() - loggedAt > LOG_EVERY_MS) {
        loggedAt = Date.now();
        log.warn("waiting for the database", { error: messageOf(error) || (error as { code?: string }).code });
      }
    }
    signal?.throwIfAborted();
    await delay(TRY_MS);
    signal?.throwIfAborted();
  }
}
