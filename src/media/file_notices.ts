import { clock } from "../core/clock_text.ts";
import type { Notice } from "../core/notice.ts";
import { readExtent } from "./file_extent.ts";
import type { MediaInfo } from "./media_info.ts";

/** Containers whose header states the true length. */
const STATES_LENGTH = /^(mov|matroska|avi|wav|w64|flac|asf|flv|aiff|caf)(,|$)/;
/** A file is incomplete if this much of its stated length is missing: headers are rounded. */
const MISSING_SECONDS = 2;
const MISSING_SHARE = 0.05;

/**
 * Finds what the owner of a file should know about it: it was cut off, or a second recording was appended to it.
 *
 * @param path absolute
 * @param measuredSeconds how long its sound and picture last together; null where that was not measured
 */
export async function fileNotices(path: string, info: MediaInfo, measuredSeconds: number | null): Promise<Notice[]> {
  const { missingBytes, secondAt } = await readExtent(path);
  const lengths = shortness(info, measuredSeconds);
  if (missingBytes > 0 || lengths !== null) {
    const missing = lengths ?? `its last ${missingBytes} bytes are missing`;
    return [{
      code: "incomplete",
      text: `The file is incomplete: ${missing}. It was cut off before it was uploaded: upload the whole file again.`,
    }];
  }
  // ffmpeg reads on in Matroska, but not the picture, whose times begin again
  if (secondAt === null || (info.format.startsWith("matroska") && !info.video)) return [];
  const what = info.format.startsWith("matroska") ? "only the sound of it is read" : "it is not read";
  return [{
    code: "joined",
    text: `A second recording is appended to the file, from byte ${secondAt} on, and ${what}. ` +
      "Upload it by itself, or join the two with a video editor.",
  }];
}

/** How long the file should last and does, if that is much less; else null. */
function shortness(info: MediaInfo, measuredSeconds: number | null): string | null {
  const { format, durationSeconds, audioTracks, subtitles } = info;
  if (!STATES_LENGTH.test(format) || measuredSeconds === null || durationSeconds === null) return null;
  if (audioTracks.length > 1 || subtitles.length > 0) return null; // one that is not used may be longer
  const missing = durationSeconds - measuredSeconds;
  if (missing <= Math.max(MISSING_SECONDS, MISSING_SHARE * durationSeconds)) return null;
  return `it should last ${clock(durationSeconds)}, and ends after ${clock(measuredSeconds)}`;
}
