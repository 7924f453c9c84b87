import { z } from "zod";
import { choice, described } from "./fields.ts";

const number = (description: string, example: number) => described(z.number(), description, example);

export const SOUND_REASONS = [
  "noise",
  "narrow_band",
  "reverberation",
  "clipping",
  "dropouts",
  "quiet",
  "unsure_captions",
  "opposite_phase",
  "empty_channel",
  "no_speech",
  "silent",
] as const;

const reasonSchema = z.object({
  code: choice(SOUND_REASONS, "What was found."),
  text: described(z.string(), "A sentence for people.", "The voice is only 6 dB louder than the noise around it."),
  advice: described(z.string(), "What to do about it.", "Record closer to the microphone, or in a quieter place."),
}).meta({ id: "SoundReason", description: "Something that makes speech hard to understand." });

export type SoundReasonJson = z.output<typeof reasonSchema>;

const loudnessSchema = z.object({
  integrated_lufs: number("LUFS; null where all is quieter than -70.", -19.4).nullable(),
  range_lu: number("Loudness range in LU.", 6.2),
  true_peak_db: number("dB of full scale, between samples too; null for silence.", -1.3).nullable(),
});

const speechSchema = z.object({
  level_db: number("dB of full scale, while somebody speaks.", -22.1),
  noise_db: number("dB of full scale, while nobody speaks.", -58.4),
  snr_db: number("dB from the noise to the speech; 60 is the most that is told.", 36.3),
  bandwidth_hz: number("Hz up to which there is sound; Whisper gets 8000.", 8000),
  decay_seconds: number("Seconds in which the room's sound decays by 60 dB, estimated from speech.", 0.3),
  clipped_share: number("The share of the samples near the highest level.", 0.001),
  dropped_share: number("The share of speech that is missing in short gaps.", 0),
}).meta({ id: "SpeechMeasures", description: "What was measured of speech, mixed to mono at 16 kHz." });

/** The result of the analysis `sound_quality`. */
export const soundQualitySchema = z.object({
  score: number("From 0 to 100, where nothing is wrong; null where nobody speaks.", 91).nullable(),
  captions: choice(
    ["good", "fair", "poor"],
    "What captions are expected to be, by the score and by how sure Whisper was.",
  ).nullable(),
  reasons: z.array(reasonSchema).describe("What is wrong, the worst first; empty where nothing is."),
  loudness: loudnessSchema.nullable().describe("By EBU R 128; null in a quick look."),
  speech_share: number("The share of the time in which somebody speaks.", 0.81),
  silence_share: number("The share of the time that is quieter than -60 dB of full scale.", 0.05),
  speech: speechSchema.nullable().describe("null where nobody speaks."),
  channel_levels_db: z.array(number("dB of full scale.", -21.2)).describe("Of the channels; of more than two, mixed."),
  is_opposite_phase: described(z.boolean(), "Whether left and right cancel each other.", false),
  confidence: number("Mean probability of the words of the captions; null where there are none.", 0.87).nullable(),
  quick_look_seconds: number(
    "Only in a quick look, before the captions: how many seconds of the sound it is of. The whole is measured after them.",
    90,
  ).optional(),
}).meta({ id: "SoundQuality", description: "How well the sound of a video can be understood." });

export type SoundQualityJson = z.output<typeof soundQualitySchema>;
