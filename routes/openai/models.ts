import { type ModelParts, modelsAtHand } from "../api/models.ts";
import { NoModelError } from "./errors.ts";

/** What OpenAI calls its models for speech: clients have these names built in. */
const OPENAI_NAME = /^(whisper-\d+|gpt-[\w.-]*)$/;

/**
 * The model that a request's name stands for: its own where it is at hand, the one that is set for a name of OpenAI's
 * and for none. A folder is known only where a worker reports it, so that no path can be tried out from outside.
 *
 * @returns null: the one that is set
 * @throws {NoModelError} for any other
 */
export async function chooseModel(parts: ModelParts, name: string | null): Promise<string | null> {
  if (name === null || OPENAI_NAME.test(name)) return null;
  const present = await modelsAtHand(parts);
  if (present.includes(name)) return name;
  throw new NoModelError(
    `The model ${JSON.stringify(name.slice(0, 100))} is not at hand. There are ${present.join(", ")}; ` +
      `whisper-1 stands for ${parts.config.whisperModel}`,
  );
}

/** A model as OpenAI's API shows it. */
export function modelJson(id: string) {
  return { id, object: "model", created: 0, owned_by: "streamforge" };
}
