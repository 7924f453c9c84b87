import type { Config } from "../../src/core/settings/config.ts";
import { isEnglishOnly, isModelName } from "../../src/core/models.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import { listWorkers } from "../../src/db/jobs/workers.ts";

export interface ModelDeps {
  sql: Sql;
  config: Pick<Config, "whisperModel">;
}

/** Lists the models that a request may name: those that some worker has, and the configured one. */
export async function listAvailableModels({ sql, config }: ModelDeps): Promise<string[]> {
  const workers = await listWorkers(sql);
  return [...new Set([config.whisperModel, ...workers.flatMap(({ models }) => models)])];
}

/**
 * Finds a request for another language from an English-only model, which the engine would refuse later.
 *
 * @returns the wrong field and the reason; null without a conflict, or for a model folder, whose language is unknown
 */
export function findLanguageConflict(
  model: string,
  { language, task }: { language?: string | null; task?: string },
): { field: "language" | "model"; message: string } | null {
  if (!isModelName(model) || !isEnglishOnly(model)) return null;
  const fault = `model is "${model}", which knows English alone`;
  if (language && language !== "en" && language !== "auto-segment") {
    const advice = 'ask for a model without ".en", or for the language "en"';
    return { field: "language", message: `${fault}, and the language is ${JSON.stringify(language)}: ${advice}` };
  }
  if (task !== "translate") return null;
  return { field: "model", message: `${fault}, and task is "translate": ask for a model without ".en"` };
}
