import type { DraftCueJson } from "../../schemas/cue.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";

/** The unsaved state of one person's editor for a track. */
export interface Draft {
  baseRevision: string;
  /** The cues as the editor sent them. */
  cues: DraftCueJson[];
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
 * Replaces a draft if it is the one that the editor read last.
 *
 * @param draft.version the version of the draft that was read last, 0 if there was none
 * @returns `saved`; or `current`, the draft that another tab has saved since (null: it was deleted)
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
