import { SAMPLE_RATE } from "./constants.ts";
import { SampleBuffer } from "./sample_buffer.ts";
import { FRAME_SAMPLES, FRAME_SECONDS, type VoiceActivity } from "./voice_activity.ts";
import { type FrameWindow, WindowPacker } from "./window_packer.ts";

/** A span of time with speech, in seconds of media. */
export interface SpeechSpan {
  start: number;
  end: number;
}

/** A window of audio for Whisper: at most 30 s, with speech in it. */
export interface AudioWindow {
  /** Seconds of media. */
  start: number;
  /** Seconds of media; never past the end of the audio. */
  end: number;
  /** Mono, 16 kHz, `end - start` seconds. */
  samples: Float32Array;
  /** The spans of speech in it, in order, accurate to a frame of 32 ms. */
  speech: SpeechSpan[];
  /** The speech right after it, if it is cut within speech. It belongs to the next window. */
  after?: Float32Array;
}

export interface SpeechWindowOptions {
  /**
   * The probability at which a frame counts as speech, above 0 and below 1; default 0.5. A lower one finds more faint
   * speech, and more sounds that are not speech.
   */
  threshold?: number;
}

/**
 * Cuts audio, while it arrives, into windows of speech of at most 30 s. They are in order, do not overlap and contain
 * all of the speech. Buffers about a minute of audio at most, plus the latest chunk.
 *
 * @param audio mono, 16 kHz, in [-1, 1], in chunks of any size
 * @param voice a new detector, without audio so far
 * @throws {RangeError} if the threshold is not above 0 and below 1
 */
export async function* speechWindows(
  audio: AsyncIterable<Float32Array>,
  voice: VoiceActivity,
  { threshold }: SpeechWindowOptions = {},
): AsyncGenerator<AudioWindow, void, undefined> {
  const buffer = new SampleBuffer();
  const packer = new WindowPacker(threshold);
  for await (const samples of audio) {
    buffer.push(samples);
    const probabilities = await voice.push(samples);
    if (probabilities.length === 0) continue;
    for (const window of packer.push(probabilities)) yield cut(buffer, window);
    buffer.dropBefore(packer.neededFrom * FRAME_SAMPLES);
  }
  const rest = packer.push(await voice.end());
  for (const window of [...rest, ...packer.end()]) yield cut(buffer, window);
}

function cut(buffer: SampleBuffer, { start, end, speech, after }: FrameWindow): AudioWindow {
  const from = start * FRAME_SAMPLES;
  const samples = buffer.slice(from, end * FRAME_SAMPLES); // the last frame may be incomplete
  const mediaEnd = buffer.end / SAMPLE_RATE;
  const seconds = (frame: number) => Math.min(frame * FRAME_SECONDS, mediaEnd);
  return {
    start: from / SAMPLE_RATE,
    end: (from + samples.length) / SAMPLE_RATE,
    samples,
    speech: speech.map((span) => ({ start: seconds(span.start), end: seconds(span.end) })),
    ...after && { after: buffer.slice(after.start * FRAME_SAMPLES, after.end * FRAME_SAMPLES) },
  };
}
