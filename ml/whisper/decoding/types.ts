import type { LanguageCode } from "../../../src/core/languages.ts";
import type { DroppedSegment, ExpectedWord, WhisperTask, Word } from "../../../src/core/types.ts";
import type { DraftSegment } from "./extract_segments.ts";

/** What the decoder wrote for one window. */
export interface DecodedRow {
  /** Text and timestamp tokens, without the end token. */
  tokens: number[];
  /** One for each token, and one for the end token if it came. */
  logprobs: number[];
  /** Whether the decode ended with the end token, not by the token limit. */
  isEnded: boolean;
  /** Whether the decode was stopped because it repeated itself. */
  isLooped: boolean;
  noSpeechProb: number;
  /** In the order of the tokenizer's languages; empty for an English-only model. */
  languageProbs: Float32Array;
}

export interface DecodeOptions {
  /** One for each row, all of one length; each ends in `<|startoftranscript|>` with its language and task. */
  prompts: number[][];
  /** 0: always the likeliest token. */
  temperature: number;
  /** One for each row: the same seed gives the same tokens. */
  seeds?: number[];
  /** The most tokens to decode; absent: as many as the model takes. */
  maxNew?: number;
  /** For each row, seconds of the window before which a pair of timestamps must not end it: there is more speech. */
  leastEndSeconds?: number[];
}

/** The language scores of one window. */
export interface LanguageScores {
  /** In the order of the tokenizer's languages. */
  probabilities: Float32Array;
  noSpeechProb: number;
}

/** How to read windows. */
export interface ReadRequest {
  /** null: the language of each window is detected and written into its segments. */
  language: LanguageCode | null;
  task: WhisperTask;
  /** Text and timestamp tokens that the decoder gets as context before each window. */
  previous: number[];
  /** Those of `previous` that are hotwords: they stay where the text before a window is left out. */
  hotwords: number[];
  temperature: number;
  beamSize: number;
  /** Whether the model times the words; else they are spread over their segment. */
  wordTimestamps: boolean;
  /** Whether windows hold speech and are cut at pauses: then speech left over at their end is decoded again. */
  isCutAtPauses: boolean;
  /** If given, windows are not transcribed: these words get times. */
  scriptWords?: ExpectedWord[];
}

/** A cut within speech, at the end of a window. */
export interface WindowCut {
  /** Seconds of media. */
  at: number;
  /** The first word after it, as read together with what is before it; null if there is none. */
  next: Word | null;
}

/** What a lane read from a batch of windows. */
export interface BatchResult {
  /** In the order of time, in seconds of media. */
  segments: DraftSegment[];
  dropped: DroppedSegment[];
  /** In order. */
  cuts: WindowCut[];
  /** Text and timestamp tokens, for the next window's `previous`. */
  tokens: number[];
  /** Whether the next window should be read without `tokens` and all text before them. */
  shouldResetPrompt: boolean;
  /** Seconds of media up to which the last window was read, where windows are not cut at pauses. */
  readTo: number;
}

/** Graphs that are loaded only when a transcription needs them. */
export interface OptionalGraphs {
  /** For word times. */
  alignment: boolean;
  /** For beam search. */
  beams: boolean;
}
