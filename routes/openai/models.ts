import { listAvailableModels, type ModelDeps } from "../api/models.ts";
import { NoModelError } from "./errors.ts";

/** OpenAI's names of speech models, which many clients use without a choice. */
const OPENAI_NAME = /^(whisper-\d+|gpt-[\w.-]*)$/;

/**
 * Picks the model that a request names. OpenAI's names and no name stand for the configured model. Folders are accepted
 * only if a worker reports them, so that clients can't probe for paths.
 *
 * @returns null: the configured model
 * @throws {NoModelError} for any other name
 */
export async function chooseModel(parts: ModelDeps, name: string | null): Promise<string | null> {
  if (name === null || OPENAI_NAME.test(name)) return null;
  const present = await listAvailableModels(parts);
  if (present.includes(name)) return name;
  throw new NoModelError(
    `The model ${JSON.stringify(name.slice(0, 100))} is not at hand. There are ${present.join(", ")}; ` +
      `whisper-1 stands for ${parts.config.whisperModel}`,
  );
}

/** The JSON of a model in OpenAI's API. */
export function modelJson(id: string) {
  return { id, object: "model", created: 0, owned_by: "streamforge" };
}
