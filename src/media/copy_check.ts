import { changesFormat } from "./adts.ts";
import { maxKilobits } from "./encoder.ts";
import { readPackets } from "./process/read_packets.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";
import { mayJump } from "./clock/containers.ts";

/** A segment of HLS lasts from key frame to key frame, and a player waits for a whole one at each seek. */
const MAX_KEY_FRAME_SECONDS = 10;
/**
 * Multiple of the rate at which we encode the size: 18 Mbit/s for 1080p, enough for what phones record. Most
 * connections of viewers, and of servers at home, are slower than that.
 */
const MAX_RATE_FACTOR = 3;
const MAX_LATE_KEY_SECONDS = 0.1;
/** Pictures that an edit list of MP4 hides at the beginning are visible in HLS, which has no edit lists. */
const MAX_CUT_PICTURE_SECONDS = 0.01;
/** Players ignore gaps between copied packets of sound: the picture is then late by the sum of the gaps. */
const MAX_SOUND_OFF_SECONDS = 0.05;
/** The error of timestamps in whole milliseconds. */
const ROUNDING_SECONDS = 0.003;
/** A step this far back, or ahead, in a transport stream begins a new clock. */
const JUMP_BACK_SECONDS = 0.1;
const JUMP_AHEAD_SECONDS = 10;

/** The reason why a stream that browsers can play must be encoded; null for a stream that is copied. */
export interface CopyVerdict {
  /** If set, the sound is encoded too. */
  picture: string | null;
  sound: string | null;
}

/**
 * Checks, from every packet of a source that browsers can play, whether a copy of it can be streamed and keeps sound
 * and picture synchronous.
 *
 * @throws {ToolError} where ffprobe was killed or the machine failed
 */
export async function checkCopy(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<CopyVerdict> {
  const check = new PacketCheck(info);
  const fields = "pts_time,duration_time,size,flags:packet_side_data=side_data_type";
  await readPackets(tools, path, { info, fields, onPacket: (stream, values) => check.push(stream, values), signal });
  const verdict = check.verdict();
  if (verdict.picture === null && verdict.sound === null && await changesFormat(tools, path, { info, signal })) {
    return { ...verdict, sound: "its sample rate or channels change" };
  }
  return verdict;
}

/** Collects key frames, times and rates from the packets. */
class PacketCheck {
  #info: MediaInfo;
  #bytes = 0;
  #first = Infinity;
  #last = -Infinity;
  #firstKey: number | null = null;
  #lastKey = -Infinity;
  #longestKeySeconds = 0;
  #firstPicture = Infinity;
  #firstSound = Infinity;
  #soundEnd: number | null = null;
  #packetSeconds = 0;
  #soundOffSeconds = 0;
  #maxSoundOffSeconds = 0;
  #hasNewFormat = false;
  #hasJump = false;
  #latest = new Map<number, number>();

  constructor(info: MediaInfo) {
    this.#info = info;
  }

  push(stream: number, [pts, duration, size, flags, sideData = ""]: string[]): void {
    const { video, audio } = this.#info;
    this.#bytes += Number(size) || 0;
    const time = Number(pts);
    if (!Number.isFinite(time)) return;
    const seconds = Number(duration) || 0;
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time + seconds);
    this.#checkJump(stream, time);
    if (stream === video?.index) this.#firstPicture = Math.min(this.#firstPicture, time);
    else this.#firstSound = Math.min(this.#firstSound, time);
    if (stream === audio?.index) this.#pushSound(time, seconds, sideData);
    else if (flags.startsWith("K")) this.#pushKey(time);
  }

  #checkJump(stream: number, time: number): void {
    const latest = this.#latest.get(stream) ?? time;
    const isSound = stream === this.#info.audio?.index;
    // pictures are stored out of order within a group
    const back = isSound ? JUMP_BACK_SECONDS : JUMP_AHEAD_SECONDS;
    if (time < latest - back || time > latest + JUMP_AHEAD_SECONDS) this.#hasJump = true;
    this.#latest.set(stream, time);
  }

  #pushSound(time: number, seconds: number, sideData: string): void {
    if (/new extradata/i.test(sideData) && this.#soundEnd !== null) this.#hasNewFormat = true;
    const step = time - (this.#soundEnd ?? time);
    if (Math.abs(step) > ROUNDING_SECONDS) this.#soundOffSeconds += step;
    this.#maxSoundOffSeconds = Math.max(this.#maxSoundOffSeconds, Math.abs(this.#soundOffSeconds));
    if (this.#packetSeconds === 0) this.#packetSeconds = seconds;
    // MP4 stores a gap as a long duration of the packet before it
    this.#soundEnd = time + (seconds > 1.5 * this.#packetSeconds ? this.#packetSeconds : seconds);
  }

  #pushKey(time: number): void {
    this.#firstKey ??= time;
    if (this.#lastKey > -Infinity) this.#longestKeySeconds = Math.max(this.#longestKeySeconds, time - this.#lastKey);
    this.#lastKey = time;
  }

  verdict(): CopyVerdict {
    return { picture: this.#info.video ? this.#pictureFault(this.#info.video) : null, sound: this.#soundFault() };
  }

  #pictureFault({ width, height }: { width: number; height: number }): string | null {
    if (this.#firstKey === null) return "it has no key frame";
    if (this.#firstKey - this.#info.startSeconds > MAX_LATE_KEY_SECONDS) return "it does not begin with a key frame";
    const longest = Math.max(this.#longestKeySeconds, this.#last - this.#lastKey);
    if (longest > MAX_KEY_FRAME_SECONDS) return `its key frames are up to ${longest.toFixed(0)} s apart`;
    if (this.#info.startSeconds - this.#firstPicture > MAX_CUT_PICTURE_SECONDS) return "its beginning is cut off";
    if (this.#hasJump && mayJump(this.#info)) return "its clock starts anew in the middle";
    const shortSide = Math.min(width, height);
    const maxKilobitsCopied = MAX_RATE_FACTOR * maxKilobits(shortSide) * Math.max(1, shortSide / 1080);
    const kilobits = this.#bytes * 8 / 1000 / (this.#last - this.#first);
    if (kilobits > maxKilobitsCopied) {
      return `it has ${(kilobits / 1000).toFixed(0)} Mbit/s, more than the ${
        (maxKilobitsCopied / 1000).toFixed(0)
      } that are streamed`;
    }
    return null;
  }

  #soundFault(): string | null {
    if (this.#info.video && this.#info.startSeconds - this.#firstSound > MAX_SOUND_OFF_SECONDS) {
      return "its beginning is cut off";
    }
    if (this.#hasNewFormat) return "its sample rate or channels change";
    if (this.#maxSoundOffSeconds > MAX_SOUND_OFF_SECONDS) {
      return `it has gaps or overlaps of ${this.#maxSoundOffSeconds.toFixed(2)} s`;
    }
    return null;
  }
}
