import { readCheckpoint } from "../../ml/models/ctranslate2.ts";
import { modelDimensions } from "../../ml/whisper/dimensions.ts";
import { WhisperTokenizer } from "../../ml/whisper/tokenizer.ts";
import { writeSafetensors } from "./safetensors.ts";
import { openaiWeights } from "./weights.ts";

/**
 * Makes a folder that faster-whisper reads: the model's own files, and the vocabulary that StreamForge does not need and so
 * does not fetch, from the tokenizer.
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

/** Writes the weights as safetensors under openai/whisper's names, with its sizes and the alignment heads beside them. */
export async function writeOpenai(folder: string, path: string): Promise<void> {
  const checkpoint = await readCheckpoint(folder);
  const snake = Object.entries(modelDimensions(checkpoint))
    .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]);
  await writeSafetensors(path, [...openaiWeights(checkpoint)], {
    dimensions: JSON.stringify(Object.fromEntries(snake)),
    alignment_heads: JSON.stringify(checkpoint.config.alignmentHeads),
  });
}
