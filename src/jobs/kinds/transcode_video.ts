import { MediaError, messageOf } from "../../core/errors.ts";
import { finish, videoIdOf } from "../../db/jobs/jobs.ts";
import { setChapters } from "../../db/videos/player_media.ts";
import { recordRenditions } from "../../db/videos/renditions.ts";
import { getVideo } from "../../db/videos/videos.ts";
import { readChapters } from "../../media/chapters.ts";
import { checkCopy } from "../../media/copy_check.ts";
import { detectEncoder } from "../../media/encoder.ts";
import { planRenditions, type RenditionPlan } from "../../media/plan.ts";
import { probe } from "../../media/probe.ts";
import { thumbnail } from "../../media/thumbnail.ts";
import { remux, type RenditionFile, transcode } from "../../media/transcode.ts";
import { storeSubtitles, takeSubtitles } from "./import_subtitles.ts";
import { removeEarlierLeftovers, storeRendition } from "../object_keys.ts";
import type { Attempt } from "../parts.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { addFileTracks } from "../../db/tracks/file_tracks.ts";

/**
 * Makes the first rendition that can be played, the thumbnail, and tracks of the file's text subtitles. The transaction
 * that records it queues the captions, or says that there is no sound, and queues the other sizes.
 *
 * @throws {MediaError} where the file is nothing that can be played
 */
export async function transcodeVideo(attempt: Attempt): Promise<void> {
  const { sql, storage, job, signal, report } = attempt;
  const video = await getVideo(sql, videoIdOf(job));
  if (!video.originalKey) throw new MediaError("the original file is no longer there");
  await removeEarlierLeftovers(storage, video.id, job);
  await storage.withLocalFile(video.originalKey, async (input) => {
    report(0, "reading the file");
    const info = await probe(attempt.mediaTools, input, { signal });
    const { file, hasMore } = await makeFirst(attempt, input, info);
    const thumbnailKey = await makeThumbnail(attempt, input, info);
    const { startSeconds } = info;
    const { durationSeconds } = file;
    const chapters = await readChapters(attempt.mediaTools, input, { startSeconds, durationSeconds, signal });
    const subtitles = await takeSubtitles(attempt, input, info);
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
        rest: hasMore || info.video !== null, // the pictures along the seek bar are made with the other sizes
      });
      await setChapters(tx, video.id, chapters);
      await addFileTracks(tx, video.id, tracks);
    });
  });
}

async function makeFirst(
  { mediaTools, workDir, signal, report, log, job }: Attempt,
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

/** One ffmpeg command, on NVIDIA's encoder where that works. */
export async function encode(
  mediaTools: Attempt["mediaTools"],
  options: Omit<Parameters<typeof transcode>[1], "renditions" | "encoder">,
  renditions: RenditionPlan[],
): Promise<RenditionFile[]> {
  const encoder = options.info.video ? await detectEncoder(mediaTools, options.signal) : "libx264";
  return await transcode(mediaTools, { ...options, renditions, encoder });
}

/** A video whose pictures make no thumbnail is a video still; one whose ffmpeg was killed is tried again. */
async function makeThumbnail(
  { mediaTools, storage, workDir, signal, job, log }: Attempt,
  input: string,
  info: MediaInfo,
): Promise<string | null> {
  if (!info.video) return null;
  try {
    const outPath = `${workDir}/thumbnail.jpg`;
    if (!await thumbnail(mediaTools, { input, info, outPath, signal })) return null;
    const key = `videos/${videoIdOf(job)}/thumbnail.jpg`;
    await storage.putFile(key, outPath);
    return key;
  } catch (error) {
    if (signal.aborted || !(error instanceof MediaError)) throw error;
    log.warn("no thumbnail could be made", { video: job.videoId, error: messageOf(error) });
    return null;
  }
}
