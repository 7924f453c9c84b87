/** Chapters as a person writes them: a time and a title for each. */

import { parseClock } from "./clock_text.ts";

/** A line of the list, as it was typed. */
export interface ChapterLine {
  time: string;
  title: string;
}

export const MAX_CHAPTER_TITLE_CHARS = 200; // code points, as the server counts them

const TIME = String.raw`\d{1,4}:\d{1,2}(?::\d{1,2})?`;
const TIME_FIRST = new RegExp(`^[\\s\\-–—•*#>([]{0,8}(${TIME})(?![\\d:])[)\\]]?(.*)$`);
const SECOND_TIME = new RegExp(`^${TIME}(?![\\d:])[)\\]]?`);
const TIME_LAST = new RegExp(`(?<![\\d:])(${TIME})[)\\]]?$`);

/**
 * Reads a list of chapters from a description: lines as `0:00 Intro`, or else as `Intro 0:00`, in their order. Times are
 * as they were written, so that a wrong one can be shown.
 *
 * @returns empty if fewer than two lines are of a list
 */
export function readChapterList(text: string): ChapterLine[] {
  const lines = text.split("\n").map((line) => line.trim());
  for (const read of [readTimeFirst, readTimeLast]) {
    const found = lines.map(read).filter((line) => line !== null && line.title !== "") as ChapterLine[];
    if (found.length >= 2) return found;
  }
  return [];
}

function readTimeFirst(line: string): ChapterLine | null {
  const [, time, rest] = line.match(TIME_FIRST) ?? [];
  if (time === undefined) return null;
  const afterEnd = withoutSigns(rest).replace(SECOND_TIME, ""); // `0:00 - 1:23 Intro`
  return { time, title: withoutSigns(afterEnd) };
}

function readTimeLast(line: string): ChapterLine | null {
  const match = line.match(TIME_LAST);
  return match && { time: match[1], title: withoutSigns(line.slice(0, match.index)) };
}

/** A title without the signs between it and its time. */
function withoutSigns(text: string): string {
  return text.trim().replace(/^[\s\-–—:.|)\]•*#]+/, "").replace(/[\s\-–—:|([]+$/, "");
}

/** What is wrong with a line, which is counted from 1. */
export interface ChapterProblem {
  line: number;
  field: "time" | "title";
  code: "noTime" | "badTime" | "noTitle" | "longTitle" | "afterEnd" | "sameTime";
  /** The earlier line that begins at the same time. */
  other?: number;
}

export type CheckedChapters =
  | { chapters: { start: number; title: string }[]; problem: null }
  | { chapters: null; problem: ChapterProblem };

/**
 * Checks lines as they were typed, and puts them in the order of time. Empty ones are left out.
 *
 * @param durationSeconds of the video; null: unknown
 */
export function checkChapters(lines: readonly ChapterLine[], durationSeconds: number | null): CheckedChapters {
  const chapters: { start: number; title: string; line: number }[] = [];
  for (const [index, { time, title: typed }] of lines.entries()) {
    const line = index + 1;
    const title = typed.trim();
    if (time.trim() === "" && title === "") continue;
    const fail = (field: ChapterProblem["field"], code: ChapterProblem["code"], other?: number): CheckedChapters => (
      { chapters: null, problem: { line, field, code, ...(other !== undefined && { other }) } }
    );
    if (time.trim() === "") return fail("time", "noTime");
    const start = parseClock(time);
    if (start === null) return fail("time", "badTime");
    if (durationSeconds !== null && start >= durationSeconds) return fail("time", "afterEnd");
    if (title === "") return fail("title", "noTitle");
    if ([...title].length > MAX_CHAPTER_TITLE_CHARS) return fail("title", "longTitle");
    const same = chapters.find((other) => other.start === start);
    if (same) return fail("time", "sameTime", same.line);
    chapters.push({ start, title, line });
  }
  chapters.sort((a, b) => a.start - b.start);
  return { chapters: chapters.map(({ start, title }) => ({ start, title })), problem: null };
}
