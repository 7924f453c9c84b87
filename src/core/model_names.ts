/** The models of the catalog (`ml/models/catalog.ts`), from the smallest to the largest. */
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

/** Whether a model was trained on English alone, by its name. */
export function isEnglishOnly(model: string): boolean {
  return model.endsWith(".en");
}

/** Mel bands of a model's input, by its name or its folder's: 128 for large-v3 and the models derived from it. */
export function melBands(model: string): 80 | 128 {
  return /large-v3|turbo/.test(model.split("/").at(-1)!) ? 128 : 80;
}
