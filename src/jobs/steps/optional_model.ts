import { type AttemptContext, logFields } from "../context.ts";
import { analysisModelFolder, NoAnalysisModelError } from "./analysis_model.ts";

/**
 * Returns the folder of a model without which an analysis is made too, only less well. Missing weights are downloaded
 * first.
 *
 * @returns null if that fails, or failed some minutes ago and nobody has asked for the analysis since
 */
export async function optionalModelFolder(attempt: AttemptContext, name: string): Promise<string | null> {
  try {
    return await analysisModelFolder(attempt, name);
  } catch (error) {
    if (!(error instanceof NoAnalysisModelError)) throw error;
    attempt.log.warn(`an analysis is made without the model ${name}`, { ...logFields(attempt.job), error });
    return null;
  }
}
