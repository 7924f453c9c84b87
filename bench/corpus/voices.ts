import type { Voice } from "./speech.ts";

const flite = (name: string, more: Partial<Voice> = {}): Voice => ({ engine: "flite", name, ...more });
const festival = (name: string, more: Partial<Voice> = {}): Voice => ({ engine: "festival", name, ...more });
const espeak = (name: string, more: Partial<Voice> = {}): Voice => ({ engine: "espeak-ng", name, ...more });

/**
 * The English voices. slt, rms and awb were made from recordings of people by statistics, kal and ked are joined from
 * two-phone pieces, and espeak-ng computes its sound: Whisper understands them less and less, so they come less often.
 */
export const ENGLISH_VOICES: readonly Voice[] = [
  flite("slt"),
  flite("rms"),
  festival("cmu_us_slt_arctic_hts", { speed: 0.93 }),
  flite("awb"),
  flite("slt", { rate: 1.2, speed: 0.9 }),
  flite("rms", { speed: 1.12, rate: 0.9 }),
  flite("kal16", { rate: 0.95 }),
  flite("slt", { speed: 1.08 }),
  flite("awb", { rate: 1.1, speed: 0.95 }),
  festival("cmu_us_slt_arctic_hts"),
  flite("rms", { rate: 1.25 }),
  espeak("en-us", { rate: 0.95 }),
  flite("slt", { rate: 0.85, speed: 0.86 }),
  festival("kal_diphone", { rate: 0.9, speed: 1.05 }),
  flite("rms", { speed: 0.94 }),
  flite("awb", { rate: 0.9 }),
  festival("ked_diphone"),
  espeak("en-gb-x-rp+f3"),
];

/** Voices that differ most from each other, for dialogues and overlaps. */
export const SPEAKERS: readonly Voice[] = [
  flite("slt"),
  flite("rms"),
  festival("cmu_us_slt_arctic_hts", { speed: 0.93 }),
  flite("awb"),
  flite("rms", { speed: 1.12, rate: 0.9 }),
  flite("slt", { rate: 1.2, speed: 0.9 }),
];

/** espeak-ng's voices of the other languages. */
export const FOREIGN_VOICES: Record<string, readonly string[]> = {
  de: ["de", "de+f2"],
  es: ["es", "es-419+f2"],
  fr: ["fr", "fr+f2"],
  it: ["it", "it+f2"],
  pt: ["pt", "pt-br+f2"],
};
