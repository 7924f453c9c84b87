import { ModelError } from "../../src/core/errors.ts";
import { modelFolder } from "./model_folder.ts";
import { JsonFile } from "./json_file.ts";

/**
 * Reads a model's tokenizer as the JSON of a tokenizer.json. If the folder has vocab.json and merges.txt instead, as
 * fine-tunes do, it is built from these and added_tokens.json.
 *
 * @throws {ModelError} if the files are missing or damaged
 */
export async function readTokenizer(folder: string): Promise<string> {
  const { files } = modelFolder(folder);
  if (files.includes("tokenizer.json")) return await Deno.readTextFile(`${folder}/tokenizer.json`);
  const vocab = JsonFile.read(`${folder}/vocab.json`);
  const added = JsonFile.readIfExists(`${folder}/added_tokens.json`);
  const text = await Deno.readTextFile(`${folder}/merges.txt`);
  const merges = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#version"));
  if (merges.length === 0) throw new ModelError(`${folder}/merges.txt is empty: it must have two tokens in each line`);
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return JSON.stringify({
    version: "1.0",
    added_tokens: Object.entries(tokenIds(added)).map(([content, id]) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: "BPE", vocab: tokenIds(vocab), merges },
  });
}

/** Checks that every value is a token id. */
function tokenIds({ path, values }: JsonFile): Record<string, number> {
  const wrong = Object.entries(values).find(([, id]) => !Number.isInteger(id));
  if (wrong) throw new ModelError(`${path}: the id of ${JSON.stringify(wrong[0])} must be a whole number`);
  return values as Record<string, number>;
}
