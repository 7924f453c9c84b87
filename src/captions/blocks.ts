import type { Cue } from "../core/types.ts";

/** The blocks of a SubRip or WebVTT file: a timing line and text, between empty lines. */
export interface ParsedCaptions {
  cues: Cue[];
  problems: ParseProblem[];
}

/** The reason why a block was skipped. */
export interface ParseProblem {
  /** Counted from 1. */
  line: number;
  message: string;
}

/** The file has no readable cue; the message says where and why. */
export class UnreadableCaptionsError extends Error {
  override name = "UnreadableCaptionsError";
}

const TIME = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);
/** The first line of WebVTT blocks without a cue. */
const NO_CUE = /^(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t]|$)/;

/** The lines of a cue without the empty ones, which would end its block. */
export function cueLines(text: string): string[] {
  // deno-lint-ignore no-control-regex
  return text.split(/\r\n|\r|\n/).map((line) => line.replace(/[\x00-\x1f]/g, " ").trimEnd()).filter((line) => line);
}

/** `HH:MM:SS` with milliseconds after `mark`. */
export function formatTime(seconds: number, mark: "," | "."): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const rest = String(ms % 1000).padStart(3, "0");
  return `${two(ms / 3_600_000)}:${two(ms / 60_000 % 60)}:${two(ms / 1000 % 60)}${mark}${rest}`;
}

export function parseBlocks(text: string, plain: (text: string) => string): ParsedCaptions {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const cues: Cue[] = [];
  const problems: ParseProblem[] = [];
  for (let i = 0; i < lines.length;) {
    if (lines[i].trim() === "") {
      i++;
      continue;
    }
    const first = i;
    while (i < lines.length && lines[i].trim() !== "") i++;
    const block = lines.slice(first, i);
    if (NO_CUE.test(block[0]) && !block.slice(0, 2).some((line) => line.includes("-->"))) continue;
    // a number or a name may be above the timing line
    const at = block.findIndex((line) => line.includes("-->"));
    if (at < 0 || at > 1) {
      problems.push({ line: first + 1, message: "no line with two times and --> between them" });
      continue;
    }
    const times = readTiming(block[at]);
    if (typeof times === "string") problems.push({ line: first + at + 1, message: times });
    else {
      const textLines = plain(block.slice(at + 1).join("\n")).split("\n").map((line) => line.trim()).filter(Boolean);
      cues.push({ id: cues.length + 1, ...times, text: textLines.join("\n"), words: [] });
    }
  }
  return { cues, problems };
}

function readTiming(line: string): { start: number; end: number } | string {
  const match = TIMING.exec(line);
  if (!match) return `${JSON.stringify(line.trim().slice(0, 80))} is not a time --> a time, such as 00:01:02.500`;
  const parts = match.slice(1);
  const start = seconds(parts.slice(0, 4));
  const end = seconds(parts.slice(4, 8));
  if (start === null || end === null) return "minutes and seconds go up to 59";
  return end > start ? { start, end } : "the end is not after the start";
}

function seconds([hours, minutes, secs, fraction]: (string | undefined)[]): number | null {
  if (Number(minutes) > 59 || Number(secs) > 59) return null;
  const ms = Number((fraction ?? "").padEnd(3, "0"));
  return (Number(hours ?? 0) * 3_600_000 + Number(minutes) * 60_000 + Number(secs) * 1000 + ms) / 1000;
}
