import type { ChangeList, FileCue } from "./read_file.ts";
import { restOfText } from "./styled_text.ts";

/** Captions roll if at least this share of the cues begin with the lines that the cue before ended with... */
const ROLLING_SHARE = 0.5;
/** ...and at least this share of those add a line: a chorus repeats lines without adding any. */
const GROWING_SHARE = 1 / 3;
/** A cue that starts later than this after the end of the one before does not continue it. */
const MOST_PAUSE_SECONDS = 0.5;
/** Lines that rolling captions show at once. */
const MOST_LINES = 4;
/** So many cues must have the text of the one before and more, until a file counts as written word by word. */
const LEAST_GROWN = 4;

/**
 * Shows each line of rolling captions once, as YouTube writes them (a cue has the line before and a new one, and short
 * cues between have the line before alone), and each text once that live captions write word by word.
 *
 * @param cues in the order of time
 */
export function withoutRepeatedLines(cues: FileCue[], changes: ChangeList): FileCue[] {
  return withoutRolledLines(withoutGrowingTexts(cues, changes), changes);
}

/** Makes one cue of those that write one text; each word is said when the first cue with it begins. */
function withoutGrowingTexts(cues: FileCue[], changes: ChangeList): FileCue[] {
  const grown = cues.map((cue, i) => i > 0 && !cue.words && isNext(cues[i - 1], cue) && isGrown(cues[i - 1], cue));
  const count = grown.filter(Boolean).length;
  if (count < LEAST_GROWN || count < ROLLING_SHARE * (cues.length - 1)) return cues;
  const kept: FileCue[] = [];
  cues.forEach((cue, i) => {
    if (!grown[i]) return kept.push(cue);
    const { line, start, text, marks = [] } = kept.at(-1)!;
    const added = { at: text.length, seconds: cue.start };
    const later = (cue.marks ?? []).filter(({ at }) => at > text.length);
    kept[kept.length - 1] = { ...cue, line, start, marks: [...marks, added, ...later] };
  });
  changes.add("repeated", `these captions are written word by word: ${count} cues became part of the one after them`);
  return kept;
}

/** Whether a cue has the text of the one before, broken into lines in any way, and further words. */
function isGrown(before: FileCue, cue: FileCue): boolean {
  const [old, text] = [before, cue].map(({ text }) => text.replaceAll("\n", " "));
  return old !== "" && text.length > old.length && text.startsWith(old) && !/[\p{L}\p{N}]/u.test(text[old.length]);
}

function isNext(before: FileCue, cue: FileCue): boolean {
  return cue.start - before.end <= MOST_PAUSE_SECONDS && cue.start >= before.start;
}

function withoutRolledLines(cues: FileCue[], changes: ChangeList): FileCue[] {
  const lines = cues.map(({ text }) => text ? text.split("\n") : []);
  const shared = cues.map((cue, i) => i > 0 && isNext(cues[i - 1], cue) ? sharedLines(lines[i - 1], lines[i]) : 0);
  const rolling = shared.filter((n) => n > 0).length;
  const growing = shared.filter((n, i) => n > 0 && n < lines[i].length).length;
  if (rolling < 2 || rolling < ROLLING_SHARE * (cues.length - 1) || growing < GROWING_SHARE * rolling) return cues;
  let repeated = 0;
  const kept: FileCue[] = [];
  cues.forEach((cue, i) => {
    if (shared[i] === 0) return kept.push(cue);
    repeated += shared[i];
    if (shared[i] === lines[i].length) {
      const last = kept.at(-1)!;
      last.end = Math.max(last.end, cue.end);
      return;
    }
    const from = lines[i].slice(0, shared[i]).reduce((n, line) => n + line.length + 1, 0);
    const { text, markup, marks } = restOfText({ ...cue, marks: cue.marks ?? [] }, from);
    kept.push(Object.assign(cue, { text, markup, marks }));
  });
  changes.add("repeated", `these captions roll: ${repeated} lines that were shown again are left out`);
  return kept;
}

/** How many lines at the end of one cue are those at the start of the next. */
function sharedLines(before: readonly string[], after: readonly string[]): number {
  for (let n = Math.min(before.length, after.length, MOST_LINES); n > 0; n--) {
    if (after.slice(0, n).every((line, i) => line === before[before.length - n + i])) return n;
  }
  return 0;
}
