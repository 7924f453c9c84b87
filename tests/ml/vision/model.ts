import { ModelStore } from "../../../ml/models/store.ts";
import { createLog } from "../../../src/core/log.ts";
import { readConfig } from "../../../src/core/settings/config.ts";

/** The path of a file of a model; it is downloaded first. */
export async function modelFile(name: string, file: string): Promise<string> {
  const { modelsDir } = readConfig(Deno.env.toObject());
  return `${await new ModelStore(modelsDir, createLog("error")).resolve(name)}/${file}`;
}
