import { NotFoundError } from "../../core/errors.ts";
import type { Segment, Transcript } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { type Fence, hold, type JobPayload, type JobState } from "../jobs/job_rows.ts";
import { MAX_CRASHES } from "../jobs/crashes.ts";
import { MAX_FAILURES } from "../jobs/outcomes.ts";
import { notify } from "../pool/notify.ts";

/** An upload of the transcription API may take this long. */
const UPLOAD_SECONDS = 24 * 3600;
/** How long a job and its result outlive the last look of whoever waits for it. */
export const WAIT_SECONDS = 60;

/** How far a transcription is. */
export interface Transcription {
  id: string;
  state: JobState;
  /** Whether the engine has taken it: from then on it fails for nothing that was asked for. */
  hasBegun: boolean;
  /** What was wrong, where it failed. */
  error: string | null;
  /** Whether it failed for what was asked for, so that asking again is of no use. */
  isRefused: boolean;
  /** null where nothing was said, or it isn't finished. */
  language: string | null;
  /** Of the audio; null until it is finished. */
  durationSeconds: number | null;
}

/** Makes the row before the file is stored, so that it tells what to remove if the server is killed meanwhile. */
export async function createTranscription(
  sql: Query,
  id: string,
  { expiresInSeconds = UPLOAD_SECONDS }: { expiresInSeconds?: number } = {},
): Promise<void> {
  await sql`
    insert into streamforge.transcriptions (id, expires_at)
    values (${id}, now() + make_interval(secs => ${expiresInSeconds}))`;
}

/** Queues the job of a transcription whose file is stored: it has the transcription's id. */
export async function enqueueTranscription(sql: Query, id: string, payload: JobPayload): Promise<void> {
  await sql`
    with kept as (
      update streamforge.transcriptions set expires_at = now() + make_interval(secs => ${WAIT_SECONDS})
      where id = ${id} returning id
    ), job as (
      insert into streamforge.jobs (id, kind, payload)
      select id, 'transcribe_audio', ${sql.json(payload)} from kept returning id
    )
    select pg_notify('streamforge', json_build_object('video_id', null, 'kind', 'queued')::text) from job`;
}

/**
 * How far it is; whoever looks puts off its expiry.
 *
 * @throws {NotFoundError} once it has expired
 */
export async function watchTranscription(sql: Query, id: string): Promise<Transcription> {
  const [found] = await sql<Transcription[]>`
    with kept as ( -- not each time: somebody looks twice a second
      update streamforge.transcriptions set expires_at = now() + make_interval(secs => ${WAIT_SECONDS})
      where id = ${id} and expires_at < now() + make_interval(secs => ${WAIT_SECONDS * 0.75})
    )
    select t.id, t.language, t.duration_seconds, j.state, j.error,
      coalesce(j.stage in ('listening', 'transcribing'), false) as has_begun,
      j.state = 'dead' and j.failures < ${MAX_FAILURES} and j.crashes < ${MAX_CRASHES} as is_refused
    from streamforge.transcriptions t join streamforge.jobs j on j.id = t.id
    where t.id = ${id}`;
  if (!found) throw new NotFoundError(`the transcription ${id} has expired`);
  return found;
}

/** The segments at `position` and behind, as far as they have come. */
export async function readSegments(sql: Query, id: string, position = 0): Promise<Segment[]> {
  const rows = await sql<{ segment: Segment }[]>`
    select segment from streamforge.transcription_segments
    where transcription_id = ${id} and position >= ${position} order by position`;
  return rows.map(({ segment }) => segment);
}

/**
 * Begins an attempt: what an earlier one had written is dropped.
 *
 * @throws {LostJobError}
 */
export async function startTranscription(sql: Sql, fence: Fence): Promise<void> {
  await transaction(sql, async (tx) => {
    await hold(tx, fence);
    await tx`delete from streamforge.transcription_segments where transcription_id = ${fence.id}`;
  });
}

/**
 * Adds segments, in order, from `position` on; whoever waits for them hears of it.
 *
 * @throws {LostJobError} and then none was added
 */
export async function appendSegments(
  sql: Sql,
  fence: Fence,
  position: number,
  segments: readonly Segment[],
): Promise<void> {
  if (segments.length === 0) return;
  await transaction(sql, async (tx) => {
    await hold(tx, fence);
    const rows = segments.map((segment, i) => ({ position: position + i, segment }));
    await tx`
      insert into streamforge.transcription_segments (transcription_id, position, segment)
      select ${fence.id}, r.* from json_to_recordset(${tx.json(rows as never)}::json) as r (
        position integer, segment jsonb)
      on conflict do nothing -- the answer to the first try was lost`;
    await notify(tx, null, "job");
  });
}

/** Writes what is known at the end: part of the job's last transaction (`finish`). */
export async function finishTranscription(
  tx: Transaction,
  id: string,
  { language, languageProbability, duration }: Pick<Transcript, "language" | "languageProbability" | "duration">,
): Promise<void> {
  await tx`
    update streamforge.transcriptions
    set language = ${language}, language_probability = ${languageProbability}, duration_seconds = ${duration}
    where id = ${id}`;
}

/** Removes a transcription with its job; the file in the storage is the caller's to remove before. */
export async function deleteTranscription(sql: Sql, id: string): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`delete from streamforge.jobs where id = ${id} and kind = 'transcribe_audio'`;
    await tx`delete from streamforge.transcriptions where id = ${id}`;
  });
}

/** Transcriptions that nobody waits for any more, or whose upload was cut off with its server. */
export async function expiredTranscriptions(sql: Query, limit = 100): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from streamforge.transcriptions where expires_at < now() order by expires_at limit ${limit}`;
  return rows.map(({ id }) => id);
}
