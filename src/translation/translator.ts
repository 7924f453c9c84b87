import type { LanguageCode } from "../core/languages.ts";

/** A cue to translate. */
export interface SourceCue {
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  /** Lines are separated by "\n". */
  text: string;
  speaker?: string;
}

export interface TranslationRequest {
  from: LanguageCode;
  to: LanguageCode;
  /** The indices of the cues to translate; the others are their context. */
  wanted: ReadonlySet<number>;
  signal?: AbortSignal;
  /** Called often, with the share of `wanted` that is done, from 0 to 1. */
  onProgress?(share: number): void;
}

/** Turns cues into another language, each on its own: text never moves to the place of another cue. */
export interface Translator {
  /** Who translates, as pages show it: a program with its model. */
  readonly name: string;
  /**
   * Translates the wanted cues.
   *
   * @returns the text of every wanted cue, without line breaks, by its index. It may hold other cues too, whose text
   * changed with theirs because they share a sentence. An empty text means that nothing is said in the cue.
   * @throws {TranslatorError} if another try may succeed
   * @throws {ValidationError} if it would not
   */
  translate(cues: readonly SourceCue[], request: TranslationRequest): Promise<Map<number, string>>;
}

/** How texts are to be translated. */
export interface TextRequest extends Pick<TranslationRequest, "from" | "to" | "signal"> {
  /** Called before each request to another server. */
  onRequest?(): void;
}

/** Translates texts that do not depend on each other. */
export interface TextTranslator {
  readonly name: string;
  /** @returns one translation for each text, in their order */
  translateTexts(texts: readonly string[], request: TextRequest): Promise<string[]>;
}

/** A translator did not answer, or not with what it was asked for. The message says which one, without its address. */
export class TranslatorError extends Error {
  override name = "TranslatorError";
}
