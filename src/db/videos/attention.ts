import type { Query, Transaction } from "../pool/client.ts";
import { type Job, jobColumns } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";

/** Captions as the machine wrote them, with its own account of how. */
export interface MachineRevision {
  id: string;
  model: string;
  transcriptKey: string;
}

/** What was worked out of one window. Seconds of media. */
export interface AttentionWindow {
  startSeconds: number;
  endSeconds: number;
  /** The moments that it is shown for: from the first to before the second. */
  fromSeconds: number;
  toSeconds: number;
  model: string;
  storageKey: string;
}

/** The last captions of a video that a model wrote; what people changed since is not what the model looked at. */
export async function findMachineRevision(sql: Query, videoId: string): Promise<MachineRevision | null> {
  const [revision] = await sql<MachineRevision[]>`
    select r.id, r.model, r.transcript_key
    from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where t.video_id = ${videoId} and r.state = 'finished' and r.source in ('auto', 'translated')
      and r.transcript_key is not null and r.model is not null and r.word_count > 0
    order by r.finished_at desc, r.id limit 1`;
  return revision ?? null;
}

/** The windows of a revision that were worked out, in order. */
export async function listAttention(sql: Query, videoId: string, revisionId: string): Promise<AttentionWindow[]> {
  return [
    ...await sql<AttentionWindow[]>`
    select start_seconds, end_seconds, from_seconds, to_seconds, model, storage_key
    from streamforge.attention_windows where video_id = ${videoId} and revision_id = ${revisionId}
    order by start_seconds`,
  ];
}

/**
 * Records a window: part of the last transaction of the job that worked it out.
 *
 * @returns the objects of an earlier one in its place, and of those of earlier captions, for the caller to remove
 *   afterwards
 */
export async function recordAttention(
  tx: Transaction,
  videoId: string,
  revisionId: string,
  { startSeconds, endSeconds, fromSeconds, toSeconds, model, storageKey }: AttentionWindow,
): Promise<string[]> {
  const old = await tx<{ storageKey: string }[]>`
    delete from streamforge.attention_windows
    where video_id = ${videoId} and (revision_id <> ${revisionId} or start_seconds = ${startSeconds})
    returning storage_key`;
  await tx`
    insert into streamforge.attention_windows
      (video_id, revision_id, start_seconds, end_seconds, from_seconds, to_seconds, model, storage_key)
    values (${videoId}, ${revisionId}, ${startSeconds}, ${endSeconds}, ${fromSeconds}, ${toSeconds}, ${model},
      ${storageKey})`;
  await notify(tx, videoId, "video");
  return old.map(({ storageKey }) => storageKey);
}

/** The last job that was to work a window out; null where nobody has asked for one. */
export async function lastAttentionJob(sql: Query, videoId: string): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where video_id = ${videoId} and kind = 'explain_window' order by created_at desc, id limit 1`;
  return job ?? null;
}
