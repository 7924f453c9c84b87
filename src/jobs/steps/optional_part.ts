import { MediaError, messageOf, ToolError } from "../../core/errors.ts";
import { isLikelyToRepeat } from "../../core/process_end.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Makes a part without which a video is complete: its chapters, pictures or subtitles. If the file is the reason that it
 * can't be made, the video goes without it.
 *
 * @param what for the log: `the chapters`
 * @throws any error after which another attempt may succeed
 */
export async function optionalPart<T>(
  { signal, job, log }: Pick<AttemptContext, "signal" | "job" | "log">,
  what: string,
  make: () => Promise<T>,
  without: T,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const isOfFile = error instanceof MediaError || (error instanceof ToolError && isLikelyToRepeat(error.end));
    if (signal.aborted || !isOfFile) throw error;
    log.warn(`${what} could not be made`, { video: job.videoId, error: messageOf(error) });
    return without;
  }
}
