import { findGaps } from "./clock_gaps.ts";
import { untrustedInput } from "../process/untrusted_input.ts";
import type { MediaTools } from "../process/tools.ts";
import type { MediaInfo } from "../media_info.ts";
import { JUMPING, mayJump } from "./containers.ts";

/** Longer than any encoder's priming, which players skip. */
const MAX_PRIMING_SECONDS = 0.2;
/** Containers whose clock wraps around after 26.5 hours; ffmpeg gives negative times to packets before that. */
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
 * Finds the file's time 0, for captions, renditions, waveform, chapters and subtitles.
 *
 * It is the first timestamp of the picture and the sound that we use; other streams do not count. A negative start is
 * an encoder's priming, which decoding drops; in MPEG-TS and PS the recording began just before the clock wrapped
 * around.
 * @returns seconds on the container's clock
 */
export function timeZero({ format, container, video, audio }: StartTimes): number {
  const starts = [video, audio].filter((start) => start !== null);
  const earliest = starts.length > 0 ? Math.min(...starts) : container ?? 0;
  if (WRAPPING.test(format)) return earliest;
  return earliest < 0 && earliest > -MAX_PRIMING_SECONDS ? 0 : earliest;
}

/**
 * Seconds to add to ffmpeg's timestamps so that they count from time 0. The picture and the sound that we use must both
 * be mapped or discarded (see `discardStream`).
 */
export function timeShift(times: StartTimes): number {
  const starts = [times.video, times.audio].filter((start) => start !== null);
  const counted = JUMPING.test(times.format) && starts.length > 0 ? Math.min(...starts) : times.container ?? 0;
  return counted - timeZero(times);
}

/**
 * The arguments that open a file so that its timestamps count from time 0. Where timestamps may jump, its packets are
 * read first, to distinguish a stream that pauses from a new clock.
 *
 * @param path absolute
 * @throws {ToolError} where ffprobe was killed or the machine failed
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
    ...(gap > 0 ? ["-dts_delta_threshold", String(Math.ceil(gap) + 2)] : []), // ffmpeg counts from a packet's end
    ...[...(Number(shift) === 0 ? [] : ["-itsoffset", shift]), ...untrustedInput(path, options)],
  ];
}

/**
 * The arguments of an extra output that discards the packets of a stream. Where timestamps may jump, every command must
 * read the same streams: otherwise each corrects the jumps differently, and sound and picture drift apart.
 *
 * @param unused the stream that the command does not map itself
 */
export function discardStream(info: MediaInfo, unused: { index: number } | null): string[] {
  if (!unused || !mayJump(info)) return [];
  return ["-map", `0:${unused.index}`, "-c", "copy", "-f", "null", "pipe:2"];
}
