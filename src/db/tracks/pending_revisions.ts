import type { Query, Transaction } from "../pool/client.ts";

/** A revision whose files are being written, or were by a process that is gone. */
export interface PendingRevision {
  revisionId: string;
  videoId: string;
}

/** Says that files of a revision will be written before it has a row, so that they are found if it never gets one. */
export async function announceRevision(sql: Query, { revisionId, videoId }: PendingRevision): Promise<void> {
  await sql`
    insert into streamforge.pending_revisions (revision_id, video_id)
    select ${revisionId}, id from streamforge.videos where id = ${videoId}
    on conflict (revision_id) do nothing`;
}

/** The revision has its row, or its files are removed. @returns whether it was still announced */
export async function deletePendingRevision(sql: Query, revisionId: string): Promise<boolean> {
  const rows = await sql`delete from streamforge.pending_revisions where revision_id = ${revisionId} returning 1`;
  return rows.length > 0;
}

/** The files of a revision were swept before its row could be written: the process stood still for long. */
export class SweptRevisionError extends Error {
  override name = "SweptRevisionError";
}

/**
 * Makes sure, in the transaction that writes a revision's row, that its files are not swept: not before, nor after.
 *
 * @throws {SweptRevisionError}
 */
export async function confirmPendingRevision(tx: Transaction, revisionId: string): Promise<void> {
  if (await deletePendingRevision(tx, revisionId)) return;
  throw new SweptRevisionError("saving the captions took so long that their files were removed: save them again");
}

/** Those that were announced longer ago than any save takes; `isSaved` tells whether the revision has its row. */
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
