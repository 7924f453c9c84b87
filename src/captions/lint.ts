import { countChars } from "./atoms.ts";
import { type LintLimits, lintLimits, type LintProfileName } from "./lint_profiles.ts";
import {
  atomsOf,
  breakLines,
  canBreak,
  milliseconds,
  splitCue,
  type TimedText,
  unbroken,
  wordsOf,
} from "./relayout.ts";

export { LINT_PROFILE_LABELS, type LintLimits, lintLimits, type LintProfileName } from "./lint_profiles.ts";
export { breakLines, splitCue, type TimedText } from "./relayout.ts";

export type LintRule =
  | "empty"
  | "line_chars"
  | "lines"
  | "chars_per_second"
  | "too_short"
  | "too_long"
  | "gap"
  | "overlap"
  | "order";

/** Where a cue does not keep to a guide. */
export interface LintFinding {
  /** The cue's index. Of `gap` and `overlap` the earlier of the two, of `order` the one that comes too late in the list. */
  cue: number;
  rule: LintRule;
  /** A sentence for a person. */
  message: string;
  /** What was measured, and what the guide asks for: in the rule's own unit. */
  value: number;
  limit: number;
  /** Whether `repairCue` can put it right. */
  canRepair: boolean;
}

/** Times are whole milliseconds: less than half of one is no difference. */
const EPSILON_SECONDS = 0.0005;
/** How much earlier than before a cue may come so that it can be read: more is seen as too early. */
const MAX_EARLIER_SECONDS = 0.5;
/** Cues this close follow each other, also where a guide asks for no gap: 2 frames and what rounding adds. */
const ADJACENT_SECONDS = 0.1;
/** Text this slow was left on the screen too long: it ends earlier instead of being cut up. */
const SLOW_CHARS_PER_SECOND = 5;

/**
 * Says where cues do not keep to a guide, in the order of the cues.
 *
 * @param language an ISO 639-1 code; null for the limits of alphabets
 * @example
 * for (const finding of lintCues(cues, "netflix", "en")) show(finding.cue, finding.message);
 */
export function lintCues(
  cues: readonly TimedText[],
  profile: LintProfileName,
  language: string | null,
): LintFinding[] {
  const limits = lintLimits(profile, language);
  return cues.flatMap((_, i) => lintCue(cues, i, limits));
}

function lintCue(cues: readonly TimedText[], i: number, limits: LintLimits): LintFinding[] {
  const findings: LintFinding[] = [];
  const find = (rule: LintRule, value: number, limit: number, canRepair: boolean, message: string) =>
    findings.push({ cue: i, rule, message, value, limit, canRepair });
  const cue = cues[i];
  const before = cues[i - 1];
  if (before && cue.start < before.start - EPSILON_SECONDS) {
    find(
      "order",
      cue.start,
      before.start,
      true,
      `It starts before the cue above it, which starts at ${clock(before.start)}.`,
    );
  }
  if (isEmpty(cue)) find("empty", 0, 1, true, "It has no text.");
  else lintText(cue, limits, find);
  lintTime(cues, i, limits, find);
  return findings;
}

type Find = (rule: LintRule, value: number, limit: number, canRepair: boolean, message: string) => void;

function lintText(cue: TimedText, limits: LintLimits, find: Find): void {
  const lines = cue.text.split("\n");
  const longest = lines.reduce((best, line) => Math.max(best, countChars(line)), 0);
  if (longest > limits.maxLineChars) {
    const at = lines.findIndex((line) => countChars(line) === longest) + 1;
    const where = lines.length > 1 ? `Line ${at}` : "Its line";
    const message = `${where} has ${longest} characters: at most ${limits.maxLineChars}.`;
    find("line_chars", longest, limits.maxLineChars, fits(cue.text, limits), message);
  }
  if (lines.length > limits.maxLines) {
    const message = `It has ${lines.length} lines: at most ${limits.maxLines}.`;
    find("lines", lines.length, limits.maxLines, fits(cue.text, limits), message);
  }
}

function lintTime(cues: readonly TimedText[], i: number, limits: LintLimits, find: Find): void {
  const cue = cues[i];
  const seconds = cue.end - cue.start;
  const chars = readChars(cue.text);
  const isBackward = seconds <= EPSILON_SECONDS;
  if (!isBackward && chars / seconds > limits.maxCharsPerSecond * 1.005) { // what whole milliseconds leave is no fault
    const value = chars / seconds;
    const canRepair = stretch(cues, i, chars / limits.maxCharsPerSecond, limits) !== null;
    const advice = canRepair ? "" : " Nothing around it is free: make the text shorter.";
    const message = `It has ${tenths(value)} characters a second: at most ${
      tenths(limits.maxCharsPerSecond)
    }.${advice}`;
    find("chars_per_second", value, limits.maxCharsPerSecond, canRepair, message);
  }
  if (seconds < limits.minSeconds - EPSILON_SECONDS) {
    const canRepair = stretch(cues, i, limits.minSeconds, limits) !== null;
    // "0.83 s: at least 0.83 s" would say nothing
    const write = hundredths(seconds) === hundredths(limits.minSeconds) ? thousandths : hundredths;
    const what = isBackward ? "It ends before it starts" : `It lasts ${write(seconds)} s`;
    find("too_short", seconds, limits.minSeconds, canRepair, `${what}: at least ${write(limits.minSeconds)} s.`);
  }
  if (seconds > limits.maxSeconds + EPSILON_SECONDS) {
    const message = `It lasts ${hundredths(seconds)} s: at most ${hundredths(limits.maxSeconds)} s.`;
    find("too_long", seconds, limits.maxSeconds, true, message);
  }
  const next = cues[i + 1];
  if (!next || next.start < cue.start - EPSILON_SECONDS) return;
  const gap = next.start - cue.end;
  const toEnd = next.start - limits.gapSeconds;
  const leavesTime = toEnd - cue.start > EPSILON_SECONDS;
  if (gap < -EPSILON_SECONDS) {
    find("overlap", -gap, 0, leavesTime, `It overlaps the next cue by ${hundredths(-gap)} s.`);
  } else if (gap < limits.gapSeconds - EPSILON_SECONDS) {
    const message = `It ends ${thousandths(gap)} s before the next cue: at least ${thousandths(limits.gapSeconds)} s.`;
    find("gap", gap, limits.gapSeconds, leavesTime, message);
  } else if (
    gap > Math.max(limits.gapSeconds, ADJACENT_SECONDS) + EPSILON_SECONDS &&
    gap < limits.wideGapSeconds - EPSILON_SECONDS
  ) {
    const canRepair = toEnd - cue.start <= limits.maxSeconds + EPSILON_SECONDS;
    const message = `The gap of ${hundredths(gap)} s to the next cue flickers: close it, or leave at least ${
      hundredths(limits.wideGapSeconds)
    } s.`;
    find("gap", gap, limits.wideGapSeconds, canRepair, message);
  }
}

