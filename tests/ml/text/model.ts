import { ModelStore } from "../../../ml/models/store.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { SentenceEncoder } from "../../../ml/text/sentence_encoder.ts";

/** The sentence model in its Worker. Close it. */
export async function openEncoder(): Promise<SentenceEncoder> {
  const { modelsDir } = readConfig(Deno.env.toObject());
  const folder = await new ModelStore(modelsDir, createLog("error")).resolve("all-minilm-l6-v2-int8");
  return await SentenceEncoder.open(`${folder}/model.onnx`);
}
