import { MediaError } from "../../core/errors.ts";
import { listRenditions } from "../../db/videos/renditions.ts";
import type { VideoStream } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import type { AttemptContext } from "../context.ts";

/** A local file with a picture. */
export interface PictureFile {
  /** Absolute. */
  path: string;
  video: VideoStream;
}

/** Posters have at most 1280 pixels: larger renditions only take longer to decode. */
const MAX_SHORT_SIDE = 1080;

/**
 * Calls `use` with local files of the smallest rendition of a video, and of the largest up to 1080p. They have the
 * colours and the clock of what viewers see, and stay when the original goes.
 *
 * @throws {MediaError} if the video has no picture
 */
export async function withPictureRenditions<T>(
  { sql, storage, mediaTools, signal }: AttemptContext,
  videoId: string,
  use: (small: PictureFile, large: PictureFile) => Promise<T>,
): Promise<T> {
  const found = (await listRenditions(sql, videoId)).filter(({ width }) => width !== null); // the largest first
  const small = found.at(-1);
  const large = found.find(({ shortSide }) => shortSide <= MAX_SHORT_SIDE) ?? small;
  if (!small || !large) throw new MediaError("there is no picture in this video");
  const open = async (path: string): Promise<PictureFile> => {
    const { video } = await probe(mediaTools, path, { signal });
    if (!video) throw new MediaError("there is no picture in this video");
    return { path, video };
  };
  return await storage.withLocalFile(large.mp4Key, async (path) => {
    const opened = await open(path);
    if (small === large) return await use(opened, opened);
    return await storage.withLocalFile(small.mp4Key, async (path) => await use(await open(path), opened));
  });
}
