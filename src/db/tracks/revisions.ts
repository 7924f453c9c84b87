import { ConflictError, NotFoundError } from "../../core/errors.ts";
import type { EditedCue } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { POOR_CAPTIONS } from "../../core/notice.ts";
import { setNotices } from "../videos/audio_tracks.ts";
import { cueRow } from "./cues.ts";
import { confirmPendingRevision } from "./pending_revisions.ts";
import { notify } from "../pool/notify.ts";
import type { RevisionSource } from "./track_rows.ts";
import { recordVideoEvent } from "../webhooks/events.ts";

export type { RevisionSource } from "./track_rows.ts";

/** A finished revision of a track. */
export interface TrackRevision {
  id: string;
  trackId: string;
  source: RevisionSource;
  /** The name to show; the table has the user's id. */
  author: string | null;
  model: string | null;
  note: string | null;
  /** The revision that a person or a merge changed into this one; null for others. */
  baseRevision: string | null;
  /** The revision that it is a translation of; null if it is none. */
  originalRevision: string | null;
  createdAt: Date;
  cueCount: number;
  wordCount: number;
  isCurrent: boolean;
}

/** A revision that is saved in one step, after its files. */
export interface NewRevision {
  /** Whether `announceRevision` recorded it: then saving fails if a sweep has deleted its files. */
  isAnnounced?: boolean;
  id: string;
  source: RevisionSource;
  /** A user's id. */
  author: string | null;
  model?: string | null;
  note: string | null;
  baseRevision: string | null;
  /** The revision that it is a translation of; absent: that of its base. */
  originalRevision?: string | null;
  cues: readonly EditedCue[];
  wordCount: number;
  srtKey: string;
  vttKey: string;
  transcriptKey: string;
}

/** The change is based on a revision that is no longer current. */
export class StaleRevisionError extends ConflictError {
  override name = "StaleRevisionError";
  constructor(readonly base: string | null, readonly current: string | null) {
    super(
      current === null
        ? "these captions are being made for the first time: wait until that has ended"
        : `these captions were changed meanwhile: their current revision is ${current}, and not ${base ?? "none"}`,
    );
  }
}

function revisionColumns(sql: Query) {
  return sql`r.id, r.track_id, r.source, r.model, r.note, r.base_revision, r.original_revision, r.word_count,
    coalesce((select name from streamforge.users u where u.id = r.author), r.author) as author,
    coalesce(r.finished_at, r.created_at) as created_at, t.current_revision is not distinct from r.id as is_current,
    (select count(*) from streamforge.cues q where q.revision_id = r.id) as cue_count`;
}

/** Lists the finished revisions of a track, the newest first. */
export async function listRevisions(sql: Query, trackId: string): Promise<TrackRevision[]> {
  return [
    ...await sql<TrackRevision[]>`
    select ${revisionColumns(sql)}
    from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where r.track_id = ${trackId} and r.state = 'finished'
    order by coalesce(r.finished_at, r.created_at) desc, r.id`,
  ];
}

/** @throws {NotFoundError} also for a revision of another track */
export async function getRevision(sql: Query, trackId: string, id: string): Promise<TrackRevision> {
  const [revision] = await sql<TrackRevision[]>`
    select ${revisionColumns(sql)}
    from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where r.id = ${id} and r.track_id = ${trackId} and r.state in ('building', 'finished')`;
  if (!revision) throw new NotFoundError(`there is no revision ${id} of these captions`);
  return revision;
}

/** Finds the revision to compare with by default: its base, else the revision before it. */
export async function revisionBefore(sql: Query, revision: TrackRevision): Promise<TrackRevision | null> {
  const all = await listRevisions(sql, revision.trackId);
  const base = all.find(({ id }) => id === revision.baseRevision);
  if (base) return base;
  const at = all.findIndex(({ id }) => id === revision.id);
  return at < 0 ? null : all[at + 1] ?? null;
}

/** Finds the newest revision by the machine alone, finished at `before` or earlier. @returns its id */
export async function lastMachineRevisionId(sql: Query, trackId: string, before?: Date): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from streamforge.revisions
    where track_id = ${trackId} and state = 'finished' and source in ('auto', 'translated')
      ${before ? sql`and finished_at <= ${before}` : sql``}
    order by finished_at desc, id limit 1`;
  return row?.id ?? null;
}

/** Whether Whisper wrote a revision of a track. */
export async function hasMachineRevision(sql: Query, trackId: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from streamforge.revisions
    where track_id = ${trackId} and source in ('auto', 'translated') limit 1`;
  return row !== undefined;
}

/** Reads the revision that viewers get; null if there is none yet. */
export async function currentRevision(sql: Query, trackId: string): Promise<TrackRevision | null> {
  const [revision] = await sql<TrackRevision[]>`
    select ${revisionColumns(sql)}
    from streamforge.tracks t join streamforge.revisions r on r.id = t.current_revision
    where t.id = ${trackId}`;
  return revision ?? null;
}

