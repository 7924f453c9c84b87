import type { Session } from "../onnx/session.ts";
import { SpeechSpanFinder } from "./speech_spans.ts";
import { loadVoiceModel, VoiceActivity } from "./voice_activity.ts";

/**
 * Detects whether a short recording has speech, by the voice activity model with its default threshold. The model is
 * loaded at the first call, because most transcriptions make none.
 */
export class VoiceDetector {
  #model: Promise<Session> | null = null;

  /** @param samples mono, 16 kHz, in [-1, 1] */
  async hasVoice(samples: Float32Array): Promise<boolean> {
    const voice = new VoiceActivity(await (this.#model ??= loadVoiceModel(1)));
    const spans = new SpeechSpanFinder();
    const ended = [...spans.push(await voice.push(samples)), ...spans.push(await voice.end()), ...spans.end()];
    return ended.length > 0;
  }

  /** Frees the model's memory. */
  async release(): Promise<void> {
    const model = await this.#model?.catch(() => null);
    this.#model = null;
    await model?.release();
  }
}
