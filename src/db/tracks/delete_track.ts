import type { AnalysisKind } from "../../core/analyses.ts";
import { ConflictError } from "../../core/errors.ts";
import { queueAnalyses, removeTextAnalyses } from "../analyses/analyses.ts";
import { type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { removeFoundChapters } from "../videos/player_media.ts";
import { lockTrack } from "./revisions.ts";

/**
 * Deletes a track with all its revisions and drafts, and what analyses made of them: it quotes them. It is made anew of
 * the captions that are left.
 *
 * @param options.analyses the kinds that are switched on
 * @returns the ids of its revisions, whose files the caller must delete
 * @throws {ConflictError} while a job writes a revision of it
 */
export async function deleteTrack(
  sql: Sql,
  { videoId, id, analyses }: { videoId: string; id: string; analyses: readonly AnalysisKind[] },
): Promise<string[]> {
  return await transaction(sql, async (tx) => {
    await lockTrack(tx, videoId, id);
    const revisions = await tx<{ id: string; isBuilding: boolean }[]>`
      select r.id, r.state = 'building' and exists (
        select 1 from streamforge.jobs j where j.id = r.job_id and j.state in ('queued', 'running')) as is_building
      from streamforge.revisions r where r.track_id = ${id}`;
    if (revisions.some(({ isBuilding }) => isBuilding)) {
      throw new ConflictError("these captions are being made now: wait until that has ended");
    }
    await tx`delete from streamforge.tracks where id = ${id}`;
    await tx`
      update streamforge.videos v set updated_at = now(), word_count = (
        select r.word_count from streamforge.tracks t
        join streamforge.revisions r on r.id = t.current_revision
        where t.video_id = v.id order by t.language = v.language desc, t.created_at limit 1)
      where v.id = ${videoId}`;
    const ids = revisions.map((revision) => revision.id);
    if (ids.length > 0) await renewResults(tx, { videoId, revisions: ids, analyses });
    await notify(tx, videoId, "captions");
    return ids;
  });
}

async function renewResults(
  tx: Transaction,
  { videoId, revisions, analyses }: { videoId: string; revisions: string[]; analyses: readonly AnalysisKind[] },
): Promise<void> {
  const removed = await tx<{ kind: string }[]>`
    delete from streamforge.analyses where video_id = ${videoId} and revision_id in ${tx(revisions)} returning kind`;
  const again = analyses.filter((name) => removed.some(({ kind }) => kind === name));
  if (await removeTextAnalyses(tx, videoId, { kinds: analyses, removed: again })) return;
  if (removed.some(({ kind }) => kind === "chapters")) await removeFoundChapters(tx, videoId);
  await queueAnalyses(tx, videoId, again);
}