/**
 * Writes a revision and makes it current, if its base is still the current one.
 *
 * @throws {StaleRevisionError} if it is not; then nothing is written
 * @throws {NotFoundError} if the track is gone
 */
export async function saveRevision(
  sql: Sql,
  { videoId, trackId, revision }: { videoId: string; trackId: string; revision: NewRevision },
): Promise<void> {
  await transaction(sql, async (tx) => {
    const current = await lockTrack(tx, videoId, trackId);
    // a repeated call whose first answer was lost; another revision may be current since
    if (await findRevisionTrack(tx, revision.id)) return;
    if (current === null || current !== revision.baseRevision) {
      throw new StaleRevisionError(revision.baseRevision, current);
    }
    await insertRevision(tx, trackId, revision);
    await setCurrentRevision(tx, { videoId, trackId, revision });
    await setNotices(tx, videoId, [POOR_CAPTIONS], []); // a person has read them
  });
}

/** Finds the track of a revision; null if the revision was not written. */
export async function findRevisionTrack(sql: Query, id: string): Promise<string | null> {
  const [row] = await sql<{ trackId: string }[]>`
    select track_id from streamforge.revisions where id = ${id}`;
  return row?.trackId ?? null;
}

/**
 * Locks a track's current revision until the transaction ends. The video's row is locked first, as in every
 * transaction.
 *
 * @returns the id of the current revision
 * @throws {NotFoundError} if the track is gone
 */
export async function lockTrack(tx: Transaction, videoId: string, trackId: string): Promise<string | null> {
  await tx`select 1 from streamforge.videos where id = ${videoId} for no key update`;
  const [track] = await tx<{ currentRevision: string | null }[]>`
    select current_revision from streamforge.tracks where id = ${trackId} and video_id = ${videoId} for update`;
  if (!track) throw new NotFoundError("there are no such captions any more");
  return track.currentRevision;
}

/** Writes a finished revision that is not current yet. */
export async function insertRevision(tx: Transaction, trackId: string, revision: NewRevision): Promise<void> {
  const { id, source, author, model = null, note, baseRevision, wordCount, srtKey, vttKey, transcriptKey } = revision;
  if (revision.isAnnounced) await confirmPendingRevision(tx, id);
  const original = revision.originalRevision;
  // clock_timestamp(), not now(): two revisions of one transaction need an order
  await tx`
    insert into streamforge.revisions (id, track_id, source, state, model, author, note, base_revision,
      original_revision, word_count, srt_key, vtt_key, transcript_key, created_at, finished_at)
    values (${id}, ${trackId}, ${source}, 'finished', ${model}, ${author}, ${note}, ${baseRevision},
      ${
    original !== undefined
      ? original
      : tx`(select original_revision from streamforge.revisions where id = ${baseRevision})`
  },
      ${wordCount}, ${srtKey}, ${vttKey}, ${transcriptKey}, clock_timestamp(), clock_timestamp())`;
  const rows = revision.cues.map((cue, i) => ({ ...cueRow(cue, i + 1), is_edited: cue.isEdited }));
  await tx`
    insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text, words, speaker, placement,
      markup, is_edited)
    select ${id}, r.* from json_to_recordset(${tx.json(rows as never)}::json) as r (position integer,
      start_seconds double precision, end_seconds double precision, text text, words jsonb, speaker text,
      placement jsonb, markup jsonb, is_edited boolean)`;
}

/**
 * Makes a finished revision the current one, without a word about the video: whether captioning failed, and how many
 * words are said. Its track must be locked.
 */
export async function switchRevision(
  tx: Transaction,
  { videoId, trackId, revisionId }: { videoId: string; trackId: string; revisionId: string },
): Promise<void> {
  await tx`update streamforge.tracks set current_revision = ${revisionId} where id = ${trackId}`;
  await tx`update streamforge.videos set updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "captions");
}

/** Makes a finished revision the current one. Its track must be locked. */
export async function setCurrentRevision(
  tx: Transaction,
  { videoId, trackId, revision }: {
    videoId: string;
    trackId: string;
    revision: Pick<NewRevision, "id" | "cues" | "wordCount">;
  },
): Promise<void> {
  await tx`update streamforge.tracks set current_revision = ${revision.id} where id = ${trackId}`;
  const [before] = await tx<{ captionStatus: string }[]>`
    select caption_status from streamforge.videos where id = ${videoId} for no key update`;
  // edited captions replace failed ones
  await tx`
    update streamforge.videos v
    set updated_at = now(),
      caption_note = case when ${revision.cues.length > 0} then null else caption_note end,
      caption_error = case when caption_status = 'failed' then null else caption_error end,
      caption_status = case when caption_status = 'failed' then 'ready' else caption_status end,
      word_count = case when v.language is not distinct from t.language or v.word_count is null
        then ${revision.wordCount} else v.word_count end
    from streamforge.tracks t where v.id = ${videoId} and t.id = ${trackId}`;
  if (before?.captionStatus === "failed") recordVideoEvent(tx, "captions.ready", videoId);
  await notify(tx, videoId, "captions");
}
