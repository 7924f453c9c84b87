import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import { type Fence, type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { newFileOf, refuseNewFile, switchFile } from "../../db/videos/replace_file.ts";
import { getVideo, queueDropOriginal } from "../../db/videos/videos.ts";
import { thumbnailKey } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { withoutFullStop } from "../steps/failure_text.ts";
import { makeFirstRendition, recordFileParts } from "../steps/first_rendition.ts";
import { subtitleKeys } from "../steps/import_subtitles.ts";
import { renditionFolders } from "../steps/store_rendition.ts";

/**
 * Makes the first playable rendition of a new file of a video, and switches the video to it. Until then the video stays
 * as it was. The payload is a `NewFile`.
 *
 * @throws {MediaError} if the file can't be played
 */
export async function replaceFile(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  const file = newFileOf(job);
  await deleteEarlierLeftovers(storage, job, (attempt) => replacementLeftovers(video.id, attempt));
  await storage.withLocalFile(file.key, async (input) => {
    const first = await makeFirstRendition(attempt, input, {
      ...{ track: file.audioTrack, language: video.askedLanguage, thumbnailKey: thumbnailKey(video.id, job) },
      withSubtitles: video.state !== "ready", // those of the earlier file are among the captions that stay
    });
    await finish(sql, job, async (tx) => {
      await switchFile(tx, { ...job, videoId: video.id }, { file, ...first, analyses: config.analyses ?? [] });
      await recordFileParts(tx, video.id, first);
      if (!config.keepOriginal) await queueDropOriginal(tx, video.id, job.id);
    });
  });
}

/** The objects that an attempt may have stored. */
export function replacementLeftovers(videoId: string, attempt: Fence): Leftovers {
  return {
    folders: renditionFolders(videoId, attempt),
    keys: [thumbnailKey(videoId, attempt), ...subtitleKeys(videoId, attempt)],
  };
}

/** Tells the owner that the file was not replaced. */
export async function reportFailedReplacement(tx: Transaction, job: Job, { reason }: DeadEnd): Promise<void> {
  await refuseNewFile(tx, { ...job, videoId: videoIdOf(job) }, withoutFullStop(reason));
}
