interface ModelRow {
  name: string;
  /** On the Hugging Face hub, in the format of CTranslate2. */
  repository: string;
  /** Approximate size of the download. */
  megabytes: number;
  /** Mel bands of the encoder's input. */
  nMels: 80 | 128;
}

/** The models that have a name, from the smallest to the largest. To add a model, add a row. */
export const MODELS = [
  { name: "tiny", repository: "Systran/faster-whisper-tiny", megabytes: 78, nMels: 80 },
  { name: "tiny.en", repository: "Systran/faster-whisper-tiny.en", megabytes: 78, nMels: 80 },
  { name: "base", repository: "Systran/faster-whisper-base", megabytes: 147, nMels: 80 },
  { name: "base.en", repository: "Systran/faster-whisper-base.en", megabytes: 147, nMels: 80 },
  { name: "small", repository: "Systran/faster-whisper-small", megabytes: 486, nMels: 80 },
  { name: "small.en", repository: "Systran/faster-whisper-small.en", megabytes: 486, nMels: 80 },
  { name: "medium", repository: "Systran/faster-whisper-medium", megabytes: 1530, nMels: 80 },
  { name: "medium.en", repository: "Systran/faster-whisper-medium.en", megabytes: 1530, nMels: 80 },
  { name: "large-v2", repository: "Systran/faster-whisper-large-v2", megabytes: 3089, nMels: 80 },
  { name: "large-v3", repository: "Systran/faster-whisper-large-v3", megabytes: 3090, nMels: 128 },
  { name: "large-v3-turbo", repository: "mobiuslabsgmbh/faster-whisper-large-v3-turbo", megabytes: 1621, nMels: 128 },
  { name: "distil-large-v3", repository: "Systran/faster-distil-whisper-large-v3", megabytes: 1516, nMels: 128 },
] as const satisfies readonly ModelRow[];

export type ModelName = typeof MODELS[number]["name"];

export const MODEL_NAMES: readonly ModelName[] = MODELS.map(({ name }) => name);

export function isModelName(value: unknown): value is ModelName {
  return (MODEL_NAMES as readonly unknown[]).includes(value);
}

/** Suffixes of repositories that hold a model in another format, or quantized. */
const FORMAT_SUFFIX = /[-_](ct2|ct2fast|int8|int8_float16|float16|fp16|ggml|gguf|onnx|mlx)$/;
const OTHER_NAMES: Record<string, ModelName> = {
  ...{ large: "large-v3", turbo: "large-v3-turbo", "large-turbo": "large-v3-turbo", "distil-large": "distil-large-v3" },
};

/**
 * The model of the table that other servers call by this name: a repository of the hub (`Systran/faster-whisper-base`,
 * `openai/whisper-base`), a name with a prefix (`whisper-base`), a file of whisper.cpp (`ggml-base.bin`), or `turbo`.
 *
 * @returns null if it is none of them
 */
export function modelOfOtherName(name: string): ModelName | null {
  let stem = name.trim().toLowerCase().split("/").at(-1)!.replace(/\.bin$/, "");
  while (FORMAT_SUFFIX.test(stem)) stem = stem.replace(FORMAT_SUFFIX, "");
  const isDistilled = /(^|-)distil(led)?-/.test(stem);
  const size = stem.replace(/^(openai|ggml|faster|mlx)[-_]/, "").replace(/^(distil(led)?[-_])?(whisper[-_])?/, "")
    .replace(/^distil(led)?[-_]/, "");
  const short = isDistilled ? `distil-${size}` : size;
  return isModelName(short) ? short : Object.hasOwn(OTHER_NAMES, short) ? OTHER_NAMES[short] : null;
}

/** Whether a model was trained on English only, by the suffix of its name. */
export function isEnglishOnly(model: string): boolean {
  return model.endsWith(".en");
}

/** Mel bands of a model's input. @param model a name of the table, or the path of a folder: then its name decides */
export function melBands(model: string): 80 | 128 {
  const name = model.split("/").at(-1)!;
  const row = MODELS.find((row) => row.name === name);
  return row?.nMels ?? (/large-v3|turbo/.test(name) ? 128 : 80);
}
