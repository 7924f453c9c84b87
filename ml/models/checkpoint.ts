import { readCTranslate2 as readCTranslate2 } from "./ctranslate2.ts";
import { readHuggingFace } from "./huggingface.ts";
import { modelFolder } from "./model_folder.ts";
import type { Checkpoint } from "./tensors.ts";

/**
 * Reads the weights of a model's folder, whichever format they are in. Names, shapes and settings are the same for all; the
 * values stay in the files until they are asked for.
 *
 * @throws {ModelError} if there is no model, or a file is missing, cut off or of another kind
 */
export function openCheckpoint(folder: string): Checkpoint {
  const { format } = modelFolder(folder);
  if (format === "ctranslate2") return readCTranslate2(folder);
  return readHuggingFace(folder, { isSharded: format === "safetensors shards" });
}
