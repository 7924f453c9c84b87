import type { Job, JobPayload } from "../jobs/job_rows.ts";
import { jobColumns } from "../jobs/job_rows.ts";
import type { Query, Transaction } from "../pool/client.ts";

/** How long the file of an export is kept. */
export const EXPORT_SECONDS = 24 * 3600;

/** How many of a video are kept at once. */
export const MAX_EXPORTS = 6;

/** A file of a video with its captions. */
export interface Export {
  /** Of the job that made it. */
  id: string;
  videoId: string;
  options: JobPayload;
  storageKey: string;
  fileBytes: number;
  createdAt: Date;
}

/** Records a finished export. Part of the last transaction of its job. */
export async function recordExport(tx: Transaction, made: Omit<Export, "createdAt">): Promise<void> {
  await tx`
    insert into streamforge.exports (id, video_id, options, storage_key, file_bytes)
    values (${made.id}, ${made.videoId}, ${tx.json(made.options)}, ${made.storageKey}, ${made.fileBytes})
    on conflict (id) do nothing`;
}

/** Finds a finished export by its id. */
export async function findExport(sql: Query, videoId: string, id: string): Promise<Export | null> {
  const [row] = await sql<Export[]>`
    select * from streamforge.exports where id = ${id} and video_id = ${videoId}`;
  return row ?? null;
}

/** Finds a finished export with the same options that is kept for at least an hour longer. */
export async function findSameExport(sql: Query, videoId: string, options: JobPayload): Promise<Export | null> {
  const [row] = await sql<Export[]>`
    select * from streamforge.exports
    where video_id = ${videoId} and options = ${sql.json(options)}
      and created_at > now() - make_interval(secs => ${EXPORT_SECONDS - 3600})
    order by created_at desc limit 1`;
  return row ?? null;
}

/** Finds the job of an export. */
export async function findExportJob(sql: Query, videoId: string, id: string): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where id = ${id} and video_id = ${videoId} and kind = 'export_video'`;
  return job ?? null;
}

/** Lists exports that are older than they are kept. */
export async function listOldExports(sql: Query): Promise<Export[]> {
  return [
    ...await sql<Export[]>`
    select * from streamforge.exports where created_at < now() - make_interval(secs => ${EXPORT_SECONDS})`,
  ];
}

/** Lists the exports of a video but for the newest. */
export async function listOldestExports(sql: Query, videoId: string, newest: number): Promise<Export[]> {
  return [
    ...await sql<Export[]>`
    select * from streamforge.exports where video_id = ${videoId}
    order by created_at desc, id desc offset ${newest}`,
  ];
}

export async function deleteExport(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.exports where id = ${id}`;
}
