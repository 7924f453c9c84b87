import { messageOf } from "../../core/errors.ts";
import { sweepScratch } from "../../storage/scratch.ts";
import type { WorkerContext } from "../context.ts";

/** Removes the folders of attempts whose process was killed, and objects that were written only in part. */
export async function removeOldFiles({ config, storage, log }: WorkerContext): Promise<void> {
  try {
    await sweepScratch(`${config.dataDir}/work`);
    await storage.sweep();
  } catch (error) {
    log.warn("old working folders could not be removed", { error: messageOf(error) });
  }
}
