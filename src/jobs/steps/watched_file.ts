import { withTimeout } from "../../core/async.ts";
import { messageOf } from "../../core/errors.ts";
import type { Job } from "../../db/jobs/job_rows.ts";
import { finish, postpone } from "../../db/jobs/outcomes.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { forgetFile, settleFile, type TakenFile, takenFile } from "../../db/watched_files/watched_files.ts";
import type { AttemptContext } from "../context.ts";

/** How long a job waits for a watch folder that is away. */
const AWAY_SECONDS = 60;
/** A network share that does not answer for so long is away. */
const HUNG_MS = 20_000;

/**
 * Returns the file of a job of the watch folder, if it is the one that was taken. Else ends the job: it waits for a
 * folder that is away, and a file that is gone or has changed is forgotten, so that it is taken when it is there again.
 */
export async function findTakenFile(attempt: AttemptContext): Promise<TakenFile | null> {
  const { sql, job } = attempt;
  const file = takenFile(job);
  const isThere = Deno.stat(file.root).then(() => true, () => false);
  if (!await withTimeout(isThere, HUNG_MS, () => false)) {
    await postpone(sql, job, { seconds: AWAY_SECONDS, reason: "the watch folder is away" }, () => Promise.resolve());
    return null;
  }
  if (await isSame(file)) return file;
  await dropFile(attempt, file);
  return null;
}

/** Ends the job of a file that is gone or has changed. */
export async function dropFile({ sql, job, log }: AttemptContext, { path }: TakenFile): Promise<void> {
  await finish(sql, job, (tx) => forgetFile(tx, job.id));
  log.info("a file of the watch folder is gone or has changed since it was taken", { file: path });
}

/** Whether a file is the one that was taken, and no link stands for it or for a folder above it. */
export async function isSame({ root, path, sizeBytes, modifiedMs }: TakenFile): Promise<boolean> {
  try {
    const { size, mtime, isFile } = await Deno.lstat(path);
    if (!isFile || size !== sizeBytes || (mtime?.getTime() ?? 0) !== modifiedMs) return false;
    return await Deno.realPath(path) === `${await Deno.realPath(root)}${path.slice(root === "/" ? 0 : root.length)}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Ends the job of a file of which nothing can be made. It is named in the log, and not tried until it changes. */
export async function refuseFile({ sql, job, log }: AttemptContext, file: TakenFile, error: unknown): Promise<void> {
  const note = messageOf(error);
  await finish(sql, job, (tx) => settleFile(tx, job.id, { state: "refused", note }));
  log.warn("a file of the watch folder is left as it is", { file: file.path, reason: note });
}

/** Records why a file is not tried any more. */
export async function reportFailedFile(tx: Transaction, job: Job, { reason }: DeadEnd): Promise<void> {
  await settleFile(tx, job.id, { state: "refused", note: reason });
}
