import type { Sentence } from "../../../ml/text/sentences.ts";
import type { Cue } from "../../core/types.ts";
import { type MeaningPassage, storePassages } from "../../db/search/meaning.ts";
import type { AttemptContext } from "../context.ts";
import { runTextAnalysis } from "../steps/text_analysis.ts";

/** Times of words and cues are rounded in different ways. */
const ROUNDING_SECONDS = 0.01;

/** Embeds the passages of a video's captions, so that the search finds them by what they mean. */
export async function analyzeMeaning(attempt: AttemptContext): Promise<void> {
  let embedded: { passage: Sentence; vector: Float32Array }[] = [];
  await runTextAnalysis(attempt, "meaning", {
    takePassages: (passages, vectors) => {
      embedded = passages.map((passage, i) => ({ passage, vector: vectors[i] }));
    },
    record: async (tx, { captions, videoId, result }) => {
      const current = result.passages > 0 ? embedded : []; // captions in another language since
      const passages = current.map(({ passage, vector }) => ({ ...cuesOf(passage, captions.cues), vector }));
      await storePassages(tx, videoId, captions, passages);
    },
  });
}

/** The cues in which a passage is said. */
function cuesOf({ start, end }: Sentence, cues: readonly Cue[]): Omit<MeaningPassage, "vector"> {
  const first = cues.find((cue) => cue.end > start + ROUNDING_SECONDS) ?? cues.at(-1)!;
  const last = cues.findLast((cue) => cue.start < end - ROUNDING_SECONDS) ?? first;
  return { firstPosition: first.id, lastPosition: Math.max(first.id, last.id) };
}
