import type { Query, Transaction } from "../pool/client.ts";
import { type Job, jobColumns } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";

/**
 * Stores the storage key of a video's audio report. Part of the last transaction of its job.
 *
 * @returns the key of the previous report, whose objects the caller must delete afterwards
 */
export async function setAudioReportKey(tx: Transaction, videoId: string, key: string): Promise<string | null> {
  const [before] = await tx<{ audioReportKey: string | null }[]>`
    select audio_report_key from streamforge.videos where id = ${videoId} for update`;
  await tx`update streamforge.videos set audio_report_key = ${key}, updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  return before?.audioReportKey ?? null;
}

/** Finds the newest job that makes a video's audio report; null if there is none. */
export async function lastAudioReportJob(sql: Query, videoId: string): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where video_id = ${videoId} and kind = 'inspect_audio' order by created_at desc, id limit 1`;
  return job ?? null;
}
