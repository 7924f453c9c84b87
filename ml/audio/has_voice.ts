import { SpeechSpans } from "./speech_spans.ts";
import { loadVoiceModel, VoiceActivity } from "./voice_activity.ts";

/**
 * Whether somebody speaks, by the voice activity model with its usual threshold. It is loaded and let go again: for the odd
 * window, not for a whole recording.
 *
 * @param samples mono, 16 kHz, in [-1, 1]
 */
export async function hasVoice(samples: Float32Array): Promise<boolean> {
  const model = await loadVoiceModel(1);
  try {
    const voice = new VoiceActivity(model);
    const spans = new SpeechSpans();
    const found = [...spans.push(await voice.push(samples)), ...spans.push(await voice.end()), ...spans.end()];
    return found.length > 0;
  } finally {
    await model.release();
  }
}
