import type { LanguageCode } from "../../../src/core/languages.ts";
import type { ExpectedWord } from "../../../src/core/types.ts";
import { VoiceDetector } from "../../audio/voice_detector.ts";
import { logMel } from "../../audio/log_mel.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { addWords, spreadWords } from "./add_words.ts";
import { decodeWithFallback } from "./decode_with_fallback.ts";
import { type Encoded, rowCount } from "./encoded.ts";
import { type Attempt, isDoubtful } from "./attempt.ts";
import { scriptWindow } from "./script_window.ts";
import { chooseLanguage, scoreLanguages } from "./language.ts";
import type { WhisperModel } from "./model.ts";
import { type DraftSegment, extractSegments, leastEndSeconds, type WindowResult } from "./extract_segments.ts";
import type { BatchResult, LanguageScores, ReadRequest } from "./types.ts";

/** How often a window is decoded, if each decode ends before its speech does. */
const MAX_ROUNDS = 4;
/** Text decoded at this temperature or above is not used as context; faster-whisper's `prompt_reset_on_temperature`. */
const PROMPT_RESET_TEMPERATURE = 0.5;

/** Reads windows with one model. Its runs block the thread. The caller releases the model. */
export class WindowReader {
  #model: WhisperModel;
  #voices = new VoiceDetector();
  /** The batch whose language was detected last: it is not encoded again when it is read. */
  #detectedBatch: { windows: AudioWindow[]; encoded: Encoded } | null = null;

  constructor(model: WhisperModel) {
    this.#model = model;
  }

  /** Frees all memory but the model's. */
  async release(): Promise<void> {
    await this.#voices.release();
  }

  /** Scores the languages of windows. Keeps the encoded windows for `read()`. */
  async detectLanguage(windows: AudioWindow[], signal?: AbortSignal): Promise<LanguageScores[]> {
    const encoded = await this.#encode(windows, signal);
    this.#detectedBatch = { windows, encoded };
    return await scoreLanguages(this.#model, encoded);
  }

  /**
   * Encodes and decodes a batch of windows. A window that fails Whisper's tests is decoded again at higher
   * temperatures; one that ends before its speech does is decoded again from there. Words get times from the alignment
   * heads.
   */
  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<BatchResult> {
    const all: BatchResult = {
      segments: [],
      dropped: [],
      tokens: [],
      shouldResetPrompt: false,
      readTo: windows.at(-1)!.end,
    };
    const { scriptWords } = request;
    if (scriptWords) return { ...all, segments: await this.#timeScript(windows, scriptWords, request, signal) };
    let left = windows;
    for (let round = 0; left.length > 0 && round < MAX_ROUNDS; round++) {
      const shouldFindRest = request.isCutAtPauses && round < MAX_ROUNDS - 1;
      const results = await this.#readOnce(left, request, shouldFindRest, signal);
      all.segments.push(...results.flatMap(({ segments }) => segments));
      all.dropped.push(...results.flatMap(({ dropped }) => dropped));
      if (round === 0) all.readTo = results.at(-1)!.readTo;
      left = results.flatMap(({ rest }) => rest ?? []);
    }
    all.segments.sort((a, b) => a.start - b.start);
    all.shouldResetPrompt = shouldResetPrompt(all);
    const { endOfText } = this.#model.tokenizer;
    all.tokens = all.segments.flatMap(({ tokens }) => tokens.filter((token) => token < endOfText));
    return all;
  }

  async #readOnce(
    windows: AudioWindow[],
    request: ReadRequest,
    shouldFindRest: boolean,
    signal?: AbortSignal,
  ): Promise<WindowResult[]> {
    const model = this.#model;
    const { tokenizer } = model;
    const encoded = this.#takeEncoded(windows) ?? await this.#encode(windows, signal);
    signal?.throwIfAborted();
    const spokenLanguages = await this.#spokenLanguages(encoded, request);
    const attempts = await decodeWithFallback(model, encoded, {
      prompts: spokenLanguages.map((language) => tokenizer.prompt(language, request.task, request.previous)),
      leastEndSeconds: request.isCutAtPauses ? windows.map(leastEndSeconds) : windows.map(() => 0),
      seeds: windows.map(({ start }) => Math.round(start * 1000)),
      temperature: request.temperature,
      beamSize: request.beamSize,
    }, signal);
    const hasVoice = await this.#findVoices(windows, attempts, request);
    const results = windows.map((window, i) => {
      const options = { shouldFindRest, isSeeking: !request.isCutAtPauses, hasVoice: hasVoice[i] };
      return extractSegments(window, attempts[i], tokenizer, options);
    });
    if (request.language === null) {
      results.forEach(({ segments }, i) => segments.forEach((segment) => segment.language = spokenLanguages[i]));
    }
    signal?.throwIfAborted();
    const { task } = request;
    const textLanguages = task === "translate" ? spokenLanguages.map(() => "en" as const) : spokenLanguages;
    if (!request.wordTimestamps) spreadWords(tokenizer, windows, results, textLanguages);
    else await addWords(model, encoded, windows, results, { spokenLanguages, textLanguages, task });
    return results;
  }

  /** The encoded windows that `detectLanguage()` kept, if it had the same ones. They are handed out once. */
  #takeEncoded(windows: AudioWindow[]): Encoded | null {
    const batch = this.#detectedBatch;
    this.#detectedBatch = null; // the next encode reuses its memory
    return batch && isSameAudio(batch.windows, windows) ? batch.encoded : null;
  }

