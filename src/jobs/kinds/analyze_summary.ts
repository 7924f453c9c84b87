import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds out of a video's captions: its most central sentences. */
export async function analyzeSummary(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "summary");
}
