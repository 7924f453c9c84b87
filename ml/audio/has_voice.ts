import type { Session } from "../onnx/session.ts";
import { SpeechSpans } from "./speech_spans.ts";
import { loadVoiceModel, VoiceActivity } from "./voice_activity.ts";

/**
 * Says of short recordings whether somebody speaks, by the voice activity model with its usual threshold. The model is loaded
 * at the first question, for most recordings bring none.
 */
export class VoiceFinder {
  #model: Promise<Session> | null = null;

  /** @param samples mono, 16 kHz, in [-1, 1] */
  async hasVoice(samples: Float32Array): Promise<boolean> {
    const voice = new VoiceActivity(await (this.#model ??= loadVoiceModel(1)));
    const spans = new SpeechSpans();
    const found = [...spans.push(await voice.push(samples)), ...spans.push(await voice.end()), ...spans.end()];
    return found.length > 0;
  }

  /** Frees the model's memory. */
  async release(): Promise<void> {
    const model = await this.#model?.catch(() => null);
    this.#model = null;
    await model?.release();
  }
}
