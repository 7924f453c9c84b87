import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds out of a video's captions: sentences that a person should look at. */
export async function analyzeSafety(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "safety");
}
