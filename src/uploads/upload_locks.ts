import type { Lock, Locker } from "@tus/server";
import { delay } from "../core/async.ts";
import { messageOf, NotFoundError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import { hasProcessEnded, workerName } from "../core/worker_name.ts";
import type { Sql } from "../db/pool/client.ts";
import { notify, type VideoEvents } from "../db/pool/notify.ts";
import { askForUploadLock, freeUploadLock, renewUploadLock, takeUploadLock } from "../db/videos/upload_locks.ts";
import { LostLockError } from "../db/videos/upload_parts.ts";

/** Another request holds the lock of an upload, and did not give it back in time. */
export class UploadLockedError extends Error {
  override name = "UploadLockedError";
}

export interface LockTimes {
  /** How long the lock of a server that has died stays. */
  leaseMs: number;
  /** How often the lease is renewed, and a holder looks whether another request asks for its lock. */
  renewMs: number;
  /** How long a request waits for a lock. */
  waitMs: number;
}

const TIMES: LockTimes = { leaseMs: 15_000, renewMs: 3_000, waitMs: 40_000 };
/** A waiting request tries again after so long, or when it hears that the lock is free. */
const TRY_MS = { first: 50, most: 1000 };

interface HeldLock {
  holder: string;
  /** By `performance.now()`: later another server may have the lock. */
  untilMs: number;
  isLost: boolean;
  /** Asks the request that holds the lock to end. */
  requestRelease: () => void;
  /** Ends the renewing. */
  stop(): void;
}

interface LockDeps {
  sql: Sql;
  subscribe: VideoEvents["subscribe"];
  log: Log;
}

/**
 * Locks of uploads for all servers of a database: only one request at a time writes an upload.
 *
 * A lock is a lease in the upload's row, and not a lock of a session, which a transaction pooler would give to others. A
 * request that waits asks the holder to end, by NOTIFY and by a flag that the holder reads when it renews its lease. The
 * lock of a server that died is free when its lease ends, and at once on the same machine.
 */
export class UploadLocks implements Locker {
  #deps: LockDeps;
  #times: LockTimes;
  #process = workerName();
  #held = new Map<string, HeldLock>();

  constructor(deps: LockDeps, times: Partial<LockTimes> = {}) {
    this.#deps = deps;
    this.#times = { ...TIMES, ...times };
  }

  newLock(id: string): Lock {
    let held: HeldLock | null = null;
    return {
      lock: async (signal, requestRelease) => void (held = await this.#lock(id, { signal, requestRelease })),
      unlock: async () => void (held && await this.#unlock(id, held)),
    };
  }

  /**
   * Calls `use` while this process holds the lock of an upload.
   *
   * @param options.waitMs how long to wait for the lock; with 0 its holder is not asked to end
   * @throws {UploadLockedError} if the lock was not given back in time; {NotFoundError} if there is no such upload
   */
  async withLock<T>(id: string, use: () => Promise<T>, { waitMs }: { waitMs?: number } = {}): Promise<T> {
    const held = await this.#lock(id, { waitMs });
    try {
      return await use();
    } finally {
      await this.#unlock(id, held);
    }
  }

  /**
   * Who the request is that holds the lock, if it is one of this process.
   *
   * @param holder throws unless it is (still) this one
   * @throws {LostLockError}
   */
  holderOf(id: string, holder?: string): string {
    const held = this.#held.get(id);
    const isHolder = held && (holder === undefined || held.holder === holder);
    if (isHolder && !held.isLost && performance.now() < held.untilMs) return held.holder;
    throw new LostLockError(`this server does not hold the lock of upload ${id} any more: another may write it now`);
  }

  async #lock(
    id: string,
    { signal, requestRelease = () => {}, waitMs = this.#times.waitMs }: {
      signal?: AbortSignal;
      requestRelease?: () => void;
      waitMs?: number;
    },
  ): Promise<HeldLock> {
    const { sql, subscribe, log } = this.#deps;
    const { leaseMs } = this.#times;
    const holder = `${this.#process} ${newId()}`;
    const endMs = performance.now() + waitMs;
    let askedHolder = "";
    let wake = () => {};
    const unsubscribe = subscribe(id, () => wake());
    try {
      for (let tryMs = TRY_MS.first;; tryMs = Math.min(tryMs * 1.5, TRY_MS.most)) {
        const askedMs = performance.now();
        const answer = await takeUploadLock(sql, { id, holder, leaseMs });
        if (answer === "missing") throw new NotFoundError("there is no such upload: it may have expired");
        if (answer === "taken") return this.#hold(id, { holder, untilMs: askedMs + leaseMs, requestRelease });
        if (hasProcessEnded(answer.heldBy.split(" ")[0])) {
          log.info("the server that wrote an upload has ended; another goes on", { upload: id });
          await freeUploadLock(sql, id, answer.heldBy);
          continue;
        }
        signal?.throwIfAborted();
        if (performance.now() >= endMs) {
          throw new UploadLockedError("another request is at work on this upload: try later");
        }
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        if (askedHolder !== answer.heldBy) {
          askedHolder = answer.heldBy;
          await askForUploadLock(sql, id);
          await notify(sql, id, "upload_lock");
        }
        await Promise.race([delay(tryMs), woken.promise]);
      }
    } finally {
      unsubscribe();
    }
  }

  #hold(
    id: string,
    { holder, untilMs, requestRelease }: Pick<HeldLock, "holder" | "untilMs" | "requestRelease">,
  ): HeldLock {
    const { sql, subscribe, log } = this.#deps;
    const { leaseMs, renewMs } = this.#times;
    let isStopped = false;
    const held: HeldLock = { holder, untilMs, isLost: false, requestRelease, stop };
    const renew = async () => {
      const askedMs = performance.now();
      try {
        const lock = await renewUploadLock(sql, { id, holder, leaseMs });
        if (isStopped) return;
        if (lock) held.untilMs = askedMs + leaseMs;
        else held.isLost = true;
        if (lock === null || lock.releaseAsked) requestRelease();
      } catch (error) {
        log.debug("the lock of an upload could not be renewed; trying again", { upload: id, error: messageOf(error) });
      }
    };
    const timer = setInterval(renew, renewMs);
    const unsubscribe = subscribe(id, ({ kind }) => void (kind === "upload_lock" && renew()));
    function stop() {
      isStopped = true;
      clearInterval(timer);
      unsubscribe();
    }
    this.#held.set(id, held);
    return held;
  }

  async #unlock(id: string, held: HeldLock): Promise<void> {
    const { sql, log } = this.#deps;
    held.stop();
    if (this.#held.get(id) === held) this.#held.delete(id);
    try {
      await freeUploadLock(sql, id, held.holder);
      await notify(sql, id, "upload_lock");
    } catch (error) {
      log.warn("the lock of an upload could not be given back: it ends by itself", {
        upload: id,
        error: messageOf(error),
      });
    }
  }
}
