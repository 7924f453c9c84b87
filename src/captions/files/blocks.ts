import { type ChangeList, type FileCue, linesOf, quote } from "./read_file.ts";
import { readTiming } from "./times.ts";

/** A cue of a SubRip or WebVTT file before its text is read. */
export interface Block {
  /** Without its text. */
  cue: FileCue;
  /** What follows the times. */
  settings: string;
  /** The lines of the text. */
  lines: string[];
}

/** A timing line that can't be read. */
interface BrokenBlock {
  /** From 1. */
  line: number;
  fault: string;
}

/** The lines of a cue without the empty ones, which would end its block. */
export function cueLines(text: string): string[] {
  // deno-lint-ignore no-control-regex
  return text.split(/\r\n|\r|\n/).map((line) => line.replace(/[\x00-\x1f]/g, " ").trimEnd()).filter((line) => line);
}

interface Dialect {
  /** WebVTT: only a line without anything ends a block. */
  isVtt: boolean;
  /** Takes a block without times, such as a note. @returns false if it is none */
  onExtra?: (lines: string[], line: number) => boolean;
}

interface Line {
  text: string;
  /** From 1. */
  number: number;
}

/**
 * Finds the cues of a file: each begins at a line with two times, whether or not an empty line is above it. Lines
 * between are its text, up to the number or name of the next cue.
 */
export function readBlocks(text: string, changes: ChangeList, { isVtt, onExtra }: Dialect): Block[] {
  const blocks: Block[] = [];
  const reader = new NumberReader(isVtt, changes);
  let current: Block | BrokenBlock | null = null;
  let lines: Line[] = [];
  for (const [i, raw] of linesOf(text).entries()) {
    const timing = readTiming(raw, { isVtt });
    if (timing === null) {
      // of empty lines, one says as much as a million
      if (raw !== "" || lines.at(-1)?.text !== "") lines.push({ text: raw, number: i + 1 });
      continue;
    }
    finish(current, reader.takeNumber(lines, lineOf(current)), { changes, onExtra, isVtt });
    lines = [];
    if (typeof timing === "string") current = { line: i + 1, fault: timing };
    else {
      const { start, end, settings } = timing;
      current = { cue: { line: i + 1, start, end, text: "" }, settings, lines: [] };
      blocks.push(current);
    }
  }
  finish(current, lines, { changes, onExtra, isVtt });
  return blocks;
}

/** The timing line of a cue. */
function lineOf(block: Block | BrokenBlock | null): number | null {
  return block && ("cue" in block ? block.cue.line : block.line);
}

function isBlank(line: string, isVtt: boolean): boolean {
  return isVtt ? line === "" : line.trim() === "";
}

/** Gives a cue its text: the lines below it, without notes. */
function finish(
  current: Block | BrokenBlock | null,
  lines: Line[],
  { changes, onExtra, isVtt }: Dialect & { changes: ChangeList },
): void {
  const groups: Line[][] = [];
  let isOpen = false;
  for (const line of lines) {
    if (isBlank(line.text, isVtt)) isOpen = false;
    else if (isOpen) groups.at(-1)!.push(line);
    else {
      groups.push([line]);
      isOpen = true;
    }
  }
  // a note can't follow a timing line at once
  const above = lineOf(current);
  const isText = above !== null && groups[0]?.[0].number === above + 1;
  const kept = groups.filter((group, i) => {
    const texts = group.map(({ text }) => text);
    return i === 0 && isText || !onExtra?.(texts, group[0].number);
  });
  if (!current) {
    for (const [first] of kept) leaveOut(first.number, "no line with two times and --> between them");
    return;
  }
  if ("fault" in current) {
    const said = kept.flat().map(({ text }) => text).join(" ").trim();
    return leaveOut(current.line, said ? `${current.fault}; its text was ${quote(said)}` : current.fault);
  }
  current.lines = kept.flat().map(({ text }) => text);
  if (kept.length > 1) {
    const gap = kept[1][0].number - 1;
    changes.add("text", "there was an empty line within the text: what follows it belongs to the same cue", {
      cue: current.cue,
      line: gap,
    });
  }
  function leaveOut(line: number, message: string) {
    changes.add("left_out", message, { line });
  }
}

const NUMBER = /^\s*#?(\d{1,9})[.:)]?\s*$/;

/** Tells the number or the name above a timing line from the text of the cue before. */
class NumberReader {
  #last: number | null = null;
  /** Whether cues have names that are no numbers; null before the first cue. */
  #hasNames: boolean | null = null;

  constructor(readonly isVtt: boolean, readonly changes: ChangeList) {}

  /**
   * @param above the timing line above; null before the first
   * @returns the lines without the number or name of the cue that follows
   */
  takeNumber(lines: Line[], above: number | null): Line[] {
    const isFirst = above === null;
    let end = lines.length;
    while (end > 0 && lines[end - 1].text.trim() === "") end--;
    if (end === 0) return [];
    const last = lines[end - 1];
    const isDirect = end === lines.length;
    const isBelowBlank = end > 1 && isBlank(lines[end - 2].text, this.isVtt);
    const number = NUMBER.exec(last.text)?.[1];
    if (number !== undefined) {
      const n = Number(number);
      const isNext = this.#last !== null && n === this.#last + 1;
      // alone between two timing lines it is text, unless it is the very next number
      const isUnderTimes = above !== null && last.number === above + 1;
      const isHigher = n > (this.#last ?? n) && !isUnderTimes;
      const isNumber = isDirect ? isFirst || isBelowBlank || isNext || isHigher : isFirst || isNext;
      if (isNumber && (isDirect || isBelowBlank || isFirst)) {
        this.#hasNames ??= false;
        this.#last = n;
        return this.#withoutTwice(lines.slice(0, end - 1), n, above);
      }
      return lines.slice(0, end);
    }
    const isAlone = isDirect && (isBelowBlank || end === 1 && isFirst);
    if (isAlone && this.#hasNames === null) this.#hasNames = !/^(?:WEBVTT|NOTE|STYLE|REGION)/.test(last.text);
    this.#hasNames ??= false;
    if (!isAlone || !(this.isVtt || this.#hasNames) || /^(?:WEBVTT|NOTE|STYLE|REGION)\b/.test(last.text)) {
      return lines.slice(0, end);
    }
    this.changes.addOnce("note", `the names of cues are left out, such as ${quote(last.text)}`, { line: last.number });
    return lines.slice(0, end - 1);
  }

  /** Drops a number that stands above the cue's number once more. */
  #withoutTwice(lines: Line[], number: number, above: number | null): Line[] {
    let end = lines.length;
    while (end > 0 && lines[end - 1].text.trim() === "") end--;
    const last = lines[end - 1];
    const isAlone = end === 1 || end > 1 && lines[end - 2].text.trim() === "";
    // directly under the times it is text
    if (!last || !isAlone || last.number - 1 === above) return lines;
    if (Number(NUMBER.exec(last.text)?.[1]) !== number) return lines;
    this.changes.add("note", `the number ${number} stood there twice`, { line: last.number });
    return lines.slice(0, end - 1);
  }
}
