import { NotFoundError } from "../../core/errors.ts";
import type { CaptionStatus } from "../../core/types.ts";
import type { JobPayload } from "../jobs/job_rows.ts";
import type { Query } from "../pool/client.ts";

export interface CaptionState {
  status: CaptionStatus;
  /** Progress, 0 to 1. It never falls between the request for captions and their end or failure. */
  progress: number;
  stage: string | null;
  language: string | null;
  wordCount: number | null;
  error: string | null;
  /** Why there are no cues: "no speech", "no sound". */
  note: string | null;
  /** The job that is making them; null if there is none. */
  jobId: string | null;
}

/**
 * Reads the state of a video's captions.
 *
 * @throws {NotFoundError}
 */
export async function readCaptionState(sql: Query, videoId: string): Promise<CaptionState> {
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

/** What the last job that captioned a video was asked for; empty if there was none. */
export async function lastCaptionOptions(sql: Query, videoId: string): Promise<JobPayload> {
  const [last] = await sql<{ payload: JobPayload }[]>`
    select payload from streamforge.jobs where video_id = ${videoId} and kind = 'caption_video'
    order by created_at desc limit 1`;
  return last?.payload ?? {};
}

/** What is written while viewers still have the earlier captions. */
export interface NewCues {
  count: number;
  language: string;
  /** The last few. */
  cues: { startSeconds: number; text: string }[];
}

/** The cues so far of captions that are being made again; null if none are, or there is no cue yet. */
export async function readNewCues(sql: Query, videoId: string, { limit = 4 } = {}): Promise<NewCues | null> {
  const rows = await sql<{ count: number; language: string; startSeconds: number; text: string }[]>`
    select q.start_seconds, q.text, t.language,
      (select count(*) from streamforge.cues c where c.revision_id = r.id) as count
    from streamforge.tracks t join streamforge.revisions r on r.track_id = t.id and r.state = 'building'
      join streamforge.jobs j on j.id = r.job_id and j.kind = 'caption_video' and j.state = 'running'
      join streamforge.cues q on q.revision_id = r.id
    where t.video_id = ${videoId} and t.current_revision is not null
    order by q.position desc limit ${limit}`;
  const [last] = rows;
  if (!last) return null;
  const cues = rows.map(({ startSeconds, text }) => ({ startSeconds, text })).reverse();
  return { count: Number(last.count), language: last.language, cues };
}
