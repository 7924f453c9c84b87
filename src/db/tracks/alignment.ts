import { NotFoundError } from "../../core/errors.ts";
import type { Query } from "../pool/client.ts";
import type { JobState } from "../jobs/job_rows.ts";

/** How far the timing of a script is, and what came of it. */
export interface AlignState {
  id: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
  /** What is to be said of a job that is done. */
  message: string | null;
}

/** @throws {NotFoundError} */
export async function readAlignState(sql: Query, videoId: string, jobId: string): Promise<AlignState> {
  const [job] = await sql<AlignState[]>`
    select id, state, progress, stage, error, message from streamforge.jobs
    where id = ${jobId} and video_id = ${videoId} and kind = 'align_captions'`;
  if (!job) throw new NotFoundError(`there is no such job of this video`);
  return job;
}

/** What came of a job, for whoever asked for it: part of its last transaction. */
export async function setJobMessage(sql: Query, jobId: string, message: string): Promise<void> {
  await sql`update streamforge.jobs set message = ${message} where id = ${jobId}`;
}
