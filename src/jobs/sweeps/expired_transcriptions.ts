import { cancel } from "../../db/jobs/outcomes.ts";
import { deleteTranscription, listExpiredTranscriptions } from "../../db/transcriptions/transcriptions.ts";
import { transcriptionKey } from "../../storage/object_keys.ts";
import type { WorkerContext } from "../context.ts";
import { QUEUE_RULES } from "../registry.ts";

/**
 * Removes transcriptions of the API that were delivered or abandoned, or whose server was killed.
 *
 * @returns how many there were
 */
export async function removeExpiredTranscriptions(
  { sql, storage, log }: Pick<WorkerContext, "sql" | "storage" | "log">,
): Promise<number> {
  const expired = await listExpiredTranscriptions(sql);
  for (const id of expired) {
    if (await cancel(sql, id, QUEUE_RULES)) {
      log.info("a transcription that nobody waits for was cancelled", { job: id });
    }
    await storage.delete(transcriptionKey(id)); // before the row: without it nothing refers to the file
    await deleteTranscription(sql, id);
  }
  return expired.length;
}
