import type { LanguageCode } from "../../../src/core/languages.ts";
import type { DroppedSegment, KnownWord, WhisperTask } from "../../../src/core/types.ts";
import type { DraftSegment } from "./read_window.ts";

/** What was decoded from one window. */
export interface DecodedRow {
  /** With times, without the end token. */
  tokens: number[];
  /** Of each token, and of the end token where it came. */
  logprobs: number[];
  /** Whether the end token came before the room was used up. */
  isEnded: boolean;
  /** Whether it was ended because it went round in circles. */
  isLooped: boolean;
  noSpeechProb: number;
  /** By the order of the tokenizer's languages; empty for an English-only model. */
  languageProbs: Float32Array;
}

export interface DecodeOptions {
  /** Of each row, all of one length; each ends in `<|startoftranscript|>` with its language and task. */
  prompts: number[][];
  /** 0: the likeliest token. */
  temperature: number;
  /** Of each row: the same seed gives the same tokens. */
  seeds?: number[];
  /** Tokens to decode at most; as many as the model takes if absent. */
  maxNew?: number;
  /** For each row the seconds up to which it may not end after a pair of times, for there is more to hear. */
  leastEndSeconds?: number[];
}

/** What one window sounds like. */
export interface HeardLanguage {
  /** By the order of the tokenizer's languages. */
  probabilities: Float32Array;
  noSpeechProb: number;
}

/** How windows are to be read. */
export interface ReadRequest {
  /** null: each window's own is heard, and written into its segments. */
  language: LanguageCode | null;
  task: WhisperTask;
  /** Text tokens that the model is told before each window. */
  previous: number[];
  temperature: number;
  beamSize: number;
  /** Whether words get their times from the model; else they are spread over their segment. */
  words: boolean;
  /** Whether the windows hold speech, cut at pauses: then what a decode leaves unread at the end is read again. */
  isCutAtPauses: boolean;
  /** What is said, where only the times of its words are asked for. */
  known?: KnownWord[];
}

/** What was read from some windows. */
export interface WindowsRead {
  /** In the order of time, in seconds of media. */
  segments: DraftSegment[];
  dropped: DroppedSegment[];
  /** Text tokens, for the next window's `previous`. */
  tokens: number[];
  /** Whether they, and what was said before them, would lead the next window astray. */
  isMisleading: boolean;
  /** Up to where the last window was read, where windows are not cut at pauses: seconds of media. */
  readTo: number;
}

export interface LaneNeeds {
  words: boolean;
  beams: boolean;
}
