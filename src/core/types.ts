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

/** The shape of captions; see `defaultCaptionLayout` in src/captions. */
export interface CaptionLayout {
  maxLineChars: number;
  maxLines: number;
  maxCueSeconds: number;
}

export type CaptionStatus = "pending" | "processing" | "ready" | "failed";
export type Visibility = "private" | "unlisted" | "public";
export type WhisperTask = "transcribe" | "translate";
