import { NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { CaptionStatus, Cue, Word } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { abandonRevisions } from "../jobs/jobs.ts";
import { type Fence, hold, videoIdOf } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";
import { insertRevision, lockTrack, type NewRevision, type RevisionSource, StaleRevisionError } from "./revisions.ts";

/** One language of a video's captions with the revision that viewers get. */
export interface Track {
  id: string;
  videoId: string;
  language: string; // "und" until it is detected
  kind: "subtitles" | "captions";
  /** "" for the automatic one; with language and kind it is the track's key. */
  name: string;
  /** Only what is said in another language. */
  isForced: boolean;
  /** Tells of sounds too. */
  isHearingImpaired: boolean;
  /** Not what is said in the film but about it. */
  isCommentary: boolean;
  revisionId: string;
  /** "building": the first one, whose cues are still coming. */
  state: "building" | "finished";
  source: RevisionSource;
  model: string | null;
  wordCount: number;
  srtKey: string | null;
  vttKey: string | null;
  transcriptKey: string | null;
}

export interface Revision {
  id: string;
  trackId: string;
  videoId: string;
}

/**
 * Begins a revision that this job builds, and says that the captions are being made. What an earlier attempt of the job
 * had left half built is dropped.
 *
 * @param options.language null: not known yet, see `setRevisionLanguage`
 * @returns also the ids of what was dropped, for files that may lie under them
 * @throws {LostJobError}
 */
export async function startRevision(
  sql: Sql,
  fence: Fence,
  { language, source = "auto", model }: { language: string | null; source?: RevisionSource; model: string },
): Promise<{ revision: Revision; abandoned: string[] }> {
  return await transaction(sql, async (tx) => {
    const videoId = videoIdOf(await hold(tx, fence));
    const abandoned = await abandonRevisions(tx, fence.id);
    const trackId = await captionOf(tx, videoId, language ?? "und");
    const id = newId();
    await tx`
      insert into streamforge.revisions (id, track_id, source, model, job_id)
      values (${id}, ${trackId}, ${source}, ${model}, ${fence.id})`;
    await dropEmpty(tx, videoId, trackId);
    await tx`
      update streamforge.videos
      set caption_status = 'processing', caption_error = null, caption_note = null, updated_at = now()
      where id = ${videoId}`;
    await notify(tx, videoId, "captions");
    return { revision: { id, trackId, videoId }, abandoned };
  });
}

/**
 * Moves a revision that is being built to the track of the language that was heard.
 *
 * @throws {LostJobError}
 */
export async function setRevisionLanguage(
  sql: Sql,
  fence: Fence,
  revision: Revision,
  language: string,
): Promise<Revision> {
  return await transaction(sql, async (tx) => {
    await hold(tx, fence);
    const trackId = await captionOf(tx, revision.videoId, language);
    await tx`update streamforge.revisions set track_id = ${trackId} where id = ${revision.id}`;
    await dropEmpty(tx, revision.videoId, trackId);
    await notify(tx, revision.videoId, "captions");
    return { ...revision, trackId };
  });
}

/**
 * Adds cues, in order, to a revision that is being built; viewers of a first run see them at once.
 *
 * @throws {LostJobError} and then none was added
 */
export async function appendCues(sql: Sql, fence: Fence, revision: Revision, cues: readonly Cue[]): Promise<void> {
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
      on conflict do nothing -- the answer to the first try was lost`;
    await notify(tx, revision.videoId, "captions");
  });
}

export interface FinishedRevision {
  language: string | null;
  languageProbability: number;
  wordCount: number;
  srtKey: string;
  vttKey: string;
  transcriptKey: string;
  /** Why there are no cues. */
  note: string | null;
}

/** What a person has made of the captions that a job makes anew. */
export interface EditedBefore {
  /** The current revision as it was read; null: there was none. */
  current: string | null;
  /** The job's revision merged around it; null: nothing in it is a person's. */
  merged: NewRevision | null;
}

/**
 * Switches a revision in: part of a caption job's last transaction (`finish`). Where a person had edited the captions, the
 * merged ones become current, and the job's own stay beside them as a revision.
 *
 * Captions that were heard by the machine in another language before are no longer shown: the same speech has one.
 * @throws {StaleRevisionError} if another revision than `before.current` is current by now: a person has saved one meanwhile
 */
export async function finishRevision(
  tx: Transaction,
  revision: Revision,
  done: FinishedRevision,
  before?: EditedBefore,
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
  if (source === "auto") {
    await tx`
      update streamforge.tracks t set current_revision = null
      from streamforge.revisions r
      where t.video_id = ${revision.videoId} and t.id <> ${revision.trackId} and r.id = t.current_revision
        and r.source = 'auto'`;
  }
  await tx`
    update streamforge.videos
    set caption_status = 'ready', caption_error = null, caption_note = ${merged ? null : done.note},
      updated_at = now()
      ${
    source === "auto"
      ? tx`, word_count = ${(merged ?? done).wordCount}, language = coalesce(${done.language}, language)`
      : tx``
  }
    where id = ${revision.videoId}`;
  await notify(tx, revision.videoId, "captions");
}

/**
 * What viewers get, for behind `from`: the tracks as `t`, each with the revision that is shown of it as `r`. That is the
 * current one; where there is none yet, the one that is being built, unless the video has captions that a job finished:
 * then the new ones wait until they are done.
 */
export function shownTracks(sql: Query) {
  return sql`streamforge.tracks t
    join streamforge.revisions r on r.id = coalesce(t.current_revision, (
        select b.id from streamforge.revisions b
        where b.track_id = t.id and b.state = 'building' order by b.created_at desc limit 1))
      and (t.current_revision is not null or not exists (
        select 1 from streamforge.tracks o join streamforge.revisions p on p.track_id = o.id
        where o.video_id = t.video_id and p.state = 'finished' and p.job_id is not null))`;
}

/**
 * The order of tracks in every list, for behind `order by`: what people uploaded before what the machine made, and of
 * those that lay in the file the plain ones first, then for the deaf, commentaries and what is only forced.
 */
export function trackOrder(sql: Query) {
  return sql`t.stream_index is null and r.source <> 'uploaded', t.is_forced, t.is_commentary,
    t.is_hearing_impaired, not t.is_default, t.stream_index, t.created_at, t.id`;
}

/** What viewers get of a video: the current revision of each language, or the one that is being built for the first time. */
export async function currentTracks(sql: Query, videoId: string): Promise<Track[]> {
  return [
    ...await sql<Track[]>`
    select t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, r.id as revision_id,
      r.state, r.source, r.model, r.word_count, r.srt_key, r.vtt_key, r.transcript_key
    from ${shownTracks(sql)}
    where t.video_id = ${videoId} order by ${trackOrder(sql)}`,
  ];
}

/** The cues of a revision in order, those that are there. */
export async function readCues(sql: Query, revisionId: string): Promise<Cue[]> {
  const rows = await sql<{ position: number; startSeconds: number; endSeconds: number; text: string; words: Word[] }[]>`
    select position, start_seconds, end_seconds, text, words from streamforge.cues
    where revision_id = ${revisionId} order by position`;
  return rows.map((r) => ({ id: r.position, start: r.startSeconds, end: r.endSeconds, text: r.text, words: r.words }));
}

export interface CaptionState {
  status: CaptionStatus;
  /** 0 to 1; from when captions are asked for until they are there or have failed it never falls. */
  progress: number;
  stage: string | null;
  language: string | null;
  wordCount: number | null;
  error: string | null;
  /** Why there are no cues: "no speech", "no sound". */
  note: string | null;
  /** The job that makes them now. */
  jobId: string | null;
}

/**
 * How far the captions of a video are.
 *
 * @throws {NotFoundError}
 */
export async function captionState(sql: Query, videoId: string): Promise<CaptionState> {
  const [state] = await sql<CaptionState[]>`
    select v.caption_status as status, v.language, v.word_count, v.caption_error as error, v.caption_note as note,
      j.id as job_id,
      case when v.caption_status = 'ready' then 1
        when v.caption_status = 'failed' then coalesce((
          select last.progress from streamforge.jobs last where last.video_id = v.id and last.kind = 'caption_video'
          order by last.created_at desc limit 1), 0)
        else coalesce(j.progress, 0) end as progress,
      case when v.caption_status in ('ready', 'failed') then null
        when j.id is null then coalesce(
          (select stage from streamforge.jobs where video_id = v.id and state = 'queued' and needs_bytes is not null limit 1),
          'waiting for the video')
        else coalesce(j.stage, 'waiting') end as stage
    from streamforge.videos v
    left join streamforge.jobs j
      on j.video_id = v.id and j.kind = 'caption_video' and j.state in ('queued', 'running')
    where v.id = ${videoId}`;
  if (!state) throw new NotFoundError(`there is no video ${videoId}`);
  return state;
}

/** The track that the machine writes: the one without a name. */
async function captionOf(tx: Transaction, videoId: string, language: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into streamforge.tracks (id, video_id, language) values (${newId()}, ${videoId}, ${language})
    on conflict (video_id, language, kind, name) do update set language = excluded.language returning id`;
  return row.id;
}

/** Tracks that nothing was ever finished for, but the given one. */
async function dropEmpty(tx: Transaction, videoId: string, trackId: string): Promise<void> {
  await tx`
    delete from streamforge.tracks t
    where t.video_id = ${videoId} and t.id <> ${trackId} and not exists (
      select 1 from streamforge.revisions r where r.track_id = t.id and r.state in ('building', 'finished'))`;
}
