import { NotFoundError } from "../../core/errors.ts";
import type { CaptionStatus } from "../../core/types.ts";
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
