import type { Cue } from "../../core/types.ts";
import { cueLines } from "./blocks.ts";
import { ChangeList, type FileContent, type FileCue, linesOf } from "./read_file.ts";
import { srtCueText } from "./srt.ts";
import { guardLine, unguardLine } from "./times.ts";

/** Writes SBV, as YouTube has it: `0:00:01.000,0:00:02.500` above the text. It holds times and text alone. */
export function writeSbv(cues: readonly Cue[]): string {
  return cues.map(({ start, end, text }) => {
    // text that looks like times would begin a cue
    const lines = cueLines(text).map((line) => guardLine(line, isTiming));
    return `${formatTime(start)},${formatTime(end)}\n${lines.join("\n")}\n\n`;
  }).join("");
}

function formatTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const pad = (n: number, width = 2) => String(Math.floor(n)).padStart(width, "0");
  return `${Math.floor(ms / 3_600_000)}:${pad(ms / 60_000 % 60)}:${pad(ms / 1000 % 60)}.${pad(ms % 1000, 3)}`;
}

const TIMES = /^(\d{1,5}):(\d{1,2}):(\d{1,2})\.(\d{1,6}),(\d{1,5}):(\d{1,2}):(\d{1,2})\.(\d{1,6})$/;

function isTiming(line: string): boolean {
  return TIMES.test(line.trim());
}

/** Reads SBV. */
export function parseSbv(text: string): FileContent {
  const changes = new ChangeList();
  const cues: FileCue[] = [];
  let lines: string[] = [];
  const close = () => {
    const cue = cues.at(-1);
    const text = lines.map((line) => unguardLine(line, isTiming)).join("\n").replace(/\[br\]/gi, "\n");
    if (cue) Object.assign(cue, srtCueText(text, cue, changes));
    else if (lines.some((line) => line.trim())) {
      changes.add("left_out", "no line with two times, such as 0:00:01.000,0:00:02.500", { line: 1 });
    }
    lines = [];
  };
  linesOf(text).forEach((raw, i) => {
    const match = TIMES.exec(raw.trim());
    if (!match) return lines.push(raw);
    close();
    const seconds = ([hours, minutes, seconds, fraction]: string[]) =>
      Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
    cues.push({ line: i + 1, start: seconds(match.slice(1, 5)), end: seconds(match.slice(5, 9)), text: "" });
  });
  close();
  return { cues, changes };
}
