import { messageOf, ModelError } from "../../core/errors.ts";
import { type AttemptContext, logFields } from "../context.ts";
import type { Engines } from "../engines.ts";
import { modelDownload } from "./model_download.ts";

/** How long a failure is remembered: pip is not started again for each video meanwhile. */
const REMEMBERED_MS = 5 * 60_000;

const failures = new WeakMap<Engines, Map<string, number>>();

/**
 * Returns the folder of a model without which an analysis is made too, only less well. Missing weights are downloaded
 * first.
 *
 * @returns null if that fails, or failed some minutes ago
 */
export async function optionalModelFolder(attempt: AttemptContext, name: string): Promise<string | null> {
  const { engines, log, job } = attempt;
  const failed = failures.get(engines) ?? new Map<string, number>();
  failures.set(engines, failed);
  if (performance.now() < (failed.get(name) ?? 0)) return null;
  try {
    return await engines.folder(name, modelDownload(attempt, name));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    failed.set(name, performance.now() + REMEMBERED_MS);
    log.warn(`an analysis is made without the model ${name}`, { ...logFields(job), error: messageOf(error) });
    return null;
  }
}
