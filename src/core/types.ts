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
  /** That this segment was heard in, where each window is heard anew (`auto-segment`); absent: the transcript's. */
  language?: LanguageCode;
  words: Word[];
}

/** A segment that was decoded and left out, with the rule that it broke. */
export interface DroppedSegment extends Segment {
  rule: string;
}

export interface Transcript {
  /** ISO 639-1 code as Whisper has it (`en`, `yue`), or null where nothing was said. */
  language: string | null;
  /** 0 to 1. */
  languageProbability: number;
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
}

/** A cue of a revision, with whether it differs from what the machine wrote. */
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

/** How speech is to be written down. What is absent has the default that is named. */
export interface TranscribeOptions {
  /** null: it is heard, over several windows; `auto-segment`: heard in each window anew, for files that change it. */
  language?: LanguageCode | "auto-segment" | null;
  task?: WhisperTask;
  /** Hypotheses that are followed at once; 1 (the default) is greedy. 1 to 10. */
  beamSize?: number;
  /**
   * Text as if it had been said before: names, spelling, style. Told to every window; with `conditionOnPreviousText` to the first,
   * and to the others as far as what was said since leaves room.
   */
  initialPrompt?: string;
  /** Words to expect, told to the model before every window. */
  hotwords?: string;
  /** Whether each window is told what was said in the one before, which makes windows wait for each other. Default false. */
  conditionOnPreviousText?: boolean;
  /** The first temperature that is tried, 0 (the default) to 1; where a decode fails, higher ones follow. */
  temperature?: number;
  /** Whether silence is left out before (default), or all of the audio is read. */
  voiceActivity?: boolean;
  /** Probability from which a frame counts as speech, above 0 and below 1; 0.5 if absent. */
  voiceThreshold?: number;
  /** Whether words get times (default). Without, they are spread over their segment. */
  wordTimestamps?: boolean;
  /**
   * The words of a script, in the order of time. If given, nothing is transcribed: windows with words that have no certain
   * times are read to time them.
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
