import { delay, withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { AWAY, connect, type Database, isDatabaseTrouble, poolSockets, type Sql } from "./client.ts";
import type { Sockets } from "./socket.ts";

/** A database that has not answered for this long counts as away. */
const AWAY_AFTER_MS = 3000;
const PROBE_AGAIN_MS = 250;
const RETRY_MS = 1000;
/** After this time a probe on a new connection checks whether only the pool is blocked. */
const OWN_PROBE_AFTER_MS = 1000;

/**
 * Watches whether the database answers through a pool, so that waiting requests get 503 within seconds.
 *
 * It probes only after a sign of trouble: a statement has waited for a second, or a connection broke or failed. If the
 * database does not answer for three seconds, it counts as away: all waiting statements fail, and new ones fail at
 * once, until a probe on a new connection is answered. `withRetry` hides restarts that take less time.
 *
 * If the database answers on a new connection but not through the pool, slow statements hold all connections of the
 * pool: the watch cancels them.
 */
export class DatabaseWatch {
  #sql: Sql;
  #database: Database;
  #log: Log;
  #sockets: Sockets;
  #isProbing = false;
  #hasNewReason = false;
  #isStopped = false;

  constructor({ sql, database, log }: { sql: Sql; database: Database; log: Log }) {
    this.#sql = sql;
    this.#database = database;
    this.#log = log;
    this.#sockets = poolSockets(sql);
    this.#sockets.onTrouble = () => void this.#probe();
  }

  get isAway(): boolean {
    return this.#sockets.refusal !== null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#sockets.onTrouble = () => {};
  }

  async #probe(): Promise<void> {
    if (this.#isStopped) return;
    if (this.#isProbing) return void (this.#hasNewReason = true);
    this.#isProbing = true;
    this.#hasNewReason = false;
    try {
      let reason = await this.#findReason();
      while (reason === "busy" && !this.#isStopped) {
        this.#log.warn("slow statements hold all connections to the database: cancelling them");
        this.#sockets.cancelSlow(AWAY_AFTER_MS);
        reason = await this.#findReason();
      }
      if (reason === null || this.#isStopped) return;
      this.#log.error("the database does not answer; requests that need it get 503 until it does", { reason });
      const since = Date.now();
      this.#sockets.refusal = Object.assign(new Error("the database is away"), { code: AWAY });
      this.#sockets.drop();
      do await delay(RETRY_MS); // the first wait lets dropped connections end
       while (!this.#isStopped && !await this.#doesAnswer());
      this.#sockets.refusal = null;
      this.#log.info("the database answers again", { away_seconds: Math.round((Date.now() - since) / 1000) });
    } finally {
      this.#isProbing = false;
      if (this.#hasNewReason) void this.#probe(); // a statement may have taken the last connection since
    }
  }

  /**
   * @returns why the database counts as away; null: the pool answers; "busy": the database answers only on a new
   * connection
   */
  async #findReason(): Promise<string | null> {
    const deadline = Date.now() + AWAY_AFTER_MS;
    let isPoolAnswering = false;
    const answersElsewhere = (async () => {
      await delay(OWN_PROBE_AFTER_MS);
      while (!isPoolAnswering && !this.#isStopped && Date.now() < deadline) {
        if (await this.#doesAnswer(deadline - Date.now())) return true;
        await delay(PROBE_AGAIN_MS);
      }
      return false;
    })();
    const reason = await this.#askPool(deadline);
    isPoolAnswering = reason === null;
    return isPoolAnswering ? null : await answersElsewhere ? "busy" : reason;
  }

  async #askPool(deadline: number): Promise<string | null> {
    for (;;) {
      try {
        await within(deadline - Date.now(), this.#sql`select 1`);
        return null;
      } catch (error) {
        if (!(error instanceof LateError) && !isDatabaseTrouble(error)) return null; // an error is an answer too
        if (Date.now() + PROBE_AGAIN_MS >= deadline || this.#isStopped) return messageOf(error);
      }
      await delay(PROBE_AGAIN_MS);
    }
  }

  /** Whether the database answers on a new connection. "Too many connections" (53300) is an answer too. */
  async #doesAnswer(ms = AWAY_AFTER_MS): Promise<boolean> {
    const probe = connect(this.#database, { max: 1, hasSessionLimit: false });
    try {
      await within(ms, probe`select 1`);
      return true;
    } catch (error) {
      return (error as { code?: string }).code === "53300";
    } finally {
      await probe.end({ timeout: 0 }).catch(() => {});
      poolSockets(probe).drop();
    }
  }
}

class LateError extends Error {}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await withTimeout(work, ms, () => {
    throw new LateError(`no answer within ${AWAY_AFTER_MS / 1000} s`);
  });
}
