import { basename } from "node:path";
import { OWNER } from "../../auth/owner.ts";
import { cleanUp } from "../../core/clean_up.ts";
import { MediaError, messageOf } from "../../core/errors.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { createUpload, deleteUpload, extendUpload, findUpload } from "../../db/videos/uploads.ts";
import { findAnyVideo } from "../../db/videos/videos.ts";
import { forgetFile, settleFile, type TakenFile, takenFile } from "../../db/watched_files/watched_files.ts";
import { probe } from "../../media/probe.ts";
import { readUploadFields } from "../../schemas/upload_fields.ts";
import { limitToSpace, requireUploadSpace } from "../../storage/disk_space.ts";
import { expiryFromNow } from "../../uploads/finish.ts";
import { acceptOriginal, deleteUnusedOriginal, originalKey } from "../../uploads/receive.ts";
import type { AttemptContext } from "../context.ts";
import { dropFile, findTakenFile, isSame, refuseFile } from "../steps/watched_file.ts";

/**
 * Copies a file of the watch folder into the storage and makes a video of it, which has the id of the job. The file
 * stays where it is, or is deleted with WATCH_AFTER=delete.
 */
export async function importFile(attempt: AttemptContext): Promise<void> {
  const { sql, config, job, log } = attempt;
  // an earlier attempt may have made the video and ended before it could say so
  if (!await findAnyVideo(sql, job.id)) {
    const file = await findTakenFile(attempt);
    if (!file) return;
    try {
      await probe(attempt.mediaTools, file.path, { signal: attempt.signal }); // before a copy of what is no media
      if (!await copyIn(attempt, file)) return;
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      await cleanUp(log, job.id, () => removeCopy(attempt));
      return await refuseFile(attempt, file, error);
    }
  }
  const file = takenFile(job);
  const isDeleted = config.watchAfter === "delete" && await deleteFile(attempt, file);
  await finish(sql, job, async (tx) => {
    if (isDeleted) await forgetFile(tx, job.id); // a later file of this name is another one
    else await settleFile(tx, job.id, { state: "done", videoId: job.id });
  });
  log.info("a file of the watch folder is a video now", { file: file.path, video: job.id });
}

/** @returns false if the file has changed meanwhile: then the job has ended */
async function copyIn(attempt: AttemptContext, file: TakenFile): Promise<boolean> {
  const { sql, storage, config, job, report } = attempt;
  const { id } = job;
  await requireUploadSpace(config, file.sizeBytes);
  // if this process ends and the job with it, the sweep of uploads finds the copy by this row
  if (await findUpload(sql, id)) await extendUpload(sql, id, expiryFromNow());
  else await createUpload(sql, { id, owner: OWNER, metadata: {}, sizeBytes: null, expiresAt: expiryFromNow() });
  let copiedBytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      copiedBytes += chunk.length;
      report(Math.min(copiedBytes / file.sizeBytes, 0.99), "copying");
      controller.enqueue(chunk);
    },
  });
  const body = (await Deno.open(file.path)).readable.pipeThrough(counting, { signal: attempt.signal });
  const { size } = await storage.put(originalKey(id), limitToSpace(body, config));
  if (!await isSame(file)) {
    await removeCopy(attempt);
    await dropFile(attempt, file);
    return false;
  }
  if (size !== file.sizeBytes) throw new Error(`${size} of the file's ${file.sizeBytes} bytes could be read`);
  attempt.signal.throwIfAborted(); // cancelled meanwhile: no video is made
  const fields = readUploadFields({ filename: basename(file.path) });
  await acceptOriginal(attempt, { id, key: originalKey(id), owner: OWNER, fields });
  await deleteUpload(sql, id);
  return true;
}

async function removeCopy(attempt: AttemptContext): Promise<void> {
  await deleteUnusedOriginal(attempt, attempt.job.id);
  await deleteUpload(attempt.sql, attempt.job.id);
}

/** Deletes a file that the library has. @returns false if it stays */
async function deleteFile({ log }: AttemptContext, file: TakenFile): Promise<boolean> {
  try {
    if (!await isSame(file)) return false; // it is away, or another one
    await Deno.remove(file.path);
    return true;
  } catch (error) {
    log.warn("a file of the watch folder could not be deleted", { file: file.path, error: messageOf(error) });
    return false;
  }
}
