import { withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { VERSION } from "../../core/version.ts";
import type { Sql } from "../../db/pool/client.ts";
import { removeWorker, reportWorker } from "../../db/jobs/workers.ts";
import type { Engines } from "../engines.ts";

const HEARTBEAT_MS = 15_000;
/** To take the row away at the end; without it others find out a minute later. */
const FAREWELL_MS = 1000;

/** What a worker says of itself. */
export interface HeartbeatParts {
  sql: Sql;
  log: Log;
  /** As jobs have it in `worker`. */
  worker: string;
  /** What jobs that name no model are done with. */
  model: string;
  engines: Pick<Engines, "status">;
  /** The models whose weights are there now. */
  modelsAtHand: () => string[];
}

/**
 * Tells the database every 15 s that this worker lives, on which device it computes and which models it has, until it
 * is stopped.
 */
export function startHeartbeat(
  { sql, log, worker, model, engines, modelsAtHand }: HeartbeatParts,
): { stop(): Promise<void> } {
  const beat = async () => {
    try {
      const { device, fallbackReason } = engines.status;
      await reportWorker(sql, { id: worker, version: VERSION, model, device, fallbackReason, models: modelsAtHand() });
    } catch (error) {
      log.warn("the worker could not report itself; trying again", { error: messageOf(error) });
    }
  };
  let last = beat();
  const timer = setInterval(() => last = last.then(beat), HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      const removed = last.then(() => removeWorker(sql, worker)).catch(() => {});
      await withTimeout(removed, FAREWELL_MS, () => {});
    },
  };
}
