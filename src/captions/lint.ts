import { respaceMarkup } from "./markup.ts";
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

/** A cue that breaks a rule of a guide. */
export interface LintFinding {
  /** The cue's index: the earlier of the two for `gap` and `overlap`, the misplaced one for `order`. */
  cue: number;
  rule: LintRule;
  /** An explanation in one sentence. */
  message: string;
  /** The measured value and the guide's limit, in the unit of the rule: characters, lines, seconds. */
  value: number;
  limit: number;
  /** Whether `repairCue` can repair it. */
  canRepair: boolean;
}

/** Times are whole milliseconds: a smaller difference is a rounding error. */
const EPSILON_SECONDS = 0.0005;
/** A repair moves the start of a cue back by at most this; more would be visible. */
const MAX_EARLIER_SECONDS = 0.5;
/** A gap up to this counts as none: 2 frames and a rounding error. */
const ADJACENT_SECONDS = 0.1;
/** Slower text stays on the screen too long: its cue is shortened and not cut. */
const SLOW_CHARS_PER_SECOND = 5;

/**
 * Finds the cues that break rules of a guide, in the order of the cues.
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

type CueFinding = Omit<LintFinding, "cue">;

function lintCue(cues: readonly TimedText[], i: number, limits: LintLimits): LintFinding[] {
  const findings = [
    ...lintOrder(cues, i),
    ...(isEmpty(cues[i]) ? [EMPTY] : [...lintLineChars(cues[i], limits), ...lintLines(cues[i], limits)]),
    ...lintSpeed(cues, i, limits),
    ...lintDuration(cues, i, limits),
    ...lintGap(cues, i, limits),
  ];
  return findings.map((finding) => ({ cue: i, ...finding }));
}

const EMPTY: CueFinding = { rule: "empty", value: 0, limit: 1, canRepair: true, message: "It has no text." };

function lintOrder(cues: readonly TimedText[], i: number): CueFinding[] {
  const before = cues[i - 1];
  if (!before || cues[i].start >= before.start - EPSILON_SECONDS) return [];
  const message = `It starts before the cue above it, which starts at ${clock(before.start)}.`;
  return [{ rule: "order", value: cues[i].start, limit: before.start, canRepair: true, message }];
}

function lintLineChars({ text }: TimedText, limits: LintLimits): CueFinding[] {
  const lengths = text.split("\n").map(countChars);
  const longest = Math.max(...lengths);
  const limit = limits.maxLineChars;
  if (longest <= limit) return [];
  const where = lengths.length > 1 ? `Line ${lengths.indexOf(longest) + 1}` : "Its line";
  const message = `${where} has ${longest} characters: at most ${limit}.`;
  return [{ rule: "line_chars", value: longest, limit, canRepair: fits(text, limits), message }];
}

function lintLines({ text }: TimedText, limits: LintLimits): CueFinding[] {
  const value = text.split("\n").length;
  const limit = limits.maxLines;
  if (value <= limit) return [];
  const message = `It has ${value} lines: at most ${limit}.`;
  return [{ rule: "lines", value, limit, canRepair: fits(text, limits), message }];
}

function lintSpeed(cues: readonly TimedText[], i: number, limits: LintLimits): CueFinding[] {
  const { start, end, text } = cues[i];
  const chars = readChars(text);
  const value = chars / (end - start);
  const limit = limits.maxCharsPerSecond;
  // rounding to milliseconds may exceed the limit by this much
  if (isBackward(cues[i]) || value <= limit * 1.005) return [];
  const canRepair = stretch(cues, i, chars / limit, limits) !== null;
  const advice = canRepair ? "" : " Nothing around it is free: make the text shorter.";
  const message = `It has ${tenths(value)} characters a second: at most ${tenths(limit)}.${advice}`;
  return [{ rule: "chars_per_second", value, limit, canRepair, message }];
}

function lintDuration(cues: readonly TimedText[], i: number, limits: LintLimits): CueFinding[] {
  const { minSeconds, maxSeconds } = limits;
  const value = cues[i].end - cues[i].start;
  if (value < minSeconds - EPSILON_SECONDS) {
    const canRepair = stretch(cues, i, minSeconds, limits) !== null;
    // avoids "0.83 s: at least 0.83 s"
    const write = hundredths(value) === hundredths(minSeconds) ? thousandths : hundredths;
    const fault = isBackward(cues[i]) ? "It ends before it starts" : `It lasts ${write(value)} s`;
    const message = `${fault}: at least ${write(minSeconds)} s.`;
    return [{ rule: "too_short", value, limit: minSeconds, canRepair, message }];
  }
  if (value <= maxSeconds + EPSILON_SECONDS) return [];
  const message = `It lasts ${hundredths(value)} s: at most ${hundredths(maxSeconds)} s.`;
  return [{ rule: "too_long", value, limit: maxSeconds, canRepair: true, message }];
}

/** Finds overlaps, gaps that are too short, and gaps that flicker. */
function lintGap(cues: readonly TimedText[], i: number, limits: LintLimits): CueFinding[] {
  const { gapSeconds, wideGapSeconds, maxSeconds } = limits;
  const [cue, next] = [cues[i], cues[i + 1]];
  if (!next || next.start < cue.start - EPSILON_SECONDS) return [];
  const gap = next.start - cue.end;
  const secondsToGap = next.start - gapSeconds - cue.start; // the cue's duration if it ends before the gap
  const canEndEarlier = secondsToGap > EPSILON_SECONDS;
  if (gap < -EPSILON_SECONDS) {
    const message = `It overlaps the next cue by ${hundredths(-gap)} s.`;
    return [{ rule: "overlap", value: -gap, limit: 0, canRepair: canEndEarlier, message }];
  }
  if (gap < gapSeconds - EPSILON_SECONDS) {
    const message = `It ends ${thousandths(gap)} s before the next cue: at least ${thousandths(gapSeconds)} s.`;
    return [{ rule: "gap", value: gap, limit: gapSeconds, canRepair: canEndEarlier, message }];
  }
  const isAdjacent = gap <= Math.max(gapSeconds, ADJACENT_SECONDS) + EPSILON_SECONDS;
  if (isAdjacent || gap >= wideGapSeconds - EPSILON_SECONDS) return [];
  const least = hundredths(wideGapSeconds);
  const message = `The gap of ${hundredths(gap)} s to the next cue flickers: close it, or leave at least ${least} s.`;
  const canRepair = secondsToGap <= maxSeconds + EPSILON_SECONDS;
  return [{ rule: "gap", value: gap, limit: wideGapSeconds, canRepair, message }];
}

