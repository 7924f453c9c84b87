/** A time of a timing line: `00:01:02.500`, with faults that people and programs make. */
const TIME = String
  .raw`([-\u2212]?)[ \t]*(?:(\d{1,5})[ \t]*:[ \t]*)?(\d{1,3})[ \t]*:[ \t]*(\d{1,3})(?:[ \t]*(?:[.,;\uff0c\uff0e\u066b]|:(?=\d{3}))[ \t]*(\d{1,9}))?`;
const ARROW = String.raw`(?:[-\u2012-\u2015\u2212=]{1,4} ?[-\u2012-\u2015\u2212=]{0,3}>|[\u2192\u27f6\u279c])`;
const TIMING = new RegExp(String.raw`^${TIME}[ \t]*${ARROW}[ \t]*${TIME}(?=$|[^\d:.,])(.*)$`);
/** A longer line is no timing line. */
const MOST_CHARS = 400;

export interface Timing {
  /** Seconds; may be below 0. */
  start: number;
  end: number;
  /** What follows the times. */
  settings: string;
}

/** Makes a line that looks like times text, at the start of the line; it is not visible. */
const JOINER = "\u2060";

/**
 * Keeps a line of text from being read as a timing line; `unguardLine` gives it back.
 *
 * @param isTiming whether a line would be read as one
 */
export function guardLine(line: string, isTiming: (line: string) => boolean): string {
  return isTiming(line.replace(/^\u2060+/, "")) ? JOINER + line : line;
}

/** The text of a line that `guardLine` wrote. */
export function unguardLine(line: string, isTiming: (line: string) => boolean): string {
  return line.startsWith(JOINER) && isTiming(line.replace(/^\u2060+/, "")) ? line.slice(1) : line;
}

/**
 * Reads `a time --> a time`, also with `->`, with spaces within times, a comma or a dot, without hours, and with more
 * digits than milliseconds have.
 *
 * @param options.isVtt only `-->` is an arrow: no text of a WebVTT file has it
 * @returns null for a line of another kind, a text that says why it can't be read for a damaged timing line
 */
export function readTiming(raw: string, { isVtt = false } = {}): Timing | string | null {
  if (raw.length > MOST_CHARS || !(isVtt ? /-->/ : /[>\u2192\u27f6\u279c]/).test(raw)) return null;
  // marks of direction, which some editors write before times
  const line = raw.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "").replace(/\u00a0/g, " ").trim();
  const match = TIMING.exec(line);
  if (!match) {
    // words with an arrow are text, if they have no time
    const isTiming = /^[^\p{L}]*-->/u.test(line) || /-->[^\p{L}]*$/u.test(line) || /^\S+ *--> *\S+$/.test(line);
    return isTiming ? `${JSON.stringify(line.slice(0, 80))} is not a time --> a time, such as 00:01:02.500` : null;
  }
  const start = secondsOf(match.slice(1, 6));
  const end = secondsOf(match.slice(6, 11));
  if (start === null || end === null) return "minutes and seconds go up to 59";
  return { start, end, settings: match[11].trim() };
}

function secondsOf([sign, hours, minutes, seconds, fraction = ""]: (string | undefined)[]): number | null {
  if (Number(minutes) > 59 && hours !== undefined || Number(seconds) > 59) return null;
  const whole = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  const ms = Math.round(whole * 1000 + Number(`0.${fraction || "0"}`) * 1000);
  return (sign ? -ms : ms) / 1000;
}

/** `HH:MM:SS` with milliseconds after `mark`. */
export function formatTime(seconds: number, mark: "," | "."): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const rest = String(ms % 1000).padStart(3, "0");
  return `${two(ms / 3_600_000)}:${two(ms / 60_000 % 60)}:${two(ms / 1000 % 60)}${mark}${rest}`;
}
