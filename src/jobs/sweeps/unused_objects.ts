import { messageOf } from "../../core/errors.ts";
import { listUnusedObjects, removeUnusedObject } from "../../db/videos/unused_objects.ts";
import type { WorkerContext } from "../context.ts";

/** Deletes the objects of files that were replaced, and files that were not received whole. */
export async function removeUnusedObjects(
  { sql, storage, log }: Pick<WorkerContext, "sql" | "storage" | "log">,
): Promise<void> {
  for (const key of await listUnusedObjects(sql)) {
    try {
      await storage.checkPresent(); // else the row would be deleted, and the object would stay
      if (key.endsWith("/")) await storage.deletePrefix(key);
      else await storage.delete(key);
      await removeUnusedObject(sql, key);
    } catch (error) {
      log.warn("objects of an earlier file could not be deleted; trying again", { key, error: messageOf(error) });
    }
  }
}
