/** The models that are known by name, from the smallest to the largest; `ml/models/catalog.ts` tells where each is. */
export const MODEL_NAMES = [
  "tiny",
  "tiny.en",
  "base",
  "base.en",
  "small",
  "small.en",
  "medium",
  "medium.en",
  "large-v2",
  "large-v3",
  "large-v3-turbo",
  "distil-large-v3",
] as const;
export type ModelName = typeof MODEL_NAMES[number];

export function isModelName(value: unknown): value is ModelName {
  return (MODEL_NAMES as readonly unknown[]).includes(value);
}

/** Whether a model was taught English alone, as its name says. */
export function isEnglishOnly(model: string): boolean {
  return model.endsWith(".en");
}

/** Mel bands that a model hears, by its name or its folder's: the third large one and what was made of it hear 128. */
export function melBands(model: string): 80 | 128 {
  return /large-v3|turbo/.test(model.split("/").at(-1)!) ? 128 : 80;
}
