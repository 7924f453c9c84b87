import { newId } from "../../core/ids.ts";
import type { Cue, LanguageProbability } from "../../core/types.ts";
import { type Sql, type Transaction, transaction } from "../pool/client.ts";
import { type Fence, hold, videoIdOf } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";
import { recordVideoEvent } from "../webhooks/events.ts";
import { insertRevision, lockTrack, type NewRevision, type RevisionSource, StaleRevisionError } from "./revisions.ts";
import { deleteEmptyTracks, ensureMachineTrack } from "./tracks.ts";

/** A revision that a job is building. */
export interface BuildingRevision {
  id: string;
  trackId: string;
  videoId: string;
}

/**
 * Abandons the revisions that an attempt of this job was building: no other attempt continues them.
 *
 * @returns the ids of these revisions
 */
export async function abandonRevisions(tx: Transaction, jobId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update streamforge.revisions set state = 'abandoned'
    where job_id = ${jobId} and state = 'building' returning id`;
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx`delete from streamforge.cues where revision_id in ${tx(ids)}`;
  return ids;
}

/**
 * Begins a revision that this job builds, and sets the video's captions to "processing". Abandons the revisions of
 * earlier attempts.
 *
 * @param options.language null: not known yet, see `setRevisionLanguage`
 * @returns `abandoned`: the ids of abandoned revisions, which may have files
 * @throws {LostJobError}
 */
export async function startRevision(
  sql: Sql,
  fence: Fence,
  { language, source = "auto", model }: { language: string | null; source?: RevisionSource; model: string },
): Promise<{ revision: BuildingRevision; abandoned: string[] }> {
  return await transaction(sql, async (tx) => {
    const videoId = videoIdOf(await hold(tx, fence));
    const abandoned = await abandonRevisions(tx, fence.id);
    const trackId = await ensureMachineTrack(tx, videoId, language ?? "und");
    const id = newId();
    await tx`
      insert into streamforge.revisions (id, track_id, source, model, job_id)
      values (${id}, ${trackId}, ${source}, ${model}, ${fence.id})`;
    await deleteEmptyTracks(tx, videoId, trackId);
    await tx`
      update streamforge.videos
      set caption_status = 'processing', caption_error = null, caption_note = null, updated_at = now()
      where id = ${videoId}`;
    await notify(tx, videoId, "captions");
    return { revision: { id, trackId, videoId }, abandoned };
  });
}

/**
 * Moves an unfinished revision to the track of the detected language.
 *
 * @throws {LostJobError}
 */
export async function setRevisionLanguage(
  sql: Sql,
  fence: Fence,
  revision: BuildingRevision,
  language: string,
): Promise<BuildingRevision> {
  return await transaction(sql, async (tx) => {
    await hold(tx, fence);
    const trackId = await ensureMachineTrack(tx, revision.videoId, language);
    await tx`update streamforge.revisions set track_id = ${trackId} where id = ${revision.id}`;
    await deleteEmptyTracks(tx, revision.videoId, trackId);
    await notify(tx, revision.videoId, "captions");
    return { ...revision, trackId };
  });
}

/**
 * Appends cues to an unfinished revision; during a first run viewers see them at once.
 *
 * @throws {LostJobError} then none was added
 */
export async function appendCues(
  sql: Sql,
  fence: Fence,
  revision: BuildingRevision,
  cues: readonly Cue[],
): Promise<void> {
  if (cues.length === 0) return;
  await transaction(sql, async (tx) => {
    await hold(tx, fence);
    const rows = cues.map((cue) => ({
      position: cue.id,
      start_seconds: cue.start,
      end_seconds: cue.end,
      text: cue.text,
      words: cue.words,
    }));
    await tx`
      insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text, words)
      select ${revision.id}, r.* from json_to_recordset(${tx.json(rows as never)}::json) as r (
        position integer, start_seconds double precision, end_seconds double precision, text text, words jsonb)
      on conflict do nothing -- a repeated call whose first answer was lost`;
    await notify(tx, revision.videoId, "captions");
  });
}

/** The data of a finished revision. */
export interface RevisionResult {
  language: string | null;
  languageProbability: number;
  /** As in `Transcript`. */
  languageProbabilities?: LanguageProbability[];
  wordCount: number;
  srtKey: string;
  vttKey: string;
  transcriptKey: string;
  /** Why there are no cues. */
  note: string | null;
}

/** The edited captions of a track whose captions a job regenerates. */
export interface EditedCaptions {
  /** The current revision at the time of the merge; null if there was none. */
  current: string | null;
  /** The job's cues merged with the edited ones; null if no cue is edited. */
  merged: NewRevision | null;
}

/**
 * Finishes a revision and makes it current. Part of a caption job's last transaction (`finish`). If a person had edited
 * the captions, the merged revision becomes current instead.
 *
 * Hides the track that the machine wrote in another language before: the same speech has one machine track.
 * @throws {StaleRevisionError} if a person has saved another revision than `before.current` since
 */
export async function finishRevision(
  tx: Transaction,
  revision: BuildingRevision,
  done: RevisionResult,
  before?: EditedCaptions,
): Promise<void> {
  const current = await lockTrack(tx, revision.videoId, revision.trackId);
  if (before && before.current !== current) throw new StaleRevisionError(before.current, current);
  const [{ source }] = await tx<{ source: RevisionSource }[]>`
    update streamforge.revisions
    set state = 'finished', finished_at = now(), word_count = ${done.wordCount}, srt_key = ${done.srtKey},
      vtt_key = ${done.vttKey}, transcript_key = ${done.transcriptKey},
      language_probability = ${done.languageProbability}
    where id = ${revision.id} returning source`;
  const merged = before?.merged ?? null;
  if (merged) await insertRevision(tx, revision.trackId, merged);
  await tx`
    update streamforge.tracks set current_revision = ${(merged ?? revision).id} where id = ${revision.trackId}`;
  // what was a translation of other captions until now is written from the speech
  await tx`update streamforge.tracks set translated_from = null, translated_by = null where id = ${revision.trackId}`;
  if (source === "auto") await hideOtherSpeech(tx, revision);
  await tx`
    update streamforge.videos
    set caption_status = 'ready', caption_error = null, caption_note = ${merged ? null : done.note},
      language_probabilities = ${tx.json((done.languageProbabilities ?? []) as never)}, updated_at = now()
      ${
    source === "auto"
      ? tx`, word_count = ${(merged ?? done).wordCount}, language = coalesce(${done.language}, language)`
      : tx``
  }
    where id = ${revision.videoId}`;
  recordVideoEvent(tx, "captions.ready", revision.videoId);
  await notify(tx, revision.videoId, "captions");
}

/**
 * Hides the tracks that the machine wrote in other languages. Their translations become those of the new track; one in
 * its own language is a translation no more.
 */
async function hideOtherSpeech(tx: Transaction, { videoId, trackId }: BuildingRevision): Promise<void> {
  const hidden = await tx<{ id: string }[]>`
    update streamforge.tracks t set current_revision = null
    from streamforge.revisions r
    where t.video_id = ${videoId} and t.id <> ${trackId} and r.id = t.current_revision and r.source = 'auto'
    returning t.id`;
  if (hidden.length === 0) return;
  await tx`
    update streamforge.tracks t
    set translated_from = case when t.language = o.language then null else o.id end,
      translated_by = case when t.language = o.language then null else t.translated_by end
    from streamforge.tracks o
    where o.id = ${trackId} and t.translated_from in ${tx(hidden.map(({ id }) => id))}`;
}
