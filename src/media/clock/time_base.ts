import { findGaps } from "./clock_gaps.ts";
import { untrustedInput } from "../process/untrusted_input.ts";
import type { MediaTools } from "../process/tools.ts";
import type { MediaInfo } from "../media_info.ts";
import { JUMPING, mayJump } from "./containers.ts";

/** An encoder's priming, which no player plays, is shorter. */
const MAX_PRIMING_SECONDS = 0.2;
/** Their clock starts at 0 again after 26.5 hours; ffmpeg counts what lies before from below 0. */
const WRAPPING = /^(mpegts|mpeg)(,|$)/;

/** The first timestamps of a file as the container states them, in seconds; null where it states none. */
export interface StartTimes {
  /** ffmpeg's name of the container. */
  format: string;
  container: number | null;
  video: number | null;
  audio: number | null;
}

/**
 * Decides what time 0 is, for everything that is made of a file: captions, renditions, waveform, chapters, subtitles.
 *
 * It is the earliest timestamp of the picture and the sound that we use, whichever begins first: other streams of the
 * file do not count. A negative start is an encoder's priming, which is left out when it is decoded; in MPEG-TS and PS it
 * is a recording that begins just before the clock wraps around.
 * @returns seconds on the container's clock
 */
export function timeZero({ format, container, video, audio }: StartTimes): number {
  const starts = [video, audio].filter((start) => start !== null);
  const earliest = starts.length > 0 ? Math.min(...starts) : container ?? 0;
  if (WRAPPING.test(format)) return earliest;
  return earliest < 0 && earliest > -MAX_PRIMING_SECONDS ? 0 : earliest;
}

/**
 * Seconds to add to the timestamps that ffmpeg makes of a file, with the picture and the sound that we use mapped or
 * read along (see `readAlong`), so that they count from time 0.
 */
export function timeShift(times: StartTimes): number {
  const starts = [times.video, times.audio].filter((start) => start !== null);
  const counted = JUMPING.test(times.format) && starts.length > 0 ? Math.min(...starts) : times.container ?? 0;
  return counted - timeZero(times);
}

/**
 * The arguments that open a file so that its timestamps count from time 0. Where timestamps jump, its packets are read
 * once before, to tell a stream that is silent for a while from a new clock.
 *
 * @param path absolute
 * @throws {ToolError} where ffprobe was killed or let down
 */
export async function inputFromZero(
  tools: MediaTools,
  path: string,
  { info, signal, ...options }: { info: MediaInfo; signal?: AbortSignal; readsSubtitles?: boolean },
): Promise<string[]> {
  const shift = info.shiftSeconds.toFixed(6);
  const gap = mayJump(info) && info.video && info.audio
    ? (await findGaps(tools, path, { info, signal })).oneSidedSeconds
    : 0;
  return [
    ...(gap > 0 ? ["-dts_delta_threshold", String(Math.ceil(gap) + 2)] : []), // it counts from a packet's end
    ...[...(Number(shift) === 0 ? [] : ["-itsoffset", shift]), ...untrustedInput(path, options)],
  ];
}

/**
 * The arguments of one more output, which throws away the packets of the stream that a command does not use. Where
 * timestamps jump, every command has to see the same streams: otherwise each mends the jumps in its own way, and sound
 * and picture part.
 *
 * @param unused the stream that the command does not map otherwise
 */
export function discardStream(info: MediaInfo, unused: { index: number } | null): string[] {
  if (!unused || !mayJump(info)) return [];
  return ["-map", `0:${unused.index}`, "-c", "copy", "-f", "null", "pipe:2"];
}
