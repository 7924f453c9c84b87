import { transaction } from "../../db/pool/client.ts";
import { deletePendingRevision, stalePendingRevisions } from "../../db/tracks/pending_revisions.ts";
import { deleteRevisionFiles } from "../../revisions/revision_files.ts";
import type { JobParts } from "../parts.ts";

/** A save takes a moment; this is longer than a request may wait for the database. */
const OLD_SECONDS = 600;

/**
 * Removes the files of revisions that were never saved: the process was killed, or the disk was full, between the files
 * and the row.
 *
 * @returns how many revisions there were
 */
export async function sweepCaptions(
  { sql, storage, log }: Pick<JobParts, "sql" | "storage" | "log">,
): Promise<number> {
  let removed = 0;
  for (const { revisionId, videoId, isSaved } of await stalePendingRevisions(sql, OLD_SECONDS)) {
    await transaction(sql, async (tx) => {
      // first: a save that is on its way waits for this, or has been quicker
      if (!await deletePendingRevision(tx, revisionId) || isSaved) return;
      await deleteRevisionFiles(storage, { videoId, revisionId });
      log.info("files of captions that were never saved are removed", { video: videoId, revision: revisionId });
      removed++;
    });
  }
  return removed;
}
