import type { CaptionLayout } from "../core/types.ts";
import type { Atom } from "./atoms.ts";
import type { Break } from "./breaks.ts";

/** The cheapest line breaks of the cue `atoms[first..last]`, for one `first` and every `last` that fits. */
export interface LineTable {
  /** By `last - first`; Infinity if the text does not fit on the lines. */
  costs: number[];
  /** The atoms that begin the second and later lines, in order. */
  lineStarts(last: number): number[];
}

/** Higher than any cost of uneven lines: text that fits on one line stays on one. */
const COST_PER_LINE = 6;
const RAGGEDNESS = 10;
/** Small bonus if the lower of two lines is the longer one. */
const BOTTOM_HEAVY = 2;

/**
 * Breaks lines by dynamic programming: best[t][j], the least cost of setting the atoms first..j on t + 1 lines, is the
 * minimum over k of best[t - 1][k] + the break after k + a line of the atoms k + 1..j. Squared lengths make lines of
 * equal length cheap. One pass finds the cost for every possible last atom. An atom longer than a line gets a line of
 * its own.
 */
export function lineTable(atoms: Atom[], breaks: Break[], first: number, layout: CaptionLayout): LineTable {
  const best: number[][] = [];
  const from: number[][] = [];
  for (let t = 0; t < layout.maxLines; t++) {
    best.push([]);
    from.push([]);
    for (let begin = t === 0 ? first : first + t; begin < atoms.length; begin++) {
      if (t === 0 && begin > first) break;
      const before = t === 0 ? 0 : best[t - 1][begin - 1 - first] ?? Infinity;
      if (t > 0 && begin - 1 - first >= best[t - 1].length) break;
      if (before === Infinity) continue;
      const cost = before + (t === 0 ? 0 : breaks[begin - 1].penalty);
      let chars = 0;
      for (let last = begin; last < atoms.length; last++) {
        chars += atoms[last].chars + (last > begin && atoms[last].spaceBefore ? 1 : 0);
        if (chars > layout.maxLineChars && last > begin) break;
        const fill = chars / layout.maxLineChars;
        const total = cost + RAGGEDNESS * fill * fill - BOTTOM_HEAVY * fill * t;
        if (!(total >= (best[t][last - first] ?? Infinity))) {
          best[t][last - first] = total;
          from[t][last - first] = begin;
        }
      }
    }
  }
  const lines: number[] = [];
  const costs: number[] = [];
  for (let n = 0; n < Math.max(...best.map((row) => row.length)); n++) {
    costs[n] = Infinity;
    for (let t = 0; t < layout.maxLines; t++) {
      const cost = (best[t][n] ?? Infinity) + COST_PER_LINE * t;
      if (cost < costs[n]) [costs[n], lines[n]] = [cost, t];
    }
  }
  return {
    costs,
    lineStarts(last) {
      const starts: number[] = [];
      let end = last;
      for (let t = lines[last - first]; t > 0; t--) {
        const begin = from[t][end - first];
        starts.unshift(begin);
        end = begin - 1;
      }
      return starts;
    },
  };
}
