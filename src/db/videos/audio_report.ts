import type { Query, Transaction } from "../pool/client.ts";
import { type Job, jobColumns } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";

/**
 * Says where it lies what can be heard in a video: part of the last transaction of the job that worked it out.
 *
 * @returns the folder of an earlier one, for the caller to remove afterwards
 */
export async function setAudioReportKey(tx: Transaction, videoId: string, key: string): Promise<string | null> {
  const [before] = await tx<{ audioReportKey: string | null }[]>`
    select audio_report_key from streamforge.videos where id = ${videoId} for update`;
  await tx`update streamforge.videos set audio_report_key = ${key}, updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  return before?.audioReportKey ?? null;
}

/** The job that works it out, or the last one that did; null where nobody has asked for it. */
export async function lastAudioReportJob(sql: Query, videoId: string): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where video_id = ${videoId} and kind = 'inspect_audio' order by created_at desc, id limit 1`;
  return job ?? null;
}
