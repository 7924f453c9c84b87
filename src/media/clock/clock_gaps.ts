import { readPackets } from "../process/read_packets.ts";
import type { MediaTools } from "../process/tools.ts";
import type { MediaInfo } from "../media_info.ts";
import { mayJump } from "./containers.ts";

/** ffmpeg takes a longer step of the timestamps for a new clock, unless `-dts_delta_threshold` says otherwise. */
const LONGEST_STEP_SECONDS = 10;
const STEP_BACK_SECONDS = 0.1;

/** Gaps in picture and sound, from the timestamps of all packets, in seconds. */
export interface Gaps {
  /**
   * The longest time for which one of picture and sound is missing while the other continues, if longer than 10 s; else
   * 0. In containers whose timestamps may jump, ffmpeg takes such a step for a new clock and removes it: that is
   * right if both streams step, and wrong if one of them paused.
   */
  oneSidedSeconds: number;
  /** The longest time for which one picture is shown. */
  longestPictureSeconds: number;
  /** Seconds by which the sound ends after the picture, or 0. */
  soundAfterPictureSeconds: number;
}

const measured = new WeakMap<MediaInfo, Promise<Gaps>>();

/**
 * Measures where picture or sound is missing, from all packets. The result is kept for each `info`.
 *
 * @throws {ToolError} where ffprobe was killed or the machine failed
 */
export function findGaps(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<Gaps> {
  const gaps = measured.get(info) ?? measure(tools, path, { info, signal });
  measured.set(info, gaps);
  gaps.catch(() => measured.delete(info));
  return gaps;
}

async function measure(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<Gaps> {
  const clock = new PacketClock(info);
  const onPacket = (stream: number, [pts, dts, duration]: string[]) => {
    const time = Number.isFinite(Number(dts)) ? Number(dts) : Number(pts);
    if (Number.isFinite(time)) clock.push(stream, time, Number(duration) || 0);
  };
  await readPackets(tools, path, { info, fields: "pts_time,dts_time,duration_time", onPacket, signal });
  return clock.gaps();
}

/** Follows the packets in the order of the file, and corrects the clock as ffmpeg does. */
class PacketClock {
  #info: MediaInfo;
  #mayJump: boolean;
  #ends = new Map<number, number>();
  #offset = 0;
  #oneSidedSeconds = 0;
  #longestPictureSeconds = 0;

  constructor(info: MediaInfo) {
    this.#info = info;
    this.#mayJump = mayJump(info);
  }

  push(stream: number, seconds: number, duration: number): void {
    const isPicture = stream === this.#info.video?.index;
    const end = this.#ends.get(stream) ?? (isPicture ? this.#info.startSeconds : seconds);
    const step = seconds + this.#offset - end;
    if (this.#mayJump && step < -STEP_BACK_SECONDS - duration) this.#offset -= step;
    else if (step > LONGEST_STEP_SECONDS && this.#ends.has(stream)) {
      if (this.#hasOtherReached(stream, seconds + this.#offset)) {
        this.#oneSidedSeconds = Math.max(this.#oneSidedSeconds, step);
      } else if (this.#mayJump) this.#offset -= step;
    }
    const time = seconds + this.#offset;
    if (isPicture) this.#longestPictureSeconds = Math.max(this.#longestPictureSeconds, time - end, duration);
    this.#ends.set(stream, Math.max(time + duration, this.#mayJump ? -Infinity : end));
  }

  /** Whether the other stream has reached the new time already. */
  #hasOtherReached(stream: number, seconds: number): boolean {
    return [...this.#ends].some(([other, end]) => other !== stream && seconds - end < LONGEST_STEP_SECONDS);
  }

  gaps(): Gaps {
    const endSeconds = (stream: { index: number } | null) => stream ? this.#ends.get(stream.index) ?? 0 : 0;
    const { video, audio } = this.#info;
    const soundAfterPictureSeconds = audio ? Math.max(0, endSeconds(audio) - endSeconds(video)) : 0;
    return {
      oneSidedSeconds: this.#oneSidedSeconds,
      longestPictureSeconds: Math.max(this.#longestPictureSeconds, soundAfterPictureSeconds),
      soundAfterPictureSeconds,
    };
  }
}
