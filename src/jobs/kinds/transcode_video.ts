import { MediaError, messageOf } from "../../core/errors.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { type Fence, type Job, videoIdOf } from "../../db/jobs/job_rows.ts";
import { setChapters } from "../../db/videos/player_media.ts";
import { recordRenditions } from "../../db/videos/renditions.ts";
import { setVideoFailed } from "../../db/videos/video_jobs.ts";
import { getVideo } from "../../db/videos/videos.ts";
import { readChapters } from "../../media/chapters.ts";
import { checkCopy } from "../../media/copy_check.ts";
import { planRenditions } from "../../media/rendition_plan.ts";
import { probe } from "../../media/probe.ts";
import { renderThumbnail } from "../../media/thumbnail.ts";
import { remux, type RenditionFile } from "../../media/transcode.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { encode } from "../steps/encode.ts";
import { TRY_AGAIN, withoutFullStop } from "../steps/failure_text.ts";
import { readFileSubtitles, storeSubtitles, subtitleKeys } from "../steps/import_subtitles.ts";
import { renditionFolders, storeRendition } from "../steps/store_rendition.ts";
import type { AttemptContext } from "../context.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { addFileTracks } from "../../db/tracks/file_tracks.ts";

/**
 * Makes the first playable rendition, the thumbnail, and tracks from the file's text subtitles. The transaction that
 * records it also queues the captions, or notes that there is no sound, and queues the other sizes.
 *
 * @throws {MediaError} if the file can't be played
 */
export async function transcodeVideo(attempt: AttemptContext): Promise<void> {
  const { sql, storage, job, signal, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  if (!video.originalKey) throw new MediaError("the original file is no longer there");
  await deleteEarlierLeftovers(storage, job, (attempt) => firstRenditionLeftovers(video.id, attempt));
  await storage.withLocalFile(video.originalKey, async (input) => {
    report(0, "reading the file");
    const info = await probe(attempt.mediaTools, input, { signal });
    const { file, hasMore } = await makeFirst(attempt, input, info);
    const thumbnailKey = await makeThumbnail(attempt, input, info);
    const { startSeconds } = info;
    const { durationSeconds } = file;
    const chapters = await readChapters(attempt.mediaTools, input, { startSeconds, durationSeconds, signal });
    const subtitles = await readFileSubtitles(attempt, input, info);
    const rendition = await storeRendition(attempt, video.id, job, file);
    const tracks = await storeSubtitles(attempt, subtitles, durationSeconds);
    await finish(sql, job, async (tx) => {
      await recordRenditions(tx, video.id, [rendition], {
        facts: {
          durationSeconds: file.durationSeconds,
          width: info.video?.width ?? null,
          height: info.video?.height ?? null,
          hasVideo: info.video !== null,
          hasAudio: info.audio !== null,
          thumbnailKey,
        },
        rest: hasMore || info.video !== null, // the job of the other sizes also makes the pictures along the seek bar
      });
      await setChapters(tx, video.id, chapters);
      await addFileTracks(tx, video.id, tracks);
    });
  });
}

async function makeFirst(
  { mediaTools, workDir, signal, report, log, job }: AttemptContext,
  input: string,
  info: MediaInfo,
): Promise<{ file: RenditionFile; hasMore: boolean }> {
  if (info.browserPlayable) report(0, "checking the streams");
  const checked = info.browserPlayable ? await checkCopy(mediaTools, input, { info, signal }) : null;
  if (checked?.picture || checked?.sound) {
    log.info("the source is not copied as it is", { video: job.videoId, ...checked });
  }
  const encodesSound = Boolean(checked?.sound);
  const make = async (info: MediaInfo, stage: string) => {
    const { first, rest } = planRenditions(info);
    const options = { input, info, outDir: workDir, signal, onProgress: (part: number) => report(part * 0.95, stage) };
    const file = first.copy
      ? await remux(mediaTools, { ...options, encodesSound })
      : await encode(mediaTools, options, [first]).then(([only]) => only);
    return { file, hasMore: rest.length > 0 };
  };
  if (checked?.picture) return await make({ ...info, browserPlayable: false }, "encoding");
  try {
    return await make(info, info.browserPlayable ? "copying" : "encoding");
  } catch (error) {
    if (!(error instanceof MediaError) || !info.browserPlayable || signal.aborted) throw error;
    log.info("the source's streams can't be copied; encoding them", { video: job.videoId, error: error.message });
    return await make({ ...info, browserPlayable: false }, "encoding");
  }
}

/** Stores a thumbnail. If the picture can't be decoded, the video has no thumbnail; other errors end the attempt. */
async function makeThumbnail(
  { mediaTools, storage, workDir, signal, job, log }: AttemptContext,
  input: string,
  info: MediaInfo,
): Promise<string | null> {
  if (!info.video) return null;
  try {
    const outPath = `${workDir}/thumbnail.jpg`;
    if (!await renderThumbnail(mediaTools, { input, info, outPath, signal })) return null;
    const key = `videos/${videoIdOf(job)}/thumbnail.jpg`;
    await storage.putFile(key, outPath);
    return key;
  } catch (error) {
    if (signal.aborted || !(error instanceof MediaError)) throw error;
    log.warn("no thumbnail could be made", { video: job.videoId, error: messageOf(error) });
    return null;
  }
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
