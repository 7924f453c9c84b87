import type { SoundQualityJson } from "../../src/schemas/sound_quality.ts";

/** A result of the analysis `sound_quality`, for tests of what shows it. */
export const QUALITY: SoundQualityJson = {
  score: 48,
  captions: "fair",
  reasons: [{
    code: "noise",
    text: "The voice is only 6 dB louder than the noise around it.",
    advice: "Record closer to the microphone, or in a quieter place.",
  }],
  loudness: { integrated_lufs: -19.4, range_lu: 6.2, true_peak_db: -1.3 },
  speech_share: 0.81,
  silence_share: 0.05,
  speech: {
    ...{ level_db: -22.1, noise_db: -28.4, snr_db: 6.3, bandwidth_hz: 8000, decay_seconds: 0.3 },
    ...{ clipped_share: 0.001, dropped_share: 0 },
  },
  channel_levels_db: [-22.4, -22.4],
  is_opposite_phase: false,
  confidence: 0.71,
};
