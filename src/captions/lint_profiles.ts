import { MIN_GAP_SECONDS } from "./layout.ts";

export type LintProfileName = "netflix" | "bbc" | "dcmp";

/** The limits of a style guide for a cue in one language. */
export interface LintLimits {
  maxLines: number;
  maxLineChars: number;
  maxCharsPerSecond: number;
  minSeconds: number;
  maxSeconds: number;
  /** The gap between two cues that follow each other. */
  gapSeconds: number;
  /** A gap between `gapSeconds` and this flickers: it must be closed or made wider. */
  wideGapSeconds: number;
}

/** The name of each guide on pages. */
export const LINT_PROFILE_LABELS: Record<LintProfileName, string> = { netflix: "Netflix", bbc: "BBC", dcmp: "DCMP" };

/** For guides with words per minute: a word has five letters and a space. */
const CHARS_PER_SECOND_PER_WPM = 6 / 60;

// Netflix counts full-width characters for these: lines of 16, in Japanese of 13. The speeds are for captions in the
// spoken language (SDH); Netflix's translated subtitles are slower: 9, 12, 4
const FULL_WIDTH: Record<string, { maxLineChars: number; maxCharsPerSecond: number }> = {
  zh: { maxLineChars: 16, maxCharsPerSecond: 11 },
  yue: { maxLineChars: 16, maxCharsPerSecond: 11 },
  ko: { maxLineChars: 16, maxCharsPerSecond: 14 },
  ja: { maxLineChars: 13, maxCharsPerSecond: 7 },
};

const PROFILES: Record<LintProfileName, LintLimits> = {
  // Netflix Timed Text Style Guide, General Requirements and English: 42 characters, 2 lines, 20 characters a second
  // for adults, 5/6 s to 7 s, 2 frames between cues, gaps of 3 to 11 frames closed to 2 (frames at 24 a second)
  netflix: {
    maxLines: 2,
    maxLineChars: 42,
    maxCharsPerSecond: 20,
    minSeconds: 5 / 6,
    maxSeconds: 7,
    gapSeconds: MIN_GAP_SECONDS,
    wideGapSeconds: 0.5,
  },
  // BBC Subtitle Guidelines: 37 characters (teletext's line, 68 % of the picture's width), 2 lines, 160 to 180 words a
  // minute, a gap of at least 1 s or none. It gives no limits for a cue's duration: 1 s is three words at its 0.3 s
  // each, 7 s is what other guides say
  bbc: {
    maxLines: 2,
    maxLineChars: 37,
    maxCharsPerSecond: 180 * CHARS_PER_SECOND_PER_WPM,
    minSeconds: 1,
    maxSeconds: 7,
    gapSeconds: 0,
    wideGapSeconds: 1,
  },
  // DCMP Captioning Key and its guidelines: 32 characters, 2 lines, 150 to 160 words a minute for adults, 40 frames (at
  // 30 a second) to 6 s; no rule for gaps
  dcmp: {
    maxLines: 2,
    maxLineChars: 32,
    maxCharsPerSecond: 160 * CHARS_PER_SECOND_PER_WPM,
    minSeconds: 4 / 3,
    maxSeconds: 6,
    gapSeconds: 0,
    wideGapSeconds: 0,
  },
};

/**
 * The limits of a guide for a language. Chinese, Japanese and Korean get Netflix's lines and speeds in all three
 * guides, since the other two cover only alphabets.
 */
export function lintLimits(profile: LintProfileName, language: string | null): LintLimits {
  return { ...PROFILES[profile], ...FULL_WIDTH[(language ?? "").split("-")[0]] };
}
