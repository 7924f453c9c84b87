import { cancel } from "../../db/jobs/jobs.ts";
import { deleteTranscription, expiredTranscriptions } from "../../db/transcriptions/transcriptions.ts";
import { transcriptionKey } from "../../storage/object_keys.ts";
import type { JobParts } from "../parts.ts";

/**
 * Removes transcriptions of the API that nobody waits for any more: whoever had asked has the result, has gone without
 * a word, or its server was killed.
 *
 * @returns how many there were
 */
export async function sweepTranscriptions(
  { sql, storage, log }: Pick<JobParts, "sql" | "storage" | "log">,
): Promise<number> {
  const expired = await expiredTranscriptions(sql);
  for (const id of expired) {
    if (await cancel(sql, id)) log.info("a transcription that nobody waits for was cancelled", { job: id });
    await storage.delete(transcriptionKey(id)); // before the row, which is all that tells of the file
    await deleteTranscription(sql, id);
  }
  return expired.length;
}
