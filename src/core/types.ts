import type { LanguageCode } from "./languages.ts";

/** A spoken word. Times in seconds from the start of the media; `word` keeps its leading space. */
export interface Word {
  word: string;
  start: number;
  end: number;
  /** Mean probability of the word's tokens, 0 to 1. */
  probability: number;
}

/** A stretch of speech as Whisper wrote it, between two of its timestamps. */
export interface Segment {
  id: number;
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  text: string;
  tokens: number[];
  /** The temperature that the accepted decode was sampled at; 0 is greedy. */
  temperature: number;
  avgLogprob: number;
  /** Length of the text in bytes over its zlib length; above 2.4 it repeats itself. */
  compressionRatio: number;
  noSpeechProb: number;
  /** The language detected in this segment's window (`auto-segment`); if absent, the transcript's. */
  language?: LanguageCode;
  words: Word[];
}

/** A segment that was decoded and then left out, with the rule that removed it. */
export interface DroppedSegment extends Segment {
  rule: string;
}

/** How likely it is that a language is spoken, 0 to 1. */
export interface LanguageProbability {
  language: string;
  probability: number;
}

export interface Transcript {
  /** Whisper's language code (`en`, `yue`), or null where there is no speech. */
  language: string | null;
  /** 0 to 1. */
  languageProbability: number;
  /** The likeliest languages, the likeliest first; absent where the language was given, or detected in each window. */
  languageProbabilities?: LanguageProbability[];
  /** Seconds of audio that were decoded. */
  duration: number;
  segments: Segment[];
  dropped: DroppedSegment[];
}

/** One caption on the screen: at most `maxLines` lines joined by "\n". */
export interface Cue {
  id: number;
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  text: string;
  words: Word[];
  /** Who says it; absent if nobody is named. */
  speaker?: string;
  /** Where it is shown; absent: at the bottom, in the middle. */
  position?: CuePosition;
  /** Parts of `text` in bold, in italics or underlined; in order, absent if there are none. */
  markup?: MarkupRange[];
}

/** Where a cue is shown, by the settings of WebVTT. Absent fields are `auto`. */
export interface CuePosition {
  /** The number of a line, counted from the top from 0 or from the bottom from -1; or a share of the height: "85%". */
  line?: number | `${number}%`;
  lineAlign?: "center" | "end";
  /** Percent of the width. */
  position?: number;
  positionAlign?: "line-left" | "center" | "line-right";
  /** The width of the cue's box, in percent. */
  size?: number;
  /** Absent: centred. */
  align?: "start" | "end" | "left" | "right";
  /** Vertical text, whose lines follow each other to the left (`rl`) or to the right. */
  vertical?: "rl" | "lr";
}

export type MarkupStyle = "bold" | "italic" | "underline";

/** A part of a cue's text, from the offset `from` up to `to`, in UTF-16 code units. */
export interface MarkupRange {
  from: number;
  to: number;
  style: MarkupStyle;
}

/** A cue of a revision, with whether it differs from the transcribed cue. */
export interface EditedCue extends Cue {
  isEdited: boolean;
}

/** The shape of captions; see `defaultCaptionLayout` in src/captions. */
export interface CaptionLayout {
  maxLineChars: number;
  maxLines: number;
  maxCueSeconds: number;
}

export type CaptionStatus = "pending" | "processing" | "ready" | "failed";
export type Visibility = "private" | "unlisted" | "public";
export type WhisperTask = "transcribe" | "translate";

/** How to transcribe. Absent fields have the default that their comment names. */
export interface TranscribeOptions {
  /** null: detected over several windows; `auto-segment`: detected in each window, for files with several languages. */
  language?: LanguageCode | "auto-segment" | null;
  task?: WhisperTask;
  /** Beams, 1 to 10; 1 (the default) is greedy decoding. */
  beamSize?: number;
  /**
   * Text that Whisper takes for what was said before: names, spelling, style. It precedes every window; with
   * `conditionOnPreviousText` it precedes the first, and later ones as far as the text since then leaves room.
   */
  initialPrompt?: string;
  /** Words to expect; they precede every window. */
  hotwords?: string;
  /** Whether the text of a window precedes the next one, so that windows wait for each other. Default false. */
  conditionOnPreviousText?: boolean;
  /** The first temperature, 0 (the default) to 1; higher ones follow where a decode fails. */
  temperature?: number;
  /** Whether silence is skipped (default), or all of the audio is transcribed. */
  voiceActivity?: boolean;
  /** Probability from which a frame counts as speech, above 0 and below 1; 0.5 if absent. */
  voiceThreshold?: number;
  /** Whether words get exact times (default); otherwise they are spread over their segment. */
  wordTimestamps?: boolean;
  /**
   * The words of a script, in the order of time. If given, nothing is transcribed: only windows that hold words
   * without certain times are decoded, to time these words.
   */
  scriptWords?: ExpectedWord[];
}

/** A word of a script, and about when it is said, in seconds. */
export interface ExpectedWord {
  /** With the space before it, if there is one. */
  word: string;
  start: number;
  end: number;
  /** Whether the times are final. */
  isCertain: boolean;
}
