import type { Query, Transaction } from "../pool/client.ts";
import { type Job, jobColumns } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";

/** A revision written by the machine, with the key of its transcript. */
export interface MachineRevision {
  id: string;
  model: string;
  transcriptKey: string;
}

/** The stored attention weights of one window. Seconds of media. */
export interface AttentionWindow {
  startSeconds: number;
  endSeconds: number;
  /** Shown for moments from `fromSeconds` to before `toSeconds`. */
  fromSeconds: number;
  toSeconds: number;
  model: string;
  storageKey: string;
}

/** Finds the newest revision of a video that a model wrote; later edits do not count. */
export async function findMachineRevision(sql: Query, videoId: string): Promise<MachineRevision | null> {
  const [revision] = await sql<MachineRevision[]>`
    select r.id, r.model, r.transcript_key
    from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where t.video_id = ${videoId} and r.state = 'finished' and r.source in ('auto', 'translated')
      and r.original_revision is null -- what Whisper wrote itself
      and r.transcript_key is not null and r.model is not null and r.word_count > 0
    order by r.finished_at desc, r.id limit 1`;
  return revision ?? null;
}

/** Lists the windows of a revision with stored attention, in order. */
export async function listAttention(sql: Query, videoId: string, revisionId: string): Promise<AttentionWindow[]> {
  return [
    ...await sql<AttentionWindow[]>`
    select start_seconds, end_seconds, from_seconds, to_seconds, model, storage_key
    from streamforge.attention_windows where video_id = ${videoId} and revision_id = ${revisionId}
    order by start_seconds`,
  ];
}

/**
 * Records a window. Part of the last transaction of its job.
 *
 * @returns the keys of replaced objects and of those of earlier revisions, which the caller must delete afterwards
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

/** Moves the windows of a revision to another one with the same segments. */
export async function moveAttention(tx: Transaction, { from, to }: { from: string; to: string }): Promise<void> {
  await tx`update streamforge.attention_windows set revision_id = ${to} where revision_id = ${from}`;
}

/** Finds the newest job that computes attention for a video; null if there is none. */
export async function lastAttentionJob(sql: Query, videoId: string): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where video_id = ${videoId} and kind = 'explain_window' order by created_at desc, id limit 1`;
  return job ?? null;
}
