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
 * Calls `use` with local files of renditions of a video: the smallest one, and the largest up to 1080p. They have the
 * colours and the clock of what viewers see, and stay when the original goes.
 *
 * @param sizes which of both: a storage on the network sends the whole file
 * @throws {MediaError} if the video has no picture
 */
export async function withPictureRenditions<S extends "small" | "large", T>(
  { sql, storage, mediaTools, signal }: AttemptContext,
  videoId: string,
  sizes: readonly S[],
  use: (files: Record<S, PictureFile>) => Promise<T>,
): Promise<T> {
  const found = (await listRenditions(sql, videoId)).filter(({ width }) => width !== null); // the largest first
  const small = found.at(-1);
  const large = found.find(({ shortSide }) => shortSide <= MAX_SHORT_SIDE) ?? small;
  if (!small || !large) throw new MediaError("there is no picture in this video");
  const keys = { small: small.mp4Key, large: large.mp4Key };
  const files: Partial<Record<string, PictureFile>> = {};
  const openAll = async ([key, ...rest]: string[]): Promise<T> => {
    if (key === undefined) {
      return await use(Object.fromEntries(sizes.map((size) => [size, files[keys[size]]])) as Record<S, PictureFile>);
    }
    return await storage.withLocalFile(key, async (path) => {
      const { video } = await probe(mediaTools, path, { signal });
      if (!video) throw new MediaError("there is no picture in this video");
      files[key] = { path, video };
      return await openAll(rest);
    });
  };
  return await openAll([...new Set(sizes.map((size) => keys[size]))]);
}
