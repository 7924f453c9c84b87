import { NotFoundError } from "../../core/errors.ts";
import type { Cue } from "../../core/types.ts";
import type { JobState } from "../jobs/job_rows.ts";
import type { Query, Transaction } from "../pool/client.ts";

/** How far a job is that captions a stretch of a video, and what it wrote. */
export interface StretchState {
  id: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
  /** null until it is done. */
  cues: Cue[] | null;
}

/** @throws {NotFoundError} if the video has no such job */
export async function readStretch(sql: Query, videoId: string, jobId: string): Promise<StretchState> {
  const [job] = await sql<StretchState[]>`
    select id, state, progress, stage, error, payload -> 'cues' as cues from streamforge.jobs
    where id = ${jobId} and video_id = ${videoId} and kind = 'caption_stretch'`;
  if (!job) throw new NotFoundError("there is no such job of this video");
  return job;
}

/** Stores the cues with the job: the person who asked for them decides what becomes of them. */
export async function setStretchCues(tx: Transaction, jobId: string, cues: readonly Cue[]): Promise<void> {
  const json = tx.json({ cues } as never);
  await tx`update streamforge.jobs set payload = payload || ${json} where id = ${jobId}`;
}
