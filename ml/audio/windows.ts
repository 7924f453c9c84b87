import { SAMPLE_RATE } from "./constants.ts";
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

/**
 * Cuts audio, while it arrives, into windows of speech at most 30 s long. They come in order, do not overlap and hold all
 * the speech there is. At most about three minutes of audio are held at a time.
 *
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of any size
 * @param voice a detector that has heard nothing yet
 */
export async function* speechWindows(
  audio: AsyncIterable<Float32Array>,
  voice: VoiceActivity,
): AsyncGenerator<AudioWindow, void, undefined> {
  const held = new HeldAudio();
  const packer = new WindowPacker();
  for await (const samples of audio) {
    held.push(samples);
    const probabilities = await voice.push(samples);
    if (probabilities.length === 0) continue;
    for (const window of packer.push(probabilities)) yield held.cut(window);
    held.dropBefore(packer.neededFrom * FRAME_SAMPLES);
  }
  const rest = packer.push(await voice.end());
  for (const window of [...rest, ...packer.end()]) yield held.cut(window);
}

/** The audio that windows to come may need. */
class HeldAudio {
  #pieces: { from: number; samples: Float32Array }[] = [];
  #end = 0; // samples so far

  push(samples: Float32Array): void {
    this.#pieces.push({ from: this.#end, samples });
    this.#end += samples.length;
  }

  dropBefore(sample: number): void {
    const first = this.#pieces.findIndex(({ from, samples }) => from + samples.length > sample);
    this.#pieces.splice(0, first < 0 ? this.#pieces.length : first);
  }

  cut({ start, end, speech }: FrameWindow): AudioWindow {
    const from = start * FRAME_SAMPLES;
    const to = Math.min(end * FRAME_SAMPLES, this.#end); // the last frame may be half empty
    const samples = new Float32Array(to - from);
    for (const piece of this.#pieces) {
      const first = Math.max(from, piece.from);
      const last = Math.min(to, piece.from + piece.samples.length);
      if (first < last) samples.set(piece.samples.subarray(first - piece.from, last - piece.from), first - from);
    }
    const mediaEnd = this.#end / SAMPLE_RATE;
    const seconds = (frame: number) => Math.min(frame * FRAME_SECONDS, mediaEnd);
    return {
      start: from / SAMPLE_RATE,
      end: to / SAMPLE_RATE,
      samples,
      speech: speech.map((span) => ({ start: seconds(span.start), end: seconds(span.end) })),
    };
  }
}
