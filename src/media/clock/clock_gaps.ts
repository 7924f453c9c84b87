import { readPackets } from "../process/read_packets.ts";
import type { MediaTools } from "../process/tools.ts";
import type { MediaInfo } from "../media_info.ts";
import { mayJump } from "./containers.ts";

/** A longer step of the timestamps is a new clock to ffmpeg, unless it is told otherwise. */
const LONGEST_STEP_SECONDS = 10;
const STEP_BACK_SECONDS = 0.1;

/** What the timestamps of all packets show, in seconds. */
export interface Gaps {
  /**
   * The longest time for which one of picture and sound is missing while the other goes on, if longer than 10 s; else 0.
   * In containers whose timestamps may jump, ffmpeg takes such a step for a new clock and closes it: right where both
   * streams step, and wrong where one was silent.
   */
  oneSidedSeconds: number;
  /** The longest time for which one picture is shown. */
  longestPictureSeconds: number;
  /** How much longer the sound is than the picture, or 0. */
  soundAfterPictureSeconds: number;
}

const measured = new WeakMap<MediaInfo, Promise<Gaps>>();

/**
 * Reads all packets, without decoding, and says where picture or sound is missing. An hour takes a few seconds, once for
 * each `info`.
 *
 * @throws {ToolError} where ffprobe was killed or let down
 */
export function findGaps(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<Gaps> {
  const known = measured.get(info) ?? measure(tools, path, { info, signal });
  measured.set(info, known);
  known.catch(() => measured.delete(info));
  return known;
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

/** Follows the packets in the order of the file, and mends the clock as ffmpeg does. */
class PacketClock {
  #info: MediaInfo;
  #mends: boolean;
  #ends = new Map<number, number>();
  #offset = 0;
  #oneSidedSeconds = 0;
  #longestPictureSeconds = 0;

  constructor(info: MediaInfo) {
    this.#info = info;
    this.#mends = mayJump(info);
  }

  push(stream: number, seconds: number, duration: number): void {
    const isPicture = stream === this.#info.video?.index;
    const end = this.#ends.get(stream) ?? (isPicture ? this.#info.startSeconds : seconds);
    const step = seconds + this.#offset - end;
    if (this.#mends && step < -STEP_BACK_SECONDS - duration) this.#offset -= step;
    else if (step > LONGEST_STEP_SECONDS && this.#ends.has(stream)) {
      if (this.#hasGoneOn(stream, seconds + this.#offset)) {
        this.#oneSidedSeconds = Math.max(this.#oneSidedSeconds, step);
      } else if (this.#mends) this.#offset -= step;
    }
    const time = seconds + this.#offset;
    if (isPicture) this.#longestPictureSeconds = Math.max(this.#longestPictureSeconds, time - end, duration);
    this.#ends.set(stream, Math.max(time + duration, this.#mends ? -Infinity : end));
  }

  /** Whether the other stream is at the new time already. */
  #hasGoneOn(stream: number, seconds: number): boolean {
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
