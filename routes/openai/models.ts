import type { z } from "zod";
import type { openAiModelSchema } from "../../src/schemas/openai.ts";
import { basename } from "node:path";
import { listAvailableModels, type ModelDeps } from "../api/models.ts";
import { modelOfOtherName } from "../../src/core/models.ts";
import { defaultModel } from "../../src/db/server/defaults.ts";
import type { Viewer } from "../deps.ts";
import { NoModelError } from "./errors.ts";

/** OpenAI's names of speech models, which many clients use without a choice. */
const OPENAI_NAME = /^(whisper-\d+|gpt-[\w.-]*)$/;

/**
 * Picks the model that a request names, as this server or others call it. OpenAI's names and no name stand for the
 * configured model. Folders are accepted
 * only if a worker reports them, so that clients can't probe for paths.
 *
 * @returns null: the configured model
 * @throws {NoModelError} for any other name
 */
export async function chooseModel(
  deps: ModelDeps,
  viewer: Viewer | null,
  name: string | null,
): Promise<string | null> {
  if (name === null || OPENAI_NAME.test(name)) return null;
  const present = await listAvailableModels(deps, viewer);
  for (const known of [name, modelOfOtherName(name)]) if (known !== null && present.includes(known)) return known;
  throw new NoModelError(
    `The model ${JSON.stringify(name.slice(0, 100))} is not at hand. There are ${present.join(", ")}; ` +
      `whisper-1 stands for ${basename(await defaultModel(deps.sql, deps.config))}`,
  );
}

/** The JSON of a model in OpenAI's API. */
export function modelJson(id: string): z.output<typeof openAiModelSchema> {
  return { id, object: "model", created: 0, owned_by: "streamforge" };
}
