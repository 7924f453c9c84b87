import type { LikeMoment } from "./meaning.ts";
import type { Moment } from "./search.ts";

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): how little the first ranks stand out. */
const RANK_OFFSET = 60;

/** What found a moment. */
export type FoundBy = "words" | "meaning";

/** A moment of the search by words, by meaning, or both. */
export interface FusedMoment extends Moment {
  foundBy: FoundBy[];
  /** To the query, where it was found by meaning. */
  similarity: number | null;
}

/**
 * Puts the moments of both searches in one order: each gets 1 / (60 + rank) from each search that found it. Of the same
 * time of a track the words' moment stays, which marks what was searched.
 */
export function fuse(byWords: readonly Moment[], byMeaning: readonly LikeMoment[]): FusedMoment[] {
  const fused = byWords.map((moment, rank): FusedMoment & { score: number } => (
    { ...moment, foundBy: ["words"], similarity: null, score: scoreOf(rank) }
  ));
  for (const [rank, moment] of byMeaning.entries()) {
    const same = fused.filter((one) => one.trackId === moment.trackId && isAtOnce(one, moment));
    for (const one of same) { // several cues with the words may be in one passage
      if (one.similarity !== null) continue;
      one.score += scoreOf(rank);
      one.similarity = moment.similarity;
      one.foundBy = ["words", "meaning"];
    }
    if (same.length === 0) fused.push({ ...moment, foundBy: ["meaning"], score: scoreOf(rank) });
  }
  return fused.sort((a, b) => b.score - a.score).map(({ score: _, ...moment }) => moment);
}

function scoreOf(rank: number): number {
  return 1 / (RANK_OFFSET + rank + 1);
}

function isAtOnce(a: Moment, b: Moment): boolean {
  return a.start < b.end && b.start < a.end;
}