/**
 * Repairs one finding and nothing else: breaks lines again, moves an end, closes a gap, cuts a long cue, removes an
 * empty one. The pieces of a cut cue keep all its other fields, so callers must give them new ids.
 *
 * @param cues the list that `finding` belongs to, unchanged
 * @returns the whole list; the same cues if nothing can be repaired
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

/** Breaks the lines again; cuts the cue if the text does not fit. */
function refit<T extends TimedText>(cue: T, limits: LintLimits, language: string | null): T[] {
  const text = breakLines(cue.text, limits, language);
  if (text !== null) return [{ ...cue, text, ...respaced(cue, text) }];
  if (!fits(cue.text, limits)) return [cue];
  const layout = { ...limits, maxCueSeconds: Math.max(limits.maxSeconds, cue.end - cue.start) };
  return splitCue(cue, layout, { language, gapSeconds: limits.gapSeconds });
}

function respaced({ text: before, markup }: TimedText, text: string): Pick<TimedText, "markup"> {
  return markup ? { markup: respaceMarkup(markup, before, text) } : {};
}

function shorten<T extends TimedText>(cue: T, limits: LintLimits, language: string | null): T[] {
  const seconds = cue.end - cue.start;
  const isSlow = !wordsOf(cue) && readChars(cue.text) / seconds < SLOW_CHARS_PER_SECOND;
  const layout = { ...limits, maxCueSeconds: limits.maxSeconds };
  const pieces = isSlow ? [cue] : splitCue(cue, layout, { language, gapSeconds: limits.gapSeconds });
  return pieces.map((piece) => ({ ...piece, end: Math.min(piece.end, milliseconds(piece.start + limits.maxSeconds)) }));
}

/**
 * Finds times at which a cue lasts `seconds`: it first ends later, up to the next cue, then starts a little earlier.
 *
 * @returns null if there is no room
 */
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

/** The number of characters to read; a line break counts as one space. */
function readChars(text: string): number {
  return countChars(unbroken(text));
}

function isBackward({ start, end }: TimedText): boolean {
  return end - start <= EPSILON_SECONDS;
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
