import { messageOf } from "../../core/errors.ts";
import { deleteExport, type Export } from "../../db/videos/exports.ts";
import type { WorkerContext } from "../context.ts";

/** Removes files of videos with their captions. One that can't be removed is logged. @returns how many are gone */
export async function removeExports(
  { sql, storage, log }: Pick<WorkerContext, "sql" | "storage" | "log">,
  exports: readonly Export[],
): Promise<number> {
  let count = 0;
  for (const { id, storageKey } of exports) {
    try {
      await storage.delete(storageKey); // before the row: without it nothing refers to the file
      await deleteExport(sql, id);
      count++;
    } catch (error) {
      log.warn("an export could not be removed; a later sweep tries again", { export: id, error: messageOf(error) });
    }
  }
  return count;
}
