import { ConflictError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { WatchMode } from "../../core/settings/settings.ts";
import type { Job } from "../jobs/job_rows.ts";
import { notify } from "../pool/notify.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";

/** What says that a file is the same as before. */
export interface FileIdentity {
  /** Absolute. */
  path: string;
  sizeBytes: number;
  /** When it was written last, in milliseconds since 1970. */
  modifiedMs: number;
}

/** A file of the watch folder for the job that works on it. */
export interface TakenFile extends FileIdentity {
  /** The watch folder. */
  root: string;
}

const KINDS = { library: "import_file", sidecar: "caption_file" } as const satisfies Record<WatchMode, string>;

/** Whether a job is about a file of the watch folder. */
export function isWatchJob(kind: string): boolean {
  return (Object.values(KINDS) as string[]).includes(kind);
}

/** The file of a job of the watch folder. */
export function takenFile({ payload }: Pick<Job, "payload">): TakenFile {
  return {
    root: String(payload.root),
    path: String(payload.path),
    sizeBytes: Number(payload.size_bytes),
    modifiedMs: Number(payload.modified_ms),
  };
}

/** Returns those of the files that were not taken, or have changed since. */
export async function untakenFiles(
  sql: Query,
  mode: WatchMode,
  files: readonly FileIdentity[],
): Promise<FileIdentity[]> {
  if (files.length === 0) return [];
  const rows = files.map(({ path, sizeBytes, modifiedMs }) => ({ path, size: sizeBytes, modified: modifiedMs }));
  const found = await sql<{ path: string }[]>`
    select f.path from jsonb_to_recordset(${sql.json(rows)}::jsonb) as f (path text, size bigint, modified bigint)
    where not exists (
      select 1 from streamforge.watched_files w where w.path = f.path and w.mode = ${mode}
        and w.size_bytes = f.size and w.modified_ms = f.modified)`;
  const untaken = new Set(found.map(({ path }) => path));
  return files.filter(({ path }) => untaken.has(path));
}

/**
 * Takes a file: records it together with its job. Of several workers that do this at once, one succeeds.
 *
 * @returns the job's id; null if the file is taken already
 */
export async function takeFile(sql: Sql, mode: WatchMode, file: TakenFile): Promise<string | null> {
  return await transaction(sql, async (tx) => {
    const jobId = newId();
    const { path, sizeBytes, modifiedMs } = file;
    const rows = await tx`
      insert into streamforge.watched_files as w (path, mode, size_bytes, modified_ms, job_id)
      values (${path}, ${mode}, ${sizeBytes}, ${modifiedMs}, ${jobId})
      on conflict (path, mode) do update set size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms,
        job_id = excluded.job_id, state = 'queued', note = null, video_id = null, taken_at = now()
      where (w.size_bytes, w.modified_ms) <> (excluded.size_bytes, excluded.modified_ms)
      returning 1`;
    if (rows.length === 0) return null;
    await queue(tx, jobId, KINDS[mode], {
      root: file.root,
      path,
      size_bytes: sizeBytes,
      modified_ms: modifiedMs,
    });
    return jobId;
  });
}

async function queue(tx: Transaction, id: string, kind: string, payload: Job["payload"]): Promise<void> {
  await tx`insert into streamforge.jobs (id, kind, payload) values (${id}, ${kind}, ${tx.json(payload)})`;
  await notify(tx, null, "queued");
}

/** The paths of other taken files with the size and the time of this one: it may be one of them under a new name. */
export async function likeFiles(sql: Query, mode: WatchMode, file: FileIdentity): Promise<string[]> {
  const rows = await sql<{ path: string }[]>`
    select path from streamforge.watched_files
    where size_bytes = ${file.sizeBytes} and modified_ms = ${file.modifiedMs} and mode = ${mode}
      and path <> ${file.path} limit 20`;
  return rows.map(({ path }) => path);
}

/** Records that a taken file has another path now. @returns false if another worker has done so */
export async function moveFile(
  sql: Query,
  mode: WatchMode,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const rows = await sql`
    update streamforge.watched_files w set path = ${to}
    where path = ${from} and mode = ${mode}
      and not exists (select 1 from streamforge.watched_files other where other.path = ${to} and other.mode = ${mode})
    returning 1`;
  return rows.length > 0;
}

/** Records what came of a file. Part of the last transaction of its job. */
export async function settleFile(
  tx: Transaction,
  jobId: string,
  { state, note = null, videoId = null }: { state: "done" | "refused"; note?: string | null; videoId?: string | null },
): Promise<void> {
  await tx`
    update streamforge.watched_files set state = ${state}, note = ${note}, video_id = ${videoId}
    where job_id = ${jobId}`;
}

/** Forgets a file, so that it is taken again when it is there. Part of the last transaction of its job. */
export async function forgetFile(tx: Transaction, jobId: string): Promise<void> {
  await tx`delete from streamforge.watched_files where job_id = ${jobId}`;
}

/** Queues the job of a file again that died or was cancelled. @throws {ConflictError} if the file has changed since */
export async function requeueFile(sql: Sql, job: Job): Promise<void> {
  await transaction(sql, async (tx) => {
    const id = newId();
    const rows = await tx`
      update streamforge.watched_files set job_id = ${id}, state = 'queued', note = null
      where job_id = ${job.id} returning 1`;
    if (rows.length === 0) throw new ConflictError("its file has changed or was taken again since");
    await queue(tx, id, job.kind, job.payload);
  });
}
