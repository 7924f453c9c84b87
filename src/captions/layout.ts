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
