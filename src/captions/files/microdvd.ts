import { ChangeList, type FileContent, type FileCue, linesOf, type ReadOptions } from "./read_file.ts";
import { srtCueText } from "./srt.ts";

/** Films on DVD in Europe, for a file that names no rate and belongs to a video without one. */
const USUAL_RATE = 25;
const LINE = /^[{[](\d{1,9})[}\]][{[](\d{0,9})[}\]](.*)$/;

interface Line {
  /** Of the file, from 1. */
  line: number;
  /** Frames; without an end, the text stays until the next. */
  from: number;
  to: number | null;
  raw: string;
}

/** Reads MicroDVD (.sub), whose times are frames: the first line may hold how many a second has. */
export function parseMicroDvd(text: string, { frameRate }: ReadOptions = {}): FileContent {
  const changes = new ChangeList();
  const found: Line[] = [];
  linesOf(text).forEach((raw, i) => {
    const match = LINE.exec(raw.trim());
    if (match) {
      found.push({ line: i + 1, from: Number(match[1]), to: match[2] ? Number(match[2]) : null, raw: match[3] });
    } else if (raw.trim()) changes.add("left_out", "no line as {10}{50}text", { line: i + 1 });
  });
  const named = found.length > 0 ? rateOf(found[0]) : null;
  const rate = named ?? frameRate ?? USUAL_RATE;
  if (named !== null) found.shift();
  else if (frameRate) {
    changes.add("time", `the file does not say how many frames a second has: they are those of the video, ${rate}`);
  } else changes.add("time", `the file does not say how many frames a second has: ${rate} are assumed`);
  const cues = found.map(({ line, from, to, raw }): FileCue => {
    const cue: FileCue = { line, start: from / rate, end: to === null ? Infinity : to / rate, text: "" };
    return Object.assign(cue, srtCueText(taggedLines(raw), cue, changes));
  });
  return { cues, changes };
}

/** Whether the first line says how many frames a second has. */
export function namesFrameRate(text: string): boolean {
  const match = LINE.exec(linesOf(text).find((line) => line.trim())?.trim() ?? "");
  return match !== null && rateOf({ from: Number(match[1]), to: Number(match[2]), raw: match[3] }) !== null;
}

/** The frames a second that a first line names; null for one of text. */
function rateOf({ from, to, raw }: Omit<Line, "line">): number | null {
  const rate = Number(/^\d{1,3}(?:[.,]\d{1,6})?$/.exec(raw.trim())?.[0].replace(",", ".") ?? NaN);
  return from <= 1 && (to ?? 0) <= 1 && rate > 1 ? rate : null;
}

/** Writes the styles of single lines, `{y:i}` or a slash, as tags; those of the whole cue, `{Y:i}`, stay. */
function taggedLines(raw: string): string {
  const whole = stylesOf(raw, /\{Y:([^{}]*)\}/g);
  return raw.split("|").map((line) => {
    const own = new Set([...stylesOf(line, LINE_STYLE), ...(line.startsWith("/") ? ["i"] : [])]);
    const tags = [...own].filter((letter) => !whole.has(letter));
    const text = line.replace(/^\//, "").replace(LINE_STYLE, "");
    return tags.map((tag) => `<${tag}>`).join("") + text + tags.reverse().map((tag) => `</${tag}>`).join("");
  }).join("\n");
}

const LINE_STYLE = /\{y:([^{}]*)\}/g;

/** Of bold, italics and underlining, in this order. */
function stylesOf(text: string, code: RegExp): Set<string> {
  const letters = Array.from(text.matchAll(code), ([, letters]) => letters.toLowerCase()).join("");
  return new Set(["b", "i", "u"].filter((letter) => letters.includes(letter)));
}
