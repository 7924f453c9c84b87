import { MediaError, ToolError } from "../../core/errors.ts";
import { type MediaProcess, retryCommand, run, type RunOptions, start } from "../process/run.ts";
import { MAX_MEDIA_SECONDS, untrustedInput } from "../process/untrusted_input.ts";
import { SoundClock } from "./sound_clock.ts";
import { discardStream, inputFromZero } from "./time_base.ts";
import { readPcmBlocks } from "./timed_pcm.ts";
import type { MediaTools } from "../process/tools.ts";
import type { MediaInfo } from "../media_info.ts";
import { hasTimestamps, mayJump } from "./containers.ts";

/** The format of the samples. */
export interface PcmFormat {
  /** ffmpeg's name of the encoding, little-endian. */
  codec: "pcm_f32le" | "pcm_s16le";
  bytesPerSample: 2 | 4;
  /** Hz. */
  sampleRate: number;
  channels: number;
}

/** ffmpeg's arguments to read the samples of `readPcm` from standard input. */
export function pcmInput({ codec, sampleRate, channels }: PcmFormat): string[] {
  return ["-f", codec.replace("pcm_", ""), "-ar", String(sampleRate), "-ac", String(channels), "-i", "pipe:0"];
}

/** Added to all timestamps on the way through Matroska, which can't store negative ones. */
const OFFSET_SECONDS = 10;
const SILENCE_SECONDS = 1; // a piece

/** A part of a file, in seconds, about: ffmpeg seeks to it. */
export interface SoundPart {
  start: number;
  seconds: number;
}

/**
 * Decodes the sound of a media file from time 0 on (see time_base.ts). A late start and gaps become silence, and the
 * sample rate and the channels stay the same throughout, so the position of a sample is its time.
 *
 * ffmpeg waits while the reader is busy, so memory does not grow with the file.
 *
 * @param options.part reads this alone; the first sample is about the part's start. Behind the end of the sound there is
 *   nothing, which is no error
 * @returns interleaved samples, in pieces of whole frames; each piece is valid until the next one is read
 * @throws {MediaError} if ffmpeg refused the file twice, or the sound is longer than `maxSeconds`; {ToolError} where
 *   ffmpeg was killed or the machine failed
 */
export async function* readPcm(
  tools: MediaTools,
  path: string,
  { info, format, maxSeconds = MAX_MEDIA_SECONDS, part, signal }: {
    info: MediaInfo;
    format: PcmFormat;
    maxSeconds?: number;
    part?: SoundPart;
    signal?: AbortSignal;
  },
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  if (!info.audio) throw new MediaError("the file has no sound");
  const frameBytes = format.bytesPerSample * format.channels;
  const silence = new Uint8Array(SILENCE_SECONDS * format.sampleRate * frameBytes);
  const args = [
    ...[...(mayJump(info) ? [] : ["-vn"]), "-sn", "-dn"],
    ...(part ? partOf(path, part) : await inputFromZero(tools, path, { info, signal })),
    ...["-map", `0:${info.audio.index}`],
    ...["-af", `aresample=${format.sampleRate}`, "-ac", String(format.channels), "-max_error_rate", "1"],
    ...["-t", String(maxSeconds + 1), "-c:a", format.codec],
  ];
  const timed = ["-output_ts_offset", String(OFFSET_SECONDS), "-f", "matroska", "pipe:1"];
  const discarded = discardStream(info, info.video);
  // no limit on the wall time: the reader sets the pace, and `maxSeconds` limits the work
  const limits = { signal, readable: [path], wallSeconds: 0, stallSeconds: 120 };
  const process = await start(tools, "ffmpeg", [...args, ...timed, ...discarded], limits);
  const isTimed = hasTimestamps(info);
  const clock = new SoundClock(format.sampleRate);
  const yieldPiece = function* (piece: Uint8Array<ArrayBuffer>) {
    if (clock.seconds > maxSeconds) {
      throw new MediaError(`the sound is longer than ${maxSeconds / 3600} hours, which is the most that is accepted`);
    }
    process.hold(true); // the time of the reader does not count as a stall
    yield piece;
    process.hold(false);
  };
  try {
    for await (const [{ seconds, bytes }, next] of withNext(readPcmBlocks(progressOf(process)))) {
      const time = clock.seconds === 0 || isTimed ? seconds - OFFSET_SECONDS : clock.seconds;
      const nextTime = isTimed && next ? next.seconds - OFFSET_SECONDS : undefined;
      const correction = clock.place(time, bytes.length / frameBytes, nextTime);
      for (let rest = correction * frameBytes; rest > 0; rest -= silence.length) {
        yield* yieldPiece(silence.subarray(0, rest));
      }
      const kept = bytes.subarray(correction < 0 ? -correction * frameBytes : 0);
      if (kept.length > 0) yield* yieldPiece(kept);
    }
    const { code } = await process.finished;
    if ((clock.seconds > 0 || part) && code === 0) return;
    const toNull = ["-f", format.codec.replace("pcm_", ""), "-progress", "pipe:1", "/dev/null"];
    await confirmRefusal(tools, [...args, ...toNull, ...discarded], limits, clock.seconds);
  } finally {
    // if the reader stopped early, the process still waits
    process.kill();
    await process.finished.catch(() => {});
  }
}

/** Where timestamps may jump too, the packets before the part are not looked at: that would read the whole file. */
function partOf(path: string, { start, seconds }: SoundPart): string[] {
  return ["-ss", start.toFixed(3), "-t", seconds.toFixed(3), ...untrustedInput(path)];
}

/** Decodes again without a reader, since a refusal counts only if it happens twice, and throws the error. */
async function confirmRefusal(
  tools: MediaTools,
  toNull: string[],
  limits: RunOptions,
  seconds: number,
): Promise<never> {
  let bytes = 0;
  const onText = (text: string, process: MediaProcess) => {
    process.noteProgress();
    bytes = Math.max(bytes, ...[...text.matchAll(/^total_size=(\d+)$/gm)].map(([, size]) => Number(size)));
  };
  const { code, stderr } = await retryCommand(() => run(tools, "ffmpeg", toNull, { ...limits, onText }), {
    signal: limits.signal,
    isRefused: () => false, // this is the second run
  });
  if (seconds === 0 && bytes === 0) throw stderr.error("no audio could be decoded");
  if (code !== 0) throw stderr.error(`the audio could not be decoded after ${seconds.toFixed(1)} s`);
  const reason = "it read the file to its end only at the second try";
  throw new ToolError(`ffmpeg could not go on: ${reason}`, { kind: "machine", reason });
}

async function* progressOf({ stdout, noteProgress }: Awaited<ReturnType<typeof start>>) {
  for await (const piece of stdout) {
    noteProgress();
    yield piece;
  }
}

async function* withNext<T>(items: AsyncIterable<T>): AsyncIterable<[T, T | undefined]> {
  let held: T | undefined;
  for await (const item of items) {
    if (held !== undefined) yield [held, item];
    held = item;
  }
  if (held !== undefined) yield [held, undefined];
}
