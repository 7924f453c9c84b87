import { setFoundChapters } from "../../db/videos/player_media.ts";
import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Finds chapters in a video's captions. The player shows them, unless the file or a person gave it others. */
export async function analyzeChapters(attempt: AttemptContext): Promise<void> {
  await runTextAnalysis(attempt, "chapters", {
    record: (tx, { videoId, result }) => setFoundChapters(tx, videoId, result.chapters),
  });
}
