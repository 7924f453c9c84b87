import { SAMPLE_RATE } from "./constants.ts";
import { HeldAudio } from "./held_audio.ts";
import { FRAME_SAMPLES, FRAME_SECONDS, type VoiceActivity } from "./voice_activity.ts";
import { type FrameWindow, WindowPacker } from "./window_packer.ts";

/** A stretch of time in which somebody speaks, in seconds of media. */
export interface SpeechSpan {
  start: number;
  end: number;
}

/** A window of media for Whisper: at most 30 s, in which somebody speaks. */
export interface AudioWindow {
  /** Seconds of media. */
  start: number;
  /** Seconds of media; never past the end of the audio. */
  end: number;
  /** Mono, 16 kHz: `end - start` seconds of it. */
  samples: Float32Array;
  /** Where in it somebody speaks, in order; to a frame of 32 ms. */
  speech: SpeechSpan[];
}

export interface SpeechWindowOptions {
  /**
   * The probability from which a frame counts as speech, above 0 and below 1; 0.5 if absent. Less finds more of what is hard
   * to hear, and more that is no speech.
   */
  threshold?: number;
}

/**
 * Cuts audio, while it arrives, into windows of speech at most 30 s long. They come in order, do not overlap and hold all
 * the speech there is. At most about a minute of audio is held at a time, besides the piece that came last.
 *
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of any size
 * @param voice a detector that has heard nothing yet
 * @throws {RangeError} if the threshold is not above 0 and below 1
 */
export async function* speechWindows(
  audio: AsyncIterable<Float32Array>,
  voice: VoiceActivity,
  { threshold }: SpeechWindowOptions = {},
): AsyncGenerator<AudioWindow, void, undefined> {
  const held = new HeldAudio();
  const packer = new WindowPacker(threshold);
  for await (const samples of audio) {
    held.push(samples);
    const probabilities = await voice.push(samples);
    if (probabilities.length === 0) continue;
    for (const window of packer.push(probabilities)) yield cut(held, window);
    held.dropBefore(packer.neededFrom * FRAME_SAMPLES);
  }
  const rest = packer.push(await voice.end());
  for (const window of [...rest, ...packer.end()]) yield cut(held, window);
}

function cut(held: HeldAudio, { start, end, speech }: FrameWindow): AudioWindow {
  const from = start * FRAME_SAMPLES;
  const samples = held.slice(from, end * FRAME_SAMPLES); // the last frame may be half empty
  const mediaEnd = held.end / SAMPLE_RATE;
  const seconds = (frame: number) => Math.min(frame * FRAME_SECONDS, mediaEnd);
  return {
    start: from / SAMPLE_RATE,
    end: (from + samples.length) / SAMPLE_RATE,
    samples,
    speech: speech.map((span) => ({ start: seconds(span.start), end: seconds(span.end) })),
  };
}
