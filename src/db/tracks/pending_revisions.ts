import type { Query, Transaction } from "../pool/client.ts";

/** A revision whose files are being written, or were when the process ended. */
export interface PendingRevision {
  revisionId: string;
  videoId: string;
}

/** Records a revision before its files are written. If its own row is never written, a sweep deletes the files. */
export async function announceRevision(sql: Query, { revisionId, videoId }: PendingRevision): Promise<void> {
  await sql`
    insert into streamforge.pending_revisions (revision_id, video_id)
    select ${revisionId}, id from streamforge.videos where id = ${videoId}
    on conflict (revision_id) do nothing`;
}

/** Ends the announcement: the revision has its row, or its files are deleted. @returns whether it was announced */
export async function deletePendingRevision(sql: Query, revisionId: string): Promise<boolean> {
  const rows = await sql`delete from streamforge.pending_revisions where revision_id = ${revisionId} returning 1`;
  return rows.length > 0;
}

/**
 * A sweep deleted the files of a revision before its row was written, because the process had been stopped for long.
 */
export class SweptRevisionError extends Error {
  override name = "SweptRevisionError";
}

/**
 * Ends the announcement in the transaction that writes the revision's row, so that its files are not swept.
 *
 * @throws {SweptRevisionError} if they have been swept
 */
export async function confirmPendingRevision(tx: Transaction, revisionId: string): Promise<void> {
  if (await deletePendingRevision(tx, revisionId)) return;
  throw new SweptRevisionError("saving the captions took so long that their files were removed: save them again");
}

/** Lists revisions announced longer ago than any save takes. `isSaved`: the revision has its row. */
export async function stalePendingRevisions(
  sql: Query,
  olderThanSeconds: number,
  limit = 100,
): Promise<(PendingRevision & { isSaved: boolean })[]> {
  return [
    ...await sql<(PendingRevision & { isSaved: boolean })[]>`
    select p.revision_id, p.video_id,
      exists (select 1 from streamforge.revisions r where r.id = p.revision_id) as is_saved
    from streamforge.pending_revisions p where p.created_at < now() - make_interval(secs => ${olderThanSeconds})
    order by p.created_at limit ${limit}`,
  ];
}
