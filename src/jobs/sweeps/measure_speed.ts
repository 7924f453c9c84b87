import { queueSpeedMeasure } from "../../db/jobs/engine_speeds.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import type { WorkerContext } from "../context.ts";

/** Queues the measuring of this machine's speed once the weights of the model are here: it downloads none. */
export async function queueMissingSpeed({ sql, config, engines, localModels }: WorkerContext): Promise<void> {
  if (!localModels) return;
  const model = await defaultModel(sql, config);
  if (!localModels(model).includes(model)) return;
  await queueSpeedMeasure(sql, { host: Deno.hostname(), model, device: engines.status.device });
}
