/**
 * Reads sentence pairs from a file.
 *
 * Example pairs are all that a translator learns from: a sentence, and its translation. No rules are given. Volunteers
 * (Tatoeba) collect such pairs in tab-separated files. One sentence may have several translations; when pairs are set
 * aside for evaluation, all translations of a sentence go together.
 *
 * @module
 */
import { Random } from "../random.ts";

export interface SentencePair {
  source: string;
  target: string;
}

/** A line of a pairs file that cannot be parsed. The message has its number. */
export class PairsError extends Error {
  override name = "PairsError";
}

/**
 * Reads sentence pairs, one per line, separated by tabs: `English TAB Spanish`, optionally followed by more columns (an
 * attribution), or `id TAB English TAB id TAB Spanish`, as Tatoeba exports them. Empty lines are skipped.
 *
 * @throws {PairsError} for a line without two sentences, and if there is no pair at all
 */
export function readPairs(text: string, fileName = "the file"): SentencePair[] {
  const pairs: SentencePair[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const cells = line.split("\t").map((cell) => cell.trim().normalize("NFC"));
    const hasIds = cells.length >= 4 && /^\d+$/.test(cells[0]) && /^\d+$/.test(cells[2]);
    const [source, target] = hasIds ? [cells[1], cells[3]] : cells;
    const where = `line ${i + 1} of ${fileName}`;
    if (target === undefined) {
      throw new PairsError(`${where} has no tab: it must be a sentence, a tab and its translation: "${shorten(line)}"`);
    }
    if (source === "" || target === "") {
      throw new PairsError(`${where} has an empty ${source === "" ? "first" : "second"} sentence: "${shorten(line)}"`);
    }
    pairs.push({ source, target });
  }
  if (pairs.length === 0) throw new PairsError(`${fileName} holds no sentence pairs`);
  return pairs;
}

function shorten(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}...` : line;
}

/**
 * Sets some of the pairs aside. All translations of one sentence go to the same side; otherwise the evaluation would
 * use sentences from the training set.
 */
export function splitPairs(
  pairs: readonly SentencePair[],
  { heldOutShare = 0.05, most = 400, seed = 1 }: { heldOutShare?: number; most?: number; seed?: number } = {},
): { training: SentencePair[]; heldOut: SentencePair[] } {
  const bySource = Map.groupBy(pairs, ({ source }) => source.toLowerCase());
  const sources = new Random(seed).shuffle([...bySource.keys()]);
  const count = Math.min(most, Math.max(1, Math.round(sources.length * heldOutShare)));
  const aside = new Set(sources.slice(0, count));
  const training = pairs.filter(({ source }) => !aside.has(source.toLowerCase()));
  const heldOut = [...aside].map((source) => bySource.get(source)![0]);
  return { training, heldOut };
}
