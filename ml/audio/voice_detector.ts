import type { Session } from "../onnx/session.ts";
import { SAMPLE_RATE } from "./constants.ts";
import { SpeechSpanFinder } from "./speech_spans.ts";
import { FRAME_SECONDS, loadVoiceModel, VoiceActivity } from "./voice_activity.ts";
import type { SpeechSpan } from "./windows.ts";

/**
 * Detects speech in a short recording, by the voice activity model with its default threshold. The model is loaded at
 * the first call, because most transcriptions make none.
 */
export class VoiceDetector {
  #model: Promise<Session> | null = null;

  /** @param samples mono, 16 kHz, in [-1, 1] */
  async hasVoice(samples: Float32Array): Promise<boolean> {
    return (await this.speechIn(samples)).length > 0;
  }

  /**
   * @param samples mono, 16 kHz, in [-1, 1]
   * @returns the spans of speech, in seconds from the first sample
   */
  async speechIn(samples: Float32Array): Promise<SpeechSpan[]> {
    const voice = new VoiceActivity(await (this.#model ??= loadVoiceModel(1)));
    const finder = new SpeechSpanFinder();
    const spans = [...finder.push(await voice.push(samples)), ...finder.push(await voice.end()), ...finder.end()];
    const seconds = (frame: number) => Math.min(frame * FRAME_SECONDS, samples.length / SAMPLE_RATE);
    return spans.map(({ start, end }) => ({ start: seconds(start), end: seconds(end) }));
  }

  /** Frees the model's memory. */
  async release(): Promise<void> {
    const model = await this.#model?.catch(() => null);
    this.#model = null;
    await model?.release();
  }
}