/**
 * Puts right what a finding is about and nothing else: breaks lines anew, moves an end, closes a gap, cuts what is too long
 * into several cues, removes what is empty. Of a cue that is cut every part carries what it carried besides (give new ids).
 *
 * @param cues as they were when they were looked at
 * @returns the whole list; the same cues where it can't be put right
 */
export function repairCue<T extends TimedText>(
  cues: readonly T[],
  finding: LintFinding,
  profile: LintProfileName,
  language: string | null,
): T[] {
  const limits = lintLimits(profile, language);
  const { cue: i, rule } = finding;
  const cue = cues[i];
  const replace = (...by: T[]) => [...cues.slice(0, i), ...by, ...cues.slice(i + 1)];
  if (!cue) return [...cues];
  switch (rule) {
    case "empty":
      return isEmpty(cue) ? replace() : [...cues];
    case "order":
      return [...cues].sort((a, b) => a.start - b.start);
    case "line_chars":
    case "lines":
      return replace(...refit(cue, limits, language));
    case "too_long":
      return replace(...shorten(cue, limits, language));
    case "too_short":
      return replace({ ...cue, ...stretch(cues, i, limits.minSeconds, limits) });
    case "chars_per_second": {
      const seconds = readChars(cue.text) / limits.maxCharsPerSecond;
      return replace({ ...cue, ...stretch(cues, i, seconds, limits) });
    }
    case "gap":
    case "overlap": {
      const next = cues[i + 1];
      const end = next ? milliseconds(next.start - limits.gapSeconds) : cue.end;
      return end > cue.start ? replace({ ...cue, end }) : [...cues];
    }
  }
}

/** The lines anew; where the text is too much for them, in several cues. */
function refit<T extends TimedText>(cue: T, limits: LintLimits, language: string | null): T[] {
  const text = breakLines(cue.text, limits, language);
  if (text !== null) return [{ ...cue, text }];
  if (!fits(cue.text, limits)) return [cue];
  const layout = { ...limits, maxCueSeconds: Math.max(limits.maxSeconds, cue.end - cue.start) };
  return splitCue(cue, layout, { language, gapSeconds: limits.gapSeconds });
}

function shorten<T extends TimedText>(cue: T, limits: LintLimits, language: string | null): T[] {
  const seconds = cue.end - cue.start;
  const isSlow = !wordsOf(cue) && readChars(cue.text) / seconds < SLOW_CHARS_PER_SECOND;
  const layout = { ...limits, maxCueSeconds: limits.maxSeconds };
  const parts = isSlow ? [cue] : splitCue(cue, layout, { language, gapSeconds: limits.gapSeconds });
  return parts.map((part) => ({ ...part, end: Math.min(part.end, milliseconds(part.start + limits.maxSeconds)) }));
}

/** Times that give a cue `seconds`: it ends later as far as the next one lets it, then it starts a little earlier. */
function stretch(
  cues: readonly TimedText[],
  i: number,
  seconds: number,
  { gapSeconds, maxSeconds }: LintLimits,
): { start: number; end: number } | null {
  if (seconds > maxSeconds + EPSILON_SECONDS) return null;
  const { start, end } = cues[i];
  const latest = (cues[i + 1]?.start ?? Infinity) - (cues[i + 1] ? gapSeconds : 0);
  const earliest = Math.max(i > 0 ? cues[i - 1].end + gapSeconds : 0, start - MAX_EARLIER_SECONDS, 0);
  const wanted = Math.ceil(seconds * 1000 - 0.001) / 1000;
  const newEnd = milliseconds(Math.max(end, Math.min(start + wanted, latest)));
  const newStart = milliseconds(Math.min(start, Math.max(earliest, newEnd - wanted)));
  return newEnd - newStart >= seconds - EPSILON_SECONDS ? { start: newStart, end: newEnd } : null;
}

function fits(text: string, { maxLineChars }: LintLimits): boolean {
  return canBreak(atomsOf(text, maxLineChars), maxLineChars);
}

/** What is read of a text: a line break counts as the space that it stands for. */
function readChars(text: string): number {
  return countChars(unbroken(text));
}

function isEmpty({ text }: TimedText): boolean {
  return !/[^\s\p{Cf}\p{Cc}]/u.test(text);
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}

const tenths = (n: number) => String(Math.round(n * 10) / 10);
const hundredths = (n: number) => String(Math.round(n * 100) / 100);
const thousandths = (n: number) => String(Math.round(n * 1000) / 1000);
