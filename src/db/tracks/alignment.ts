import { NotFoundError } from "../../core/errors.ts";
import type { Query } from "../pool/client.ts";
import type { JobState } from "../jobs/job_rows.ts";

/** Progress and result of a job that aligns a script. */
export interface AlignState {
  id: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
  /** The message for people when the job is done. */
  message: string | null;
}

/** @throws {NotFoundError} if the video has no such job */
export async function readAlignState(sql: Query, videoId: string, jobId: string): Promise<AlignState> {
  const [job] = await sql<AlignState[]>`
    select id, state, progress, stage, error, message from streamforge.jobs
    where id = ${jobId} and video_id = ${videoId} and kind = 'align_captions'`;
  if (!job) throw new NotFoundError(`there is no such job of this video`);
  return job;
}

/** Sets the message about a job's result. Part of the job's last transaction. */
export async function setJobMessage(sql: Query, jobId: string, message: string): Promise<void> {
  await sql`update streamforge.jobs set message = ${message} where id = ${jobId}`;
}
