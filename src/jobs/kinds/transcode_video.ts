import { MediaError } from "../../core/errors.ts";
import { queueAnalyses } from "../../db/analyses/analyses.ts";
import { setNotices } from "../../db/videos/audio_tracks.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import { recordRenditions } from "../../db/videos/renditions.ts";
import { setVideoFailed } from "../../db/videos/video_jobs.ts";
import { getVideo } from "../../db/videos/videos.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { makeFirstRendition, recordFileParts } from "../steps/first_rendition.ts";
import { TRY_AGAIN, withoutFullStop } from "../steps/failure_text.ts";
import { analysesAfterCaptions } from "../steps/run_analysis.ts";
import { SoundLook } from "../steps/sound_look.ts";
import { subtitleKeys } from "../steps/import_subtitles.ts";
import { renditionFolders } from "../steps/store_rendition.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Makes the first playable rendition, the thumbnail, and tracks from the file's text subtitles, and beside them takes a
 * quick look at the sound. The transaction that records it also queues the captions, or notes that there is no sound, and queues the other sizes.
 *
 * @throws {MediaError} if the file can't be played
 */
export async function transcodeVideo(attempt: AttemptContext): Promise<void> {
  const { sql, storage, config, job } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  if (!video.originalKey) throw new MediaError("the original file is no longer there");
  await deleteEarlierLeftovers(storage, job, (attempt) => firstRenditionLeftovers(video.id, attempt));
  await storage.withLocalFile(video.originalKey, async (input) => {
    const look = new SoundLook(attempt);
    const first = await makeFirstRendition(attempt, input, {
      ...{ track: video.askedAudioTrack, language: video.askedLanguage, withSubtitles: true },
      thumbnailKey: `videos/${video.id}/thumbnail.jpg`,
      onTrack: (info) => look.start(input, info),
    }).finally(() => look.end());
    await finish(sql, job, async (tx) => {
      await recordRenditions(tx, video.id, [first.rendition], { facts: first.facts, rest: first.rest });
      await setNotices(tx, video.id, ["incomplete", "joined"], first.notices);
      await recordFileParts(tx, video.id, first);
      if (!first.facts.hasAudio) { // else after the captions
        await queueAnalyses(tx, video.id, analysesAfterCaptions(config.analyses ?? [], 0, first.facts));
      }
    });
  });
}

/** The objects that an attempt may have stored. */
export function firstRenditionLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { folders: renditionFolders(videoId, attempt), keys: subtitleKeys(videoId, attempt) };
}

/** Records for the owner that the video could not be prepared. */
export async function reportFailedVideo(tx: Transaction, job: Job, { reason, isMachine }: DeadEnd): Promise<void> {
  const convert =
    "Upload it again, converted to another format (for example MP4 with H.264 and AAC) if it fails again.";
  const noCaptions = "There are no captions because the video itself could not be prepared.";
  await setVideoFailed(tx, videoIdOf(job), {
    error: `The video could not be prepared: ${withoutFullStop(reason)}. ${isMachine ? TRY_AGAIN : convert}`,
    captionError: `${noCaptions} ${isMachine ? TRY_AGAIN : "Upload it again."}`,
  });
}
