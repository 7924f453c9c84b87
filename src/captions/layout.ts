import { ValidationError } from "../core/errors.ts";
import type { CaptionLayout } from "../core/types.ts";

/** A cue before silence lasts long enough for this reading speed. */
export const MAX_CHARS_PER_SECOND = 20;
/** The least duration of a cue: 20 frames at 24 a second. */
export const MIN_CUE_SECONDS = 0.83;
/** The gap between two cues: 2 frames at 24 a second, as whole milliseconds. */
export const MIN_GAP_SECONDS = 0.084;
/** A shorter gap between two cues is closed to `MIN_GAP_SECONDS`. */
export const CLOSED_GAP_SECONDS = 0.5;
/** No cue contains a longer pause. */
export const MAX_PAUSE_SECONDS = 1.5;

const LINE_CHARS: Record<string, number> = { zh: 16, yue: 16, ko: 16, ja: 13 };

/** The default layout in a language: two lines of 42 characters, 16 in Chinese and Korean, 13 in Japanese. */
export function defaultCaptionLayout(language: string | null): CaptionLayout {
  return { maxLineChars: LINE_CHARS[language ?? ""] ?? 42, maxLines: 2, maxCueSeconds: 7 };
}

interface Field {
  key: keyof CaptionLayout;
  least: number;
  most: number;
  isWhole: boolean;
}

const FIELDS: Record<string, Field> = {
  max_line_chars: { key: "maxLineChars", least: 10, most: 200, isWhole: true },
  max_lines: { key: "maxLines", least: 1, most: 4, isWhole: true },
  max_cue_seconds: { key: "maxCueSeconds", least: 1, most: 30, isWhole: false },
};

/**
 * Reads layout fields from query parameters, JSON or a database row and ignores all others. Absent, null and empty
 * fields are left out of the result, since their default depends on the language: `{ ...defaultCaptionLayout(language),
 * ...parseCaptionLayout(record) }`.
 *
 * @throws {ValidationError} naming the field, its value and the allowed values
 */
export function parseCaptionLayout(record: Record<string, unknown>): Partial<CaptionLayout> {
  const layout: Partial<CaptionLayout> = {};
  for (const [name, { key, least, most, isWhole }] of Object.entries(FIELDS)) {
    const value = record[name];
    if (value === undefined || value === null || value === "") continue;
    const isNumber = typeof value === "number" || (typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value));
    const n = isNumber ? Number(value) : NaN;
    if (!(n >= least && n <= most) || (isWhole && !Number.isInteger(n))) {
      const kind = isWhole ? "a whole number" : "a number";
      throw new ValidationError(`${name} is ${JSON.stringify(value)}: it must be ${kind} from ${least} to ${most}`);
    }
    layout[key] = n;
  }
  return layout;
}
