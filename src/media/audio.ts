import { MediaError } from "../core/errors.ts";
import { MonoMixer } from "./mix_mono.ts";
import { probe } from "./probe.ts";
import { readPcm, type SoundPart } from "./clock/read_pcm.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";

/** Hz: the rate of Whisper's input. */
export const SAMPLE_RATE = 16_000;

const BYTES_PER_SAMPLE = 4;
const FORMAT = { codec: "pcm_f32le", bytesPerSample: BYTES_PER_SAMPLE, sampleRate: SAMPLE_RATE } as const;
/** The channels of a file are in opposite phase if this share of its sound, silence apart, is. */
const MIN_OPPOSITE_SHARE = 0.2;

export interface ReadAudioOptions {
  signal?: AbortSignal;
  /** Length of each chunk but the last. */
  chunkSeconds?: number;
  /** The result of `probe`; if absent, the file is probed. */
  info?: MediaInfo;
  /** The longest sound that is accepted. */
  maxSeconds?: number;
  /** Reads this alone; if absent, all. */
  part?: SoundPart;
  /** Called at the end if left and right cancelled each other for much of the sound, and so were subtracted. */
  onOppositePhase?: () => void;
  /** Called at the end with the mean square of each channel; of more than two, of the two that they are mixed to. */
  onChannels?: (meanSquares: number[]) => void;
}

/**
 * Decodes the sound of a media file to 16 kHz mono (see mix_mono.ts), chunk by chunk. ffmpeg waits while the reader is busy, so memory
 * does not grow with the file.
 *
 * The first sample is the media's time 0 (see time_base.ts): a late start and gaps become silence, and an encoder's
 * priming is left out.
 * @returns chunks of shape (chunkSeconds * 16000), the last one shorter
 * @throws {MediaError} if there is no sound, or ffmpeg refused it twice; {ToolError} where ffmpeg was killed or the
 *   machine failed
 */
export async function* readAudio(
  tools: MediaTools,
  path: string,
  { signal, chunkSeconds = 30, info, maxSeconds, part, onOppositePhase, onChannels }: ReadAudioOptions = {},
): AsyncIterable<Float32Array> {
  if (!(chunkSeconds > 0)) throw new RangeError(`chunkSeconds is ${chunkSeconds}: it must be above 0`);
  const media = info ?? await probe(tools, path, { signal });
  if (!media.audio) throw new MediaError("the file has no sound");
  const channels = media.audio.channels === 1 ? 1 : 2; // of more, ffmpeg makes two
  const pieces = readPcm(tools, path, { info: media, format: { ...FORMAT, channels }, maxSeconds, part, signal });
  const mono = channels === 1 ? pieces : mixed(pieces, { onOppositePhase, onChannels });
  let energy = 0;
  let samples = 0;
  for await (const chunk of chunksOf(mono, Math.max(1, Math.round(chunkSeconds * SAMPLE_RATE)))) {
    if (onChannels && channels === 1) { for (const sample of chunk) energy += sample * sample; }
    samples += chunk.length;
    yield chunk;
  }
  if (channels === 1) onChannels?.([energy / Math.max(1, samples)]);
}

async function* mixed(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { onOppositePhase, onChannels }: Pick<ReadAudioOptions, "onOppositePhase" | "onChannels">,
): AsyncIterable<Uint8Array> {
  const mixer = new MonoMixer();
  for await (const piece of pieces) {
    // a copy: the piece may lie at an odd address
    for (const mono of mixer.push(new Float32Array(piece.slice().buffer))) yield new Uint8Array(mono.buffer);
  }
  yield new Uint8Array(mixer.end().buffer);
  if (mixer.oppositeFrames > MIN_OPPOSITE_SHARE * mixer.soundFrames) onOppositePhase?.();
  onChannels?.(mixer.energies.map((energy) => energy / Math.max(1, mixer.frames)));
}

/** Joins pieces into chunks of `chunkSamples`. */
async function* chunksOf(pieces: AsyncIterable<Uint8Array>, chunkSamples: number): AsyncIterable<Float32Array> {
  let bytes = new Uint8Array(chunkSamples * BYTES_PER_SAMPLE);
  let filled = 0;
  for await (let piece of pieces) {
    while (piece.length > 0) {
      const part = piece.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      piece = piece.subarray(part.length);
      if (filled < bytes.length) continue;
      yield new Float32Array(bytes.buffer);
      bytes = new Uint8Array(chunkSamples * BYTES_PER_SAMPLE); // the reader may keep or transfer the chunk
      filled = 0;
    }
  }
  if (filled > 0) yield new Float32Array(bytes.buffer.slice(0, filled));
}
