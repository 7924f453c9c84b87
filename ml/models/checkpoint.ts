import { readCTranslate2 as readCTranslate2 } from "./ctranslate2.ts";
import { readHuggingFace } from "./huggingface.ts";
import { modelFolder } from "./model_folder.ts";
import type { Checkpoint } from "./tensors.ts";

/**
 * Opens the weights of a model's folder, in any supported format. Names, shapes and configuration are the same for all
 * formats; values are read from the files only on access.
 *
 * @throws {ModelError} if there is no model, or a file is missing, cut off or of another format
 */
export function openCheckpoint(folder: string): Checkpoint {
  const { format } = modelFolder(folder);
  if (format === "ctranslate2") return readCTranslate2(folder);
  return readHuggingFace(folder, { isSharded: format === "safetensors shards" });
}
