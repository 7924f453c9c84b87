import { z } from "zod";
import { described } from "./fields.ts";

const loudnessSchema = z.object({
  integrated_lufs: described(z.number().nullable(), "LUFS; null where all is quieter than -70.", -19.4),
  range_lu: described(z.number(), "Loudness range in LU.", 6.2),
  true_peak_db: described(z.number().nullable(), "dB of full scale, between samples too; null for silence.", -1.3),
}).describe("By EBU R 128.");

/** The result of the analysis `sound_quality`. */
export const soundQualitySchema = z.object({
  loudness: loudnessSchema,
}).meta({ id: "SoundQuality", description: "How well the sound of a video can be understood." });

export type SoundQualityJson = z.output<typeof soundQualitySchema>;
