import { finish, postpone } from "../../db/jobs/outcomes.ts";
import { videoIdOf } from "../../db/jobs/job_rows.ts";
import { removeUnusedObject } from "../../db/videos/unused_objects.ts";
import { OriginalInUseError, releaseOriginal } from "../../db/videos/videos.ts";
import type { AttemptContext } from "../context.ts";

/** How long it waits for other jobs of the video; the end of one ends the wait too. */
const IN_USE_SECONDS = 60;

/**
 * Deletes the uploaded file, for KEEP_ORIGINAL=0. The row first: whoever asks for another sound track from then on reads
 * that the file is gone, and whoever asked before has a job, which this one waits for.
 */
export async function dropOriginal({ sql, storage, job }: AttemptContext): Promise<void> {
  let key: string | null = null;
  try {
    await finish(sql, job, async (tx) => {
      key = await releaseOriginal(tx, videoIdOf(job), job.id);
    });
  } catch (error) {
    if (!(error instanceof OriginalInUseError)) throw error;
    return await postpone(sql, job, { seconds: IN_USE_SECONDS, reason: error.message }, () => Promise.resolve());
  }
  if (key === null) return;
  await storage.delete(key); // if this process ends before, the sweep deletes it
  await removeUnusedObject(sql, key);
}
