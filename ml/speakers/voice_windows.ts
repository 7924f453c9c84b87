import { SAMPLE_RATE } from "../audio/constants.ts";
import { SampleBuffer } from "../audio/sample_buffer.ts";
import { type FrameSpan, SpeechSpanFinder } from "../audio/speech_spans.ts";
import { FRAME_SAMPLES, FRAME_SECONDS, VoiceActivity } from "../audio/voice_activity.ts";
import type { Session } from "../onnx/session.ts";
import type { EmbedVoice } from "./speaker_encoder.ts";

/** A stretch of speech without a pause, short enough for one speaker. In seconds. */
export interface VoiceWindow {
  start: number;
  end: number;
  /** Of length 1; null: the stretch is too short to tell. */
  vector: Float32Array | null;
}

/** Shorter and longer windows erred more where the threshold did not fit them: `./sf bench:speakers --tune`. */
const WINDOW_SECONDS = 1.5;
/** Shorter speech says nothing about the voice. */
const LEAST_SECONDS = 0.3;
/** Speech without a pause is cut after this, so that a bounded part of the sound is held. */
const LONGEST_SPAN_FRAMES = Math.round(30 / FRAME_SECONDS);

export interface VoiceOptions {
  /** At most 2. */
  windowSeconds?: number;
  /** From `loadVoiceModel`. */
  model: Pick<Session, "run">;
  embed: EmbedVoice;
  signal?: AbortSignal;
  /** Gets the seconds of sound that are read, at least once a second of work, and may delay the rest. */
  onProgress?(seconds: number): Promise<void>;
}

/**
 * Finds speech, cuts it at its pauses and into windows of about 1.5 s, and embeds each. Some 45 s of the sound are held.
 *
 * @param sound mono, 16 kHz, in [-1, 1], in chunks
 * @returns in order
 */
export async function embedVoices(
  sound: AsyncIterable<Float32Array>,
  { model, embed, signal, onProgress, windowSeconds = WINDOW_SECONDS }: VoiceOptions,
): Promise<VoiceWindow[]> {
  const voice = new VoiceActivity(model);
  const finder = new SpeechSpanFinder();
  const buffer = new SampleBuffer();
  const windows: VoiceWindow[] = [];
  const add = async (spans: readonly FrameSpan[]) => {
    for (const span of spans) {
      for (const { start, end } of cutSpan(span.start * FRAME_SECONDS, span.end * FRAME_SECONDS, windowSeconds)) {
        signal?.throwIfAborted();
        const around = Math.max(0, (end - start - windowSeconds) / 2); // the model takes no more than the middle
        const samples = buffer.slice(sampleAt(start + around), sampleAt(end - around));
        const isLong = samples.length >= LEAST_SECONDS * SAMPLE_RATE;
        const vector = isLong ? await embed(samples) : null;
        windows.push({ start, end: Math.min(end, buffer.end / SAMPLE_RATE), vector });
        await onProgress?.(end);
      }
    }
  };
  for await (const chunk of sound) {
    signal?.throwIfAborted();
    buffer.push(chunk);
    const spans = finder.push(await voice.push(chunk));
    const current = finder.current;
    if (current && current.end - current.start > LONGEST_SPAN_FRAMES) spans.push(finder.split(current.end));
    await add(spans);
    buffer.dropBefore((finder.current?.start ?? finder.frames) * FRAME_SAMPLES - SAMPLE_RATE);
    await onProgress?.(finder.frames * FRAME_SECONDS);
  }
  await add([...finder.push(await voice.end()), ...finder.end()]);
  return windows;
}

function sampleAt(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE);
}

/** Cuts a span into equal parts of about the length of a window. */
function cutSpan(start: number, end: number, windowSeconds: number): { start: number; end: number }[] {
  const count = Math.max(1, Math.round((end - start) / windowSeconds));
  const at = (i: number) => start + i * (end - start) / count;
  return Array.from({ length: count }, (_, i) => ({ start: at(i), end: at(i + 1) }));
}
