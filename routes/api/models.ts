import type { Config } from "../../src/core/settings/config.ts";
import { isEnglishOnly, isModelName } from "../../src/core/models.ts";
import { defaultModel } from "../../src/db/server/defaults.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import { listWorkers } from "../../src/db/jobs/workers.ts";
import type { Viewer } from "../deps.ts";

export interface ModelDeps {
  sql: Sql;
  config: Pick<Config, "whisperModel" | "setNames">;
}

/**
 * Lists the models that a request may name: those that some worker has, and the configured one. Models that are named
 * by their folder are for administrators: others would see where the server's files lie.
 */
export async function listAvailableModels({ sql, config }: ModelDeps, viewer: Viewer | null): Promise<string[]> {
  const workers = await listWorkers(sql);
  const names = [...new Set([await defaultModel(sql, config), ...workers.flatMap(({ models }) => models)])];
  return viewer?.isAdministrator ? names : names.filter((name) => !/[/\\]/.test(name));
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
