import { changesFormat } from "./adts.ts";
import { maxKilobits } from "./encoder.ts";
import { readPackets } from "./process/read_packets.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";
import { mayJump } from "./clock/containers.ts";

/** A segment of HLS lasts from key frame to key frame, and a player waits for a whole one at each seek. */
const MAX_KEY_FRAME_SECONDS = 10;
/**
 * Times the rate that we encode the size with: 18 Mbit/s for 1080p, which keeps what phones record. Beyond it most lines
 * of viewers, and of servers at home, cannot follow.
 */
const MAX_RATE_FACTOR = 3;
const MAX_LATE_KEY_SECONDS = 0.1;
/** What an edit list of MP4 leaves out at the beginning is played all the same in HLS, which has none. */
const MAX_CUT_PICTURE_SECONDS = 0.01;
/** Players play copied packets one behind the other, so that all gaps add up to how late the picture is. */
const MAX_SOUND_OFF_SECONDS = 0.05;
/** Timestamps in whole milliseconds are off by this much without a gap. */
const ROUNDING_SECONDS = 0.003;
/** A timestamp that lies that far back, or ahead, in a transport stream begins a new clock. */
const JUMP_BACK_SECONDS = 0.1;
const JUMP_AHEAD_SECONDS = 10;

/** Why streams that browsers play are encoded all the same; null for what is copied. */
export interface CopyVerdict {
  /** Of the picture; then all is encoded. */
  picture: string | null;
  sound: string | null;
}

/**
 * Looks at every packet of a source that browsers would play, without decoding: whether a copy of it can be streamed, and
 * keeps sound and picture in step. An hour takes a few seconds.
 *
 * @throws {ToolError} where ffprobe was killed or let down
 */
export async function checkCopy(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<CopyVerdict> {
  const watch = new PacketWatch(info);
  const fields = "pts_time,duration_time,size,flags:packet_side_data=side_data_type";
  await readPackets(tools, path, { info, fields, onPacket: (stream, values) => watch.push(stream, values), signal });
  const verdict = watch.verdict();
  if (verdict.picture === null && verdict.sound === null && await changesFormat(tools, path, { info, signal })) {
    return { ...verdict, sound: "its sample rate or channels change" };
  }
  return verdict;
}

/** Gathers what ffprobe says of the packets. */
class PacketWatch {
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
  #usualSeconds = 0;
  #soundOff = 0;
  #mostSoundOff = 0;
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
    this.#seeJump(stream, time);
    if (stream === video?.index) this.#firstPicture = Math.min(this.#firstPicture, time);
    else this.#firstSound = Math.min(this.#firstSound, time);
    if (stream === audio?.index) this.#pushSound(time, seconds, sideData);
    else if (flags.startsWith("K")) this.#pushKey(time);
  }

  #seeJump(stream: number, time: number): void {
    const latest = this.#latest.get(stream) ?? time;
    const isSound = stream === this.#info.audio?.index;
    // The pictures of a group are stored out of order.
    const back = isSound ? JUMP_BACK_SECONDS : JUMP_AHEAD_SECONDS;
    if (time < latest - back || time > latest + JUMP_AHEAD_SECONDS) this.#hasJump = true;
    this.#latest.set(stream, time);
  }

  #pushSound(time: number, seconds: number, sideData: string): void {
    if (/new extradata/i.test(sideData) && this.#soundEnd !== null) this.#hasNewFormat = true;
    const step = time - (this.#soundEnd ?? time);
    if (Math.abs(step) > ROUNDING_SECONDS) this.#soundOff += step;
    this.#mostSoundOff = Math.max(this.#mostSoundOff, Math.abs(this.#soundOff));
    if (this.#usualSeconds === 0) this.#usualSeconds = seconds;
    // MP4 has a gap as the long duration of the packet before it.
    this.#soundEnd = time + (seconds > 1.5 * this.#usualSeconds ? this.#usualSeconds : seconds);
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
    const most = MAX_RATE_FACTOR * maxKilobits(shortSide) * Math.max(1, shortSide / 1080);
    const kilobits = this.#bytes * 8 / 1000 / (this.#last - this.#first);
    if (kilobits > most) {
      return `it has ${(kilobits / 1000).toFixed(0)} Mbit/s, more than the ${
        (most / 1000).toFixed(0)
      } that are streamed`;
    }
    return null;
  }

  #soundFault(): string | null {
    if (this.#info.video && this.#info.startSeconds - this.#firstSound > MAX_SOUND_OFF_SECONDS) {
      return "its beginning is cut off";
    }
    if (this.#hasNewFormat) return "its sample rate or channels change";
    if (this.#mostSoundOff > MAX_SOUND_OFF_SECONDS) {
      return `it has gaps or overlaps of ${this.#mostSoundOff.toFixed(2)} s`;
    }
    return null;
  }
}
