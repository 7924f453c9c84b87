import { NotFoundError } from "../../core/errors.ts";
import type { LanguageProbability, Segment, Transcript } from "../../core/types.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { type Fence, hold, type JobPayload, type JobState } from "../jobs/job_rows.ts";
import { MAX_CRASHES } from "../jobs/crashes.ts";
import { MAX_FAILURES } from "../jobs/outcomes.ts";
import { notify } from "../pool/notify.ts";

/** The longest time for an upload to the transcription API. */
const UPLOAD_SECONDS = 24 * 3600;
/** A job and its result expire this long after the client's last poll. */
export const WAIT_SECONDS = 60;

/** The state of a transcription. */
export interface Transcription {
  id: string;
  state: JobState;
  /** Whether the engine has started: it accepted the options and the file. */
  hasBegun: boolean;
  /** The reason for a failure. */
  error: string | null;
  /** Whether the request caused the failure, so that a retry would fail too. */
  isRefused: boolean;
  /** null if there is no speech, or it isn't finished. */
  language: string | null;
  /** How sure the detection was, from 0 to 1; null until it is finished. */
  languageProbability: number | null;
  /** As in `Transcript`; empty until it is finished. */
  languageProbabilities: LanguageProbability[];
  /** Of the audio; null until it is finished. */
  durationSeconds: number | null;
}

/** Writes the row before the file is stored, so that the file can be found and deleted if the server is killed. */
export async function createTranscription(
  sql: Query,
  id: string,
  { expiresInSeconds = UPLOAD_SECONDS }: { expiresInSeconds?: number } = {},
): Promise<void> {
  await sql`
    insert into streamforge.transcriptions (id, expires_at)
    values (${id}, now() + make_interval(secs => ${expiresInSeconds}))`;
}

/** Queues the job of a transcription whose file is stored. The job gets the transcription's id. */
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
 * Reads the state of a transcription, and moves its expiry.
 *
 * @throws {NotFoundError} once it has expired
 */
export async function pollTranscription(sql: Query, id: string): Promise<Transcription> {
  const [found] = await sql<Transcription[]>`
    with kept as ( -- not each time: clients poll twice a second
      update streamforge.transcriptions set expires_at = now() + make_interval(secs => ${WAIT_SECONDS})
      where id = ${id} and expires_at < now() + make_interval(secs => ${WAIT_SECONDS * 0.75})
    )
    select t.id, t.language, t.language_probability, t.language_probabilities, t.duration_seconds, j.state, j.error,
      coalesce(j.stage in ('listening', 'transcribing'), false) as has_begun,
      j.state = 'dead' and j.failures < ${MAX_FAILURES} and j.crashes < ${MAX_CRASHES} as is_refused
    from streamforge.transcriptions t join streamforge.jobs j on j.id = t.id
    where t.id = ${id}`;
  if (!found) throw new NotFoundError(`the transcription ${id} has expired`);
  return found;
}

/** Reads the segments written so far, from `position` on. */
export async function readSegments(sql: Query, id: string, position = 0): Promise<Segment[]> {
  const rows = await sql<{ segment: Segment }[]>`
    select segment from streamforge.transcription_segments
    where transcription_id = ${id} and position >= ${position} order by position`;
  return rows.map(({ segment }) => segment);
}

/**
 * Begins an attempt: deletes the segments of an earlier one.
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
 * Appends segments at `position`, and notifies the requests that wait for them.
 *
 * @throws {LostJobError} then none was added
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
      on conflict do nothing -- a repeated call whose first answer was lost`;
    await notify(tx, null, "job");
  });
}

/** Writes language and duration. Part of the job's last transaction (`finish`). */
export async function finishTranscription(
  tx: Transaction,
  id: string,
  { language, languageProbability, languageProbabilities = [], duration }: Omit<Transcript, "segments" | "dropped">,
): Promise<void> {
  await tx`
    update streamforge.transcriptions
    set language = ${language}, language_probability = ${languageProbability},
      language_probabilities = ${tx.json(languageProbabilities as never)}, duration_seconds = ${duration}
    where id = ${id}`;
}

/** Deletes a transcription and its job. The caller must delete its file in the storage first. */
export async function deleteTranscription(sql: Sql, id: string): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`delete from streamforge.jobs where id = ${id} and kind = 'transcribe_audio'`;
    await tx`delete from streamforge.transcriptions where id = ${id}`;
  });
}

/** Lists transcriptions without polling clients, and those whose server ended during the upload. */
export async function listExpiredTranscriptions(sql: Query, limit = 100): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from streamforge.transcriptions where expires_at < now() order by expires_at limit ${limit}`;
  return rows.map(({ id }) => id);
}
