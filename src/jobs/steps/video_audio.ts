import { MediaError } from "../../core/errors.ts";
import { listRenditions } from "../../db/videos/renditions.ts";
import type { Video } from "../../db/videos/videos.ts";
import type { AudioStream, MediaInfo } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import type { AttemptContext } from "../context.ts";

type Context = Pick<AttemptContext, "sql" | "storage" | "mediaTools" | "signal" | "report">;

/**
 * Calls `use` with a local file that has the sound of a video: the original, or its best rendition if KEEP_ORIGINAL=0
 * dropped it.
 *
 * @param options.audioTrack the sound track of the original; if absent, the one that the captions are of
 * @throws {MediaError} if there is no such file or track
 */
export async function withVideoFile<T>(
  { sql, storage, mediaTools, signal, report }: Context,
  video: Video,
  use: (path: string, info: MediaInfo) => Promise<T>,
  { audioTrack = video.captionAudioTrack ?? video.audioTrack }: { audioTrack?: number | null } = {},
): Promise<T> {
  const key = video.originalKey ?? (await listRenditions(sql, video.id)).at(0)?.mp4Key;
  if (!key) throw new MediaError("neither the original file nor a rendition of it is there");
  // null: a video that an older version prepared
  if (!video.originalKey && video.audioTrack !== null && audioTrack !== video.audioTrack) {
    throw new MediaError(
      `sound track ${audioTrack} is gone with the original file: only track ${video.audioTrack} is kept`,
    );
  }
  return await storage.withLocalFile(key, async (path) => {
    report(0, "reading the file");
    const chosen = video.originalKey ? audioTrack ?? undefined : undefined; // a rendition has one track
    return await use(path, await probe(mediaTools, path, { audioTrack: chosen, signal }));
  });
}

/** As `withVideoFile`, of a video that must have sound. @throws {MediaError} if it has none */
export async function withVideoAudio<T>(
  attempt: Context,
  video: Video,
  use: (path: string, info: MediaInfo & { audio: AudioStream }) => Promise<T>,
): Promise<T> {
  return await withVideoFile(attempt, video, (path, { audio, ...info }) => {
    if (!audio) throw new MediaError("there is no sound in this file");
    return use(path, { ...info, audio });
  });
}
