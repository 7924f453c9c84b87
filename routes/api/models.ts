import type { Config } from "../../src/core/config.ts";
import { isEnglishOnly, isModelName } from "../../src/core/models.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import { listWorkers } from "../../src/db/jobs/workers.ts";

export interface ModelParts {
  sql: Sql;
  config: Pick<Config, "whisperModel">;
}

/** The models that can be asked for: those whose weights some worker has, and the one that is set. */
export async function modelsAtHand({ sql, config }: ModelParts): Promise<string[]> {
  const workers = await listWorkers(sql);
  return [...new Set([config.whisperModel, ...workers.flatMap(({ models }) => models)])];
}

/**
 * Says what a model that knows English alone is asked for beyond it: what the engine would refuse, but before anything is
 * queued.
 *
 * @returns the field that is wrong and why; null where nothing is, or where the model is a folder, whose name says nothing
 */
export function otherThanEnglish(
  model: string,
  { language, task }: { language?: string | null; task?: string },
): { field: "language" | "model"; message: string } | null {
  if (!isModelName(model) || !isEnglishOnly(model)) return null;
  const known = `model is "${model}", which knows English alone`;
  if (language && language !== "en" && language !== "auto-segment") {
    const advice = 'ask for a model without ".en", or for the language "en"';
    return { field: "language", message: `${known}, and the language is ${JSON.stringify(language)}: ${advice}` };
  }
  if (task !== "translate") return null;
  return { field: "model", message: `${known}, and task is "translate": ask for a model without ".en"` };
}
