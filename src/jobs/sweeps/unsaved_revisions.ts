import { transaction } from "../../db/pool/client.ts";
import { deletePendingRevision, stalePendingRevisions } from "../../db/tracks/pending_revisions.ts";
import { deleteRevisionFiles } from "../../revisions/revision_files.ts";
import type { WorkerContext } from "../context.ts";

/** Longer than a request may wait for the database, so that no save is still running. */
const OLD_SECONDS = 600;

/**
 * Removes the files of revisions that were never saved: the process was killed or the disk was full after the files
 * were written and before the row was.
 *
 * @returns how many revisions there were
 */
export async function removeUnsavedRevisions(
  { sql, storage, log }: Pick<WorkerContext, "sql" | "storage" | "log">,
): Promise<number> {
  let removed = 0;
  for (const { revisionId, videoId, isSaved } of await stalePendingRevisions(sql, OLD_SECONDS)) {
    await transaction(sql, async (tx) => {
      // before the files: a running save waits for this row's lock, or has already deleted the row
      if (!await deletePendingRevision(tx, revisionId) || isSaved) return;
      await deleteRevisionFiles(storage, { videoId, revisionId });
      log.info("files of captions that were never saved are removed", { video: videoId, revision: revisionId });
      removed++;
    });
  }
  return removed;
}
