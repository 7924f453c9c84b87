import type { Query } from "./client.ts";

/** A revision whose files are being written, or were by a process that is gone. */
export interface PendingCaptions {
  revisionId: string;
  videoId: string;
}

/** Says that files of a revision will be written before it has a row, so that they are found if it never gets one. */
export async function announceCaptions(sql: Query, { revisionId, videoId }: PendingCaptions): Promise<void> {
  await sql`
    insert into streamforge.pending_captions (revision_id, video_id)
    select ${revisionId}, id from streamforge.videos where id = ${videoId}
    on conflict (revision_id) do nothing`;
}

/** The revision has its row, or its files are removed. */
export async function forgetPendingCaptions(sql: Query, revisionId: string): Promise<void> {
  await sql`delete from streamforge.pending_captions where revision_id = ${revisionId}`;
}

/** Those that were announced longer ago than any save takes; `isSaved` tells whether the revision has its row. */
export async function stalePendingCaptions(
  sql: Query,
  olderThanSeconds: number,
  limit = 100,
): Promise<(PendingCaptions & { isSaved: boolean })[]> {
  return [
    ...await sql<(PendingCaptions & { isSaved: boolean })[]>`
    select p.revision_id, p.video_id,
      exists (select 1 from streamforge.caption_revisions r where r.id = p.revision_id) as is_saved
    from streamforge.pending_captions p where p.created_at < now() - make_interval(secs => ${olderThanSeconds})
    order by p.created_at limit ${limit}`,
  ];
}
