import { MediaError } from "../../core/errors.ts";
import { listRenditions } from "../../db/videos/renditions.ts";
import type { Video } from "../../db/videos/videos.ts";
import type { AttemptContext } from "../context.ts";

/**
 * The key of the file to read audio from: the original, or the best rendition if KEEP_ORIGINAL=0 dropped it.
 *
 * @throws {MediaError} if there is neither
 */
export async function audioKey({ sql }: Pick<AttemptContext, "sql">, video: Video): Promise<string> {
  if (video.originalKey) return video.originalKey;
  const [best] = await listRenditions(sql, video.id);
  if (!best) throw new MediaError("neither the original file nor a rendition of it is there");
  return best.mp4Key;
}
