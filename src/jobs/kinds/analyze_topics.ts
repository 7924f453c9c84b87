import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds out of a video's captions: what it is about, from a fixed list of topics. */
export async function analyzeTopics(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "topics");
}
