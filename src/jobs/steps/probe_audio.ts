import { MediaError } from "../../core/errors.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Probes a file that must have audio.
 *
 * @throws {MediaError} if it has none
 */
export async function probeAudio(
  { mediaTools, signal }: Pick<AttemptContext, "mediaTools" | "signal">,
  path: string,
): Promise<MediaInfo & { audio: NonNullable<MediaInfo["audio"]> }> {
  const info = await probe(mediaTools, path, { signal });
  const { audio } = info;
  if (!audio) throw new MediaError("there is no sound in this file");
  return { ...info, audio };
}
