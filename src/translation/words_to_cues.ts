import type { Word } from "../core/types.ts";
import type { SourceCue } from "./translator.ts";

/**
 * Gives each word to the cue in which its middle is, or to the nearest. Words stay in their order.
 *
 * @param cues in the order of time
 * @returns a text for each cue; empty where no word is
 */
export function textsOfWords(cues: readonly Pick<SourceCue, "start" | "end">[], words: readonly Word[]): string[] {
  const texts = cues.map(() => "");
  let at = 0;
  for (const { word, start, end } of words) {
    const middle = (start + end) / 2;
    const distance = (i: number) => Math.max(cues[i].start - middle, middle - cues[i].end, 0);
    while (at + 1 < cues.length && distance(at + 1) < distance(at)) at++;
    if (at < cues.length) texts[at] += word;
  }
  return texts.map((text) => text.trim());
}
