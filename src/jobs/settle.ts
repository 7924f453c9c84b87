import { delay } from "../core/async.ts";
import { diskFault, isNoSpace, isStorageGone } from "../core/disk.ts";
import { withoutFolders } from "../core/display_text.ts";
import { MediaError, messageOf, NotFoundError, ToolError, ValidationError } from "../core/errors.ts";
import { isLikelyToRepeat } from "../core/process_end.ts";
import { type Job, LostJobError } from "../db/jobs/job_rows.ts";
import { handBack } from "../db/jobs/lease.ts";
import { getJob } from "../db/jobs/job_queries.ts";
import { fail, interrupt } from "../db/jobs/outcomes.ts";
import { park } from "../db/jobs/space_waits.ts";
import { isUnreachable, withRetry } from "../db/pool/client.ts";
import { findAnyVideo } from "../db/videos/videos.ts";
import { FULL_DISK_BYTES } from "../media/process/classify_end.ts";
import { logFields, type WorkerContext } from "./context.ts";
import { deleteLeftovers } from "./leftovers.ts";
import { kindOf, QUEUE_RULES } from "./registry.ts";

const FAULTY_DISK = "the server's disk can't be read or written";

export interface FailedAttempt {
  /** Aborted when the worker stops. */
  stopping: AbortSignal;
  error: unknown;
  /** Bytes that the attempt had written to its folder when it ran out of disk space. */
  writtenBytes: number;
}

/**
 * Records the result of an attempt that threw, and deletes the objects that it stored. The job can still be done: the
 * answer to its last transaction may have been lost.
 */
export async function settle(context: WorkerContext, job: Job, failed: FailedAttempt): Promise<void> {
  const { sql, log } = context;
  const fields = logFields(job);
  const isStopping = failed.stopping.aborted;
  try {
    await recordOutcome(context, job, failed);
  } catch (problem) {
    if (!(problem instanceof LostJobError)) {
      // the lease runs out, and another attempt follows
      const error = messageOf(failed.error);
      return log.error("the end of a job could not be written", { ...fields, error, problem });
    }
  }
  if (isStopping) return; // the next attempt deletes what this one stored
  try {
    const now = await getJob(sql, job.id).catch((problem) => {
      if (problem instanceof NotFoundError) return null;
      throw problem; // without the job's state nothing may be deleted
    });
    if (now?.state === "done" && now.attempt === job.attempt) return log.info("job done", fields);
    if (now === null || now.attempt !== job.attempt || now.state === "cancelled") {
      log.info("job was lost: taken over, cancelled or deleted", fields);
    }
    await deleteObjects(context, job, now === null || now.state === "cancelled" || now.state === "dead");
  } catch (problem) {
    log.warn("what a job left could not be removed", { ...fields, problem });
  }
}

/** @throws {LostJobError} */
async function recordOutcome(
  { sql, log }: WorkerContext,
  job: Job,
  { stopping, error, writtenBytes }: FailedAttempt,
): Promise<void> {
  const fields = logFields(job);
  if (stopping.aborted || isUnreachable(error)) { // neither is the job's fault
    if (await withRetry(() => handBack(sql, job))) {
      log.info("job handed back", { ...fields, reason: stopping.aborted ? "the worker stops" : messageOf(error) });
    }
  } else if (isNoSpace(error)) {
    // ffmpeg leaves FULL_DISK_BYTES free on a full disk
    const isParked = await whenThereIsSpace(() => park(sql, job, writtenBytes + FULL_DISK_BYTES), stopping);
    if (!isParked) throw new LostJobError(job);
    log.warn("job waits for disk space", { ...fields, error: messageOf(error), bytes_written: writtenBytes });
  } else if (diskFault(error) || (error instanceof ToolError && !isLikelyToRepeat(error.end))) {
    const state = await interrupt(sql, job, interruptionText(error), QUEUE_RULES);
    log.warn(state === "dead" ? "job given up" : "job interrupted, will be tried again", { ...fields, error });
  } else if (!(error instanceof LostJobError)) {
    // the file or the request is wrong: the next attempt would fail too
    const permanent = error instanceof MediaError || error instanceof ValidationError;
    // the owner of the video reads it; the log has the whole message
    const message = withoutFolders(messageOf(error));
    const state = await fail(sql, job, { message, permanent }, QUEUE_RULES);
    log.error(state === "dead" ? "job failed for good" : "job failed, will be tried again", { ...fields, error });
  }
}

/** The message of an interruption for people. A disk fault's own message is left out, since it contains a path. */
function interruptionText(error: unknown): string {
  const fault = diskFault(error);
  if (!fault) return withoutFolders(messageOf(error));
  return isStorageGone(error) ? "the server's storage can't be reached" : `${FAULTY_DISK} (${fault})`;
}

/** Tries again until the disk has space: the database may be on it. */
async function whenThereIsSpace<T>(work: () => Promise<T>, stopping: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await withRetry(work);
    } catch (error) {
      if (stopping.aborted || !(isNoSpace(error) || isUnreachable(error))) throw error;
      await delay(1000);
    }
  }
}

async function deleteObjects({ sql, storage }: WorkerContext, job: Job, hasEnded: boolean): Promise<void> {
  const { inputKey, leftovers } = kindOf(job);
  if (inputKey && hasEnded) await storage.delete(inputKey(job));
  if (job.videoId === null) return;
  if (await findAnyVideo(sql, job.videoId)) await deleteLeftovers(storage, leftovers?.(job.videoId, job) ?? {});
  else await storage.deletePrefix(`videos/${job.videoId}`); // the video was deleted while this attempt wrote
}
