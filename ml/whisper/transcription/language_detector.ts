import type { LanguageCode } from "../../../src/core/languages.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { chooseLanguage, type DetectedLanguage } from "../decoding/language.ts";
import type { Lane } from "../lanes/lane.ts";
import type { LanePool } from "../lanes/lane_pool.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/** How many windows the language is detected in at once. */
export const LANGUAGE_WINDOWS = 4;

export interface LanguageDetectorOptions {
  pool: LanePool;
  tokenizer: Pick<WhisperTokenizer, "isMultilingual" | "languageTokens">;
  requested: TranscribeOptions["language"];
  signal: AbortSignal;
}

/** Decides the language of a transcription: the requested one, or the one detected in the first windows with speech. */
export class LanguageDetector {
  readonly #pool: LanePool;
  readonly #codes: LanguageCode[];
  readonly #signal: AbortSignal;
  /** Whether each window is read in its own language. */
  readonly #isPerWindow: boolean;
  /** Requested, or detected in speech. */
  #settled: DetectedLanguage | null;
  /** Detected in windows without speech; with a language for each window, that of the first segment. */
  #guess: DetectedLanguage | null = null;
  /** The lane that encoded a batch to detect its language, by the batch's first window. */
  readonly #encodedBy = new WeakMap<AudioWindow, Lane>();

  constructor({ pool, tokenizer, requested, signal }: LanguageDetectorOptions) {
    this.#pool = pool;
    this.#codes = [...tokenizer.languageTokens.keys()];
    this.#signal = signal;
    this.#isPerWindow = requested === "auto-segment" && tokenizer.isMultilingual;
    const language = tokenizer.isMultilingual ? requested : "en";
    this.#settled = language && language !== "auto-segment" ? undetected(language) : null;
  }

  /** The settled language, else the guess; null before any detection. */
  get detected(): DetectedLanguage | null {
    return this.#settled ?? this.#guess;
  }

  /** The language to request for the next windows; null: the lanes detect it for each window. */
  get languageToRequest(): LanguageCode | null {
    return this.#isPerWindow ? null : this.detected?.language ?? null;
  }

  /** Whether windows must go through `detect()` before they are read. */
  get isDetectionNeeded(): boolean {
    return !this.#settled && !this.#isPerWindow;
  }

  /** Detects the language of windows. Music at the beginning does not settle it for the whole file. */
  async detect(windows: AudioWindow[]): Promise<void> {
    const scores = await Promise.all(
      this.#pool.split(windows).map((batch) =>
        this.#pool.use(async (lane) => {
          this.#signal.throwIfAborted();
          this.#encodedBy.set(batch[0], lane);
          return await lane.detectLanguage(batch, this.#signal);
        })
      ),
    );
    this.#guess = chooseLanguage(this.#codes, scores.flat());
    if (this.#guess.isFromSpeech) this.#settled = this.#guess;
  }

  /** The lane that still holds the encoded batch that begins with this window. */
  laneThatEncoded(window: AudioWindow): Lane | undefined {
    return this.#encodedBy.get(window);
  }

  /** Where each window has its own language: the first one stands for the whole transcript. */
  noteSegmentLanguage(language: LanguageCode): void {
    this.#guess ??= undetected(language);
  }
}

function undetected(language: LanguageCode): DetectedLanguage {
  return { language, probability: 1, probabilities: [], isFromSpeech: true };
}
