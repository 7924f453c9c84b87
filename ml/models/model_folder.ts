import { ModelError } from "../../src/core/errors.ts";
import { INDEX_FILE, SINGLE_FILE } from "./huggingface.ts";
import { weightMap } from "./safetensors.ts";

export type ModelFormat = "ctranslate2" | "safetensors" | "safetensors shards";

/** Format and files of a model's folder. */
export interface ModelFolder {
  format: ModelFormat;
  /** Every file that is read, the weights first. */
  files: string[];
}

/** Files of a Hugging Face checkpoint that may be missing. */
const OPTIONAL = ["generation_config.json", "added_tokens.json"];

/**
 * Detects the format of the model in a folder: CTranslate2's model.bin, or Hugging Face safetensors in one or more
 * files.
 *
 * @throws {ModelError} if there is no model or a file is missing; names the expected files
 */
export function modelFolder(folder: string): ModelFolder {
  const has = (name: string) => isFile(`${folder}/${name}`);
  const format = has("model.bin")
    ? "ctranslate2"
    : has(SINGLE_FILE)
    ? "safetensors"
    : has(INDEX_FILE)
    ? "safetensors shards"
    : null;
  if (!format) {
    const hint = has("pytorch_model.bin") || has("pytorch_model.bin.index.json")
      ? ". It has pytorch_model.bin, which is not read: save the model as safetensors"
      : "";
    throw new ModelError(
      `"${folder}" has no readable model.bin (CTranslate2), ${SINGLE_FILE} or ${INDEX_FILE} (Hugging Face)${hint}`,
    );
  }
  const files = [...weightFiles(folder, format), "config.json", ...tokenizerFiles(has)];
  const missing = files.filter((name) => !has(name));
  if (missing.length > 0) {
    throw new ModelError(`"${folder}" lacks ${missing.join(", ")}: a model's folder holds ${files.join(", ")}`);
  }
  return { format, files: format === "ctranslate2" ? files : [...files, ...OPTIONAL.filter(has)] };
}

function weightFiles(folder: string, format: ModelFormat): string[] {
  if (format === "ctranslate2") return ["model.bin"];
  if (format === "safetensors") return [SINGLE_FILE];
  return [...new Set(weightMap(`${folder}/${INDEX_FILE}`).values()), INDEX_FILE];
}

/** Fine-tunes often have only the two files of the older tokenizers. */
function tokenizerFiles(has: (name: string) => boolean): string[] {
  const isOld = !has("tokenizer.json") && has("vocab.json") && has("merges.txt");
  return isOld ? ["vocab.json", "merges.txt"] : ["tokenizer.json"];
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
