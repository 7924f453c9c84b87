import { chooseTrack } from "../../../ml/audio/choose_track.ts";
import type { AudioTrackReason } from "../../core/audio_track.ts";
import { MediaError } from "../../core/errors.ts";
import type { Notice } from "../../core/notice.ts";
import type { Chapter } from "../../core/player_media.ts";
import { videoIdOf } from "../../db/jobs/job_rows.ts";
import type { Transaction } from "../../db/pool/client.ts";
import { addFileTracks, type FileTrack } from "../../db/tracks/file_tracks.ts";
import { setAudioTracks } from "../../db/videos/audio_tracks.ts";
import { setChapters } from "../../db/videos/player_media.ts";
import type { NewRendition, VideoFacts } from "../../db/videos/renditions.ts";
import { readChapters } from "../../media/chapters.ts";
import { checkCopy } from "../../media/copy_check.ts";
import { fileNotices } from "../../media/file_notices.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import { planRenditions } from "../../media/rendition_plan.ts";
import { renderThumbnail } from "../../media/thumbnail.ts";
import { remux, type RenditionFile } from "../../media/transcode.ts";
import type { AttemptContext } from "../context.ts";
import { encode } from "./encode.ts";
import { readFileSubtitles, storeSubtitles } from "./import_subtitles.ts";
import { optionalPart } from "./optional_part.ts";
import { storeRendition } from "./store_rendition.ts";

/** What is made of a video's file before it can be played, and known about it then. */
export interface FirstRendition {
  rendition: NewRendition;
  facts: VideoFacts;
  /** Whether other sizes or pictures are to be made. */
  rest: boolean;
  info: MediaInfo;
  reason: AudioTrackReason;
  chapters: Chapter[];
  notices: Notice[];
  /** Of the file's text subtitles. */
  tracks: FileTrack[];
}

/**
 * Makes and stores the first playable rendition of a file, the thumbnail, and the files of its text subtitles.
 *
 * @param input the path of the file
 * @param options.track the sound track that was asked for, from 1; null: it is chosen
 * @param options.language the language that was asked for
 * @param options.thumbnailKey where the thumbnail is stored
 * @param options.withSubtitles whether its subtitles are read
 * @param options.onTrack gets what the file is as soon as its sound track is chosen
 * @throws {MediaError} if the file can't be played
 */
export async function makeFirstRendition(
  attempt: AttemptContext,
  input: string,
  { track, language, thumbnailKey, withSubtitles, onTrack }: {
    track: number | null;
    language: string | null;
    thumbnailKey: string;
    withSubtitles: boolean;
    onTrack?(info: MediaInfo): void;
  },
): Promise<FirstRendition> {
  const { mediaTools, job, signal, report } = attempt;
  report(0, "reading the file");
  const probed = await probe(mediaTools, input, { signal });
  const { info, reason } = await chooseTrack(mediaTools, input, probed, { track, language, signal });
  onTrack?.(info);
  const { file, hasMore } = await makeFirst(attempt, input, info);
  const thumbnail = await makeThumbnail(attempt, { input, info, key: thumbnailKey });
  const { startSeconds } = info;
  const { durationSeconds } = file;
  const chapters = await optionalPart(attempt, "the chapters of the file", () => {
    return readChapters(mediaTools, input, { startSeconds, durationSeconds, signal });
  }, []);
  const subtitles = withSubtitles ? await readFileSubtitles(attempt, input, info) : [];
  const rendition = await storeRendition(attempt, videoIdOf(job), job, file);
  const tracks = await storeSubtitles(attempt, subtitles, durationSeconds);
  const notices = await fileNotices(input, info, durationSeconds);
  return {
    ...{ rendition, info, reason, chapters, notices, tracks },
    facts: {
      durationSeconds,
      width: info.video?.width ?? null,
      height: info.video?.height ?? null,
      hasVideo: info.video !== null,
      hasAudio: info.audio !== null,
      thumbnailKey: thumbnail,
    },
    rest: hasMore || info.video !== null, // the job of the other sizes also makes the pictures along the seek bar
  };
}

/** Records the parts of a file beside its rendition. Part of the last transaction of its job. */
export async function recordFileParts(
  tx: Transaction,
  videoId: string,
  { info, reason, chapters, tracks }: FirstRendition,
): Promise<void> {
  await setAudioTracks(tx, videoId, {
    ...{ tracks: info.audioTracks, chosen: info.audio?.track ?? null, reason: info.audio ? reason : null },
  });
  await setChapters(tx, videoId, chapters);
  await addFileTracks(tx, videoId, tracks);
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

/** Stores a thumbnail; null if the picture can't be decoded. */
async function makeThumbnail(
  attempt: AttemptContext,
  { input, info, key }: { input: string; info: MediaInfo; key: string },
): Promise<string | null> {
  const { mediaTools, storage, workDir, signal } = attempt;
  if (!info.video) return null;
  return await optionalPart(attempt, "the thumbnail", async () => {
    const outPath = `${workDir}/thumbnail.jpg`;
    if (!await renderThumbnail(mediaTools, { input, info, outPath, signal })) return null;
    await storage.putFile(key, outPath);
    return key;
  }, null);
}
