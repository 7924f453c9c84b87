import { readCTranslate2 } from "../../ml/models/ctranslate2.ts";
import { modelDimensions } from "../../ml/whisper/dimensions.ts";
import { WhisperTokenizer } from "../../ml/whisper/tokenizer.ts";
import { writeSafetensors } from "./safetensors.ts";
import { openaiWeights } from "./weights.ts";

/**
 * Makes a model folder for faster-whisper: links to the model's files, and a vocabulary.json made from the tokenizer,
 * because StreamForge does not download that file.
 */
export async function writeFasterWhisper(folder: string, to: string): Promise<void> {
  const tokenizer = await WhisperTokenizer.load(`${folder}/tokenizer.json`);
  const { model, added_tokens } = JSON.parse(await Deno.readTextFile(`${folder}/tokenizer.json`));
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(model.vocab)) tokens[id as number] = token;
  for (const { id, content } of added_tokens) tokens[id] = content;
  for (let id = tokenizer.timestampBegin; id < tokenizer.vocabSize; id++) {
    tokens[id] = `<|${tokenizer.timestampSeconds(id).toFixed(2)}|>`;
  }
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    if (!/\.(bin|json)$/.test(name)) continue;
    await Deno.remove(`${to}/${name}`).catch(() => {});
    await Deno.symlink(`${folder}/${name}`, `${to}/${name}`);
  }
  await Deno.writeTextFile(`${to}/vocabulary.json`, JSON.stringify(tokens));
}

/** Writes the weights as safetensors under openai/whisper's names, with dimensions and alignment heads as metadata. */
export async function writeOpenai(folder: string, path: string): Promise<void> {
  const checkpoint = readCTranslate2(folder);
  const snake = Object.entries(modelDimensions(checkpoint))
    .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]);
  await writeSafetensors(path, [...openaiWeights(checkpoint)], {
    dimensions: JSON.stringify(Object.fromEntries(snake)),
    alignment_heads: JSON.stringify(checkpoint.config.alignmentHeads),
  });
}
