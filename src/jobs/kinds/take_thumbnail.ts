import { clock } from "../../core/clock_text.ts";
import { MediaError } from "../../core/errors.ts";
import { posterKeys } from "../../core/poster.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import { type Fence, type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { choosePoster, setFrameNotTaken } from "../../db/videos/posters.ts";
import { writeFramePoster } from "../../media/poster_files.ts";
import { takenFramePrefix } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { withoutFullStop } from "../steps/failure_text.ts";
import { withPictureRenditions } from "../steps/picture_renditions.ts";

/**
 * Makes the frame that a person chose the poster. The payload is `{start}`, in seconds.
 *
 * @throws {MediaError} if there is none
 */
export async function takeThumbnail(attempt: AttemptContext): Promise<void> {
  const { sql, storage, job, mediaTools, workDir, signal, report } = attempt;
  const videoId = videoIdOf(job);
  const start = Number(job.payload.start);
  await deleteEarlierLeftovers(storage, job, (attempt) => takenFrameLeftovers(videoId, attempt));
  report(0, "taking the picture");
  await withPictureRenditions(attempt, videoId, ["large"], async ({ large: { path, video } }) => {
    const files = { outDir: workDir, name: "frame" };
    const picture = await writeFramePoster(mediaTools, { input: path, video, at: start, ...files, signal })
      .catch((cause) => {
        if (!(cause instanceof MediaError)) throw cause;
        throw new MediaError(`there is no picture at ${clock(start)}`, { cause });
      });
    const prefix = takenFramePrefix(videoId, job);
    const paths = posterKeys(`${workDir}/frame`, picture);
    for (const [i, key] of posterKeys(prefix, picture).entries()) await storage.putFile(key, paths[i], { signal });
    await finish(sql, job, (tx) => choosePoster(tx, videoId, { ...picture, prefix, source: "frame", start }));
  });
}

/** The objects that an attempt may have stored. */
export function takenFrameLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { keys: posterKeys(takenFramePrefix(videoId, attempt), { hasWebp: true }) };
}

/** Tells the owner that the frame was not taken. */
export async function reportFrameNotTaken(tx: Transaction, job: Job, { reason }: DeadEnd): Promise<void> {
  await setFrameNotTaken(tx, videoIdOf(job), withoutFullStop(reason));
}
