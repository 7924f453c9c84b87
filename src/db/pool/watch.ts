import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { AWAY, connect, type Database, isDatabaseTrouble, poolSockets, type Sql } from "./client.ts";
import type { Sockets } from "./socket.ts";

/** How long the database may give no answer before it counts as away. */
const PATIENCE_MS = 3000;
const AGAIN_MS = 250;
const RETRY_MS = 1000;

/** From then on the pool is not asked alone, but over a connection of the watch's own as well. */
const ALONE_MS = 1000;

/**
 * Watches whether the database answers through a pool, so that requests that wait for it get 503 within seconds.
 *
 * It looks only when there is a reason: a statement that has waited for a second, a connection that broke or can't be
 * had. Where the database gives no answer for three seconds it counts as away: whatever waits on the pool fails, and
 * everything new fails at once, until a connection of the watch's own is answered again. A database that restarts within
 * that time is not noticed by whoever tries again (`withRetry`).
 *
 * Where it answers, and only the pool does not, slow statements hold every connection: the slow ones are cancelled, so
 * that the others get through.
 */
export class DatabaseWatch {
  #sql: Sql;
  #database: Database;
  #log: Log;
  #sockets: Sockets;
  #looking = false;
  #hasNewReason = false;
  #stopped = false;

  constructor({ sql, database, log }: { sql: Sql; database: Database; log: Log }) {
    this.#sql = sql;
    this.#database = database;
    this.#log = log;
    this.#sockets = poolSockets(sql);
    this.#sockets.onTrouble = () => void this.#look();
  }

  get isAway(): boolean {
    return this.#sockets.refusal !== null;
  }

  stop(): void {
    this.#stopped = true;
    this.#sockets.onTrouble = () => {};
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    if (this.#looking) return void (this.#hasNewReason = true);
    this.#looking = true;
    this.#hasNewReason = false;
    try {
      let reason = await this.#whyAway();
      while (reason === "busy" && !this.#stopped) {
        this.#log.warn("slow statements hold every connection to the database: they are cancelled");
        this.#sockets.cancelSlow(PATIENCE_MS);
        reason = await this.#whyAway();
      }
      if (reason === null || this.#stopped) return;
      this.#log.error("the database does not answer; requests that need it get 503 until it does", { reason });
      const since = Date.now();
      this.#sockets.refusal = Object.assign(new Error("the database is away"), { code: AWAY });
      this.#sockets.drop();
      do await delay(RETRY_MS); // the first time for what was dropped to be gone
       while (!this.#stopped && !await this.#isBack());
      this.#sockets.refusal = null;
      this.#log.info("the database answers again", { away_seconds: Math.round((Date.now() - since) / 1000) });
    } finally {
      this.#looking = false;
      if (this.#hasNewReason) void this.#look(); // a statement may have taken the last connection after the question
    }
  }

  /** null where a statement on the pool is answered in time, "busy" where only one on another connection is. */
  async #whyAway(): Promise<string | null> {
    const deadline = Date.now() + PATIENCE_MS;
    let isAnswered = false;
    const doesAnswer = (async () => {
      await delay(ALONE_MS);
      while (!isAnswered && !this.#stopped && Date.now() < deadline) {
        if (await this.#isBack(deadline - Date.now())) return true;
        await delay(AGAIN_MS);
      }
      return false;
    })();
    const reason = await this.#askPool(deadline);
    isAnswered = reason === null;
    return isAnswered ? null : await doesAnswer ? "busy" : reason;
  }

  async #askPool(deadline: number): Promise<string | null> {
    for (;;) {
      try {
        await within(deadline - Date.now(), this.#sql`select 1`);
        return null;
      } catch (error) {
        if (!(error instanceof LateError) && !isDatabaseTrouble(error)) return null; // it does answer
        if (Date.now() + AGAIN_MS >= deadline || this.#stopped) return messageOf(error);
      }
      await delay(AGAIN_MS);
    }
  }

  /** Whether the database answers on a connection of its own; that it has none to give is an answer too. */
  async #isBack(ms = PATIENCE_MS): Promise<boolean> {
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
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(`no answer within ${PATIENCE_MS / 1000} s`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer!);
    work.catch(() => {});
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
