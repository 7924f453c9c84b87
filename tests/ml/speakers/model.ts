import { CAMPPLUS } from "../../../ml/models/analysis_models.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { SpeakerEncoder } from "../../../ml/speakers/speaker_encoder.ts";
import { createLog } from "../../../src/core/log.ts";
import { readConfig } from "../../../src/core/settings/config.ts";

/** The path of the file of "campplus-zh-en". */
export async function speakerModelPath(): Promise<string> {
  const { modelsDir } = readConfig(Deno.env.toObject());
  return `${await new ModelStore(modelsDir, createLog("error")).resolve(CAMPPLUS.name)}/${CAMPPLUS.files[0].name}`;
}

/** The speaker model in its Worker. Close it. */
export async function openSpeakerEncoder(): Promise<SpeakerEncoder> {
  return await SpeakerEncoder.open(await speakerModelPath(), 1);
}
