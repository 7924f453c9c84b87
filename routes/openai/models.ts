import type { Config } from "../../src/core/config.ts";
import type { Sql } from "../../src/db/client.ts";
import { listWorkers } from "../../src/db/workers.ts";
import { NoModelError } from "./errors.ts";

/** What OpenAI calls its models for speech: clients have these names built in. */
const OPENAI_NAME = /^(whisper-\d+|gpt-[\w.-]*)$/;

interface Parts {
  sql: Sql;
  config: Pick<Config, "whisperModel">;
}

/** The models that can be asked for: those whose weights some worker has, and the one that is set. */
export async function modelsAtHand({ sql, config }: Parts): Promise<string[]> {
  const workers = await listWorkers(sql);
  return [...new Set([config.whisperModel, ...workers.flatMap(({ models }) => models)])];
}

/**
 * The model that a request's name stands for: its own where it is at hand, the one that is set for a name of OpenAI's
 * and for none. A folder is known only where a worker reports it, so that no path can be tried out from outside.
 *
 * @returns null: the one that is set
 * @throws {NoModelError} for any other
 */
export async function chooseModel(parts: Parts, name: string | null): Promise<string | null> {
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
