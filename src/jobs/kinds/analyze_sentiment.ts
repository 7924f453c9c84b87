import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds out of a video's captions: how positive its words are, over its time. */
export async function analyzeSentiment(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "sentiment");
}
