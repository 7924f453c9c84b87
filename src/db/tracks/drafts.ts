import { type Query, type Sql, transaction } from "../pool/client.ts";

/** What somebody's editor holds of a track that is not saved as a revision. */
export interface Draft {
  baseRevision: string;
  /** As the editor sent them. */
  cues: unknown[];
  /** Rises at each save. */
  version: number;
  savedAt: Date;
}

export async function readDraft(sql: Query, trackId: string, author: string): Promise<Draft | null> {
  const [draft] = await sql<Draft[]>`
    select base_revision, cues, version, saved_at from streamforge.drafts
    where track_id = ${trackId} and author = ${author}`;
  return draft ?? null;
}

/**
 * Saves a draft over the one that was read.
 *
 * @param draft.version of the draft that was read last, 0 where there was none
 * @returns what was saved; or the draft that is there, where another one was saved in between (null: it was removed)
 */
export async function writeDraft(
  sql: Sql,
  { trackId, author }: { trackId: string; author: string },
  { baseRevision, cues, version }: Omit<Draft, "savedAt">,
): Promise<{ saved: Pick<Draft, "version" | "savedAt"> } | { current: Draft | null }> {
  return await transaction(sql, async (tx) => {
    const json = tx.json(cues as never);
    const [saved] = version === 0
      ? await tx<Draft[]>`
        insert into streamforge.drafts (track_id, author, base_revision, cues, version)
        values (${trackId}, ${author}, ${baseRevision}, ${json}, 1)
        on conflict do nothing returning version, saved_at`
      : await tx<Draft[]>`
        update streamforge.drafts
        set base_revision = ${baseRevision}, cues = ${json}, version = version + 1, saved_at = now()
        where track_id = ${trackId} and author = ${author} and version = ${version}
        returning version, saved_at`;
    return saved ? { saved } : { current: await readDraft(tx, trackId, author) };
  });
}

export async function deleteDraft(sql: Query, trackId: string, author: string): Promise<void> {
  await sql`delete from streamforge.drafts where track_id = ${trackId} and author = ${author}`;
}
