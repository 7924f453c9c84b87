import { withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { VERSION } from "../../core/version.ts";
import type { Sql } from "../../db/pool/client.ts";
import { removeWorker, reportWorker } from "../../db/jobs/workers.ts";
import type { Engines } from "../engines.ts";

const HEARTBEAT_MS = 15_000;
/** How long deleting the worker's row may take at the end. If it fails, the row counts as dead a minute later. */
const REMOVE_MS = 1000;

export interface HeartbeatOptions {
  sql: Sql;
  log: Log;
  /** Its name, as in the column `worker` of jobs. */
  worker: string;
  /** The model of jobs that name none. */
  model: string;
  engines: Pick<Engines, "status">;
  /** Names or folders of the models whose weights are stored here. */
  localModels: () => string[];
}

/** Reports to the database every 15 s that this worker is alive, with its device and models, until `stop` is called. */
export function startHeartbeat(
  { sql, log, worker, model, engines, localModels }: HeartbeatOptions,
): { stop(): Promise<void> } {
  const beat = async () => {
    try {
      const { device, fallbackReason } = engines.status;
      await reportWorker(sql, { id: worker, version: VERSION, model, device, fallbackReason, models: localModels() });
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
      await withTimeout(removed, REMOVE_MS, () => {});
    },
  };
}