  /** The requested language for every window, or each window's own. */
  async #spokenLanguages(encoded: Encoded, { language }: ReadRequest): Promise<LanguageCode[]> {
    if (language !== null) return Array.from({ length: rowCount(encoded) }, () => language);
    const codes = [...this.#model.tokenizer.languageTokens.keys()];
    const scores = await scoreLanguages(this.#model, encoded);
    return scores.map((windowScores) => chooseLanguage(codes, [windowScores]).language);
  }

  /** Times the words of a script in the windows that hold words without certain times. */
  async #timeScript(
    windows: AudioWindow[],
    scriptWords: ExpectedWord[],
    { language, task }: ReadRequest,
    signal?: AbortSignal,
  ): Promise<DraftSegment[]> {
    const toTime = windows.flatMap((window) => {
      const result = scriptWindow(scriptWords, window, this.#model);
      return result ? [{ window, result }] : [];
    });
    if (toTime.length === 0) return [];
    const spoken = toTime.map(({ window }) => window);
    const results = toTime.map(({ result }) => result);
    const encoded = await this.#encode(spoken, signal);
    signal?.throwIfAborted();
    const languages = spoken.map(() => language ?? "en");
    const options = { spokenLanguages: languages, textLanguages: languages, task };
    await addWords(this.#model, encoded, spoken, results, options);
    return results.flatMap(({ segments }) => segments);
  }

  /**
   * Whether each window has speech. Only windows that nobody checked for speech and whose text is doubtful are checked.
   */
  async #findVoices(windows: AudioWindow[], attempts: Attempt[], { isCutAtPauses }: ReadRequest): Promise<boolean[]> {
    const hasVoice: boolean[] = [];
    for (const [i, { samples }] of windows.entries()) {
      hasVoice.push(isCutAtPauses || !isDoubtful(attempts[i]) || await this.#voices.hasVoice(samples));
    }
    return hasVoice;
  }

  async #encode(windows: AudioWindow[], signal?: AbortSignal): Promise<Encoded> {
    this.#detectedBatch = null;
    const { nMels } = this.#model.dimensions;
    return await this.#model.encode(windows.length, (i, into) => logMel(windows[i].samples, nMels, into), signal);
  }
}

/**
 * Whether any text, kept or dropped as repetition, was decoded at a temperature at which it may mislead the next
 * window.
 */
export function shouldResetPrompt({ segments, dropped }: Pick<BatchResult, "segments" | "dropped">): boolean {
  return [...segments, ...dropped.filter(({ rule }) => rule === "repetition")]
    .some(({ temperature }) => temperature >= PROMPT_RESET_TEMPERATURE);
}

/** Compares samples too: windows of another file, whose transcription ended early, may have the same times. */
function isSameAudio(a: AudioWindow[], b: AudioWindow[]): boolean {
  return a.length === b.length && a.every(({ start, samples }, i) => {
    const other = b[i].samples;
    return start === b[i].start && samples.length === other.length && samples.every((value, at) => value === other[at]);
  });
}
