import type { Cue } from "../../core/types.ts";
import { joinTexts } from "../atoms.ts";
import { endsSentence } from "../breaks.ts";

/** Seconds of silence that begin a new line even inside a sentence. */
const PARAGRAPH_SECONDS = 3;

/** Writes running text without times; a new line starts after the cue in which a sentence ends. */
export function writeText(cues: readonly Cue[]): string {
  const lines: string[] = [];
  let line: string[] = [];
  cues.forEach((cue, i) => {
    line.push(...cue.text.split("\n"));
    const next = cues[i + 1];
    if (!next || endsSentence(cue.text) || next.start - cue.end > PARAGRAPH_SECONDS) {
      lines.push(joinTexts(line));
      line = [];
    }
  });
  return lines.map((line) => `${line}\n`).join("");
}
