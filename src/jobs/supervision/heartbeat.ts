import { withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { VERSION } from "../../core/version.ts";
import type { Sql } from "../../db/pool/client.ts";
import { removeWorker, reportWorker } from "../../db/jobs/workers.ts";
import { defaultModel, hasFixedModel, type ModelSettings } from "../../db/server/defaults.ts";
import type { Engines } from "../engines.ts";
import type { WorkerFacts } from "./worker_facts.ts";

const HEARTBEAT_MS = 15_000;
/** How long deleting the worker's row may take at the end. If it fails, the row counts as dead a minute later. */
const REMOVE_MS = 1000;

export interface HeartbeatOptions {
  sql: Sql;
  log: Log;
  /** Its name, as in the column `worker` of jobs. */
  worker: string;
  /** The settings of the model of jobs that name none. */
  settings: ModelSettings;
  engines: Pick<Engines, "status">;
  /** Names or folders of the models whose weights are stored here. */
  localModels: (model: string) => string[];
  /** Versions and sandbox. */
  facts?: WorkerFacts;
}

/** Reports to the database every 15 s that this worker is alive, with its device and models, until `stop` is called. */
export function startHeartbeat(
  { sql, log, worker, settings, engines, localModels, facts = {} }: HeartbeatOptions,
): { stop(): Promise<void> } {
  const beat = async () => {
    try {
      const { device, fallbackReason } = engines.status;
      const model = await defaultModel(sql, settings);
      await reportWorker(sql, {
        ...{ id: worker, version: VERSION, model, device, fallbackReason, models: localModels(model) },
        ...{ hasFixedModel: hasFixedModel(settings), facts },
      });
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
