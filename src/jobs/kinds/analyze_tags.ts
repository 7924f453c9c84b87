import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds out of a video's captions: names and phrases that may be tags. */
export async function analyzeTags(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "tags");
}
