import type { LanguageCode } from "../../../src/core/languages.ts";
import type { ExpectedWord } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import { VoiceDetector } from "../../audio/voice_detector.ts";
import { logMel } from "../../audio/log_mel.ts";
import type { AudioWindow, SpeechSpan } from "../../audio/windows.ts";
import { addWords, spreadWords } from "./add_words.ts";
import { decodeWithFallback, type FallbackOptions } from "./decode_with_fallback.ts";
import { type Encoded, rowCount, selectRows } from "./encoded.ts";
import { type Attempt, isDoubtful } from "./attempt.ts";
import { echoedPieces, isSaid } from "./prompt_echo.ts";
import { type ReadOnce, readUnread } from "./read_unread.ts";
import { scriptWindow } from "./script_window.ts";
import { chooseLanguage, scoreLanguages } from "./language.ts";
import type { WhisperModel } from "./model.ts";
import {
  type DraftSegment,
  dropHurriedRepeats,
  extractSegments,
  leastEndSeconds,
  type WindowResult,
} from "./extract_segments.ts";
import type { BatchResult, LanguageScores, ReadRequest, WindowCut } from "./types.ts";
import { mayHideSpeech } from "./unread_speech.ts";
import { splitAtCut, withSoundAfter } from "./window_cuts.ts";

/** How often a window is decoded, if each decode ends before its speech does. */
const MAX_ROUNDS = 4;

interface ReadOnceOptions {
  /** Whether the speech after the last segment should be returned as `rest`. */
  shouldFindRest: boolean;
  /** The same windows with the speech that was found in them, for word times; absent: `windows` have it. */
  heard?: AudioWindow[];
  /** The known language of each window; null or absent: the request's. */
  languages?: (LanguageCode | null)[];
}

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
    const longer = windows.map(withSoundAfter);
    const encoded = await this.#encode(longer, signal);
    this.#detectedBatch = { windows: longer, encoded };
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
      cuts: [],
      tokens: [],
      shouldResetPrompt: false,
      readTo: windows.at(-1)!.end,
    };
    const { scriptWords } = request;
    if (scriptWords) return { ...all, segments: await this.#timeScript(windows, scriptWords, request, signal) };
    // Estimated times, and those of a translation, do not tell on which side of a cut a word is
    const hasExactTimes = request.wordTimestamps && request.task === "transcribe";
    const heard = request.isCutAtPauses ? windows : await this.#findSpeech(windows);
    let left = hasExactTimes ? windows.map(withSoundAfter) : windows;
    // By the end of the window that is read, which a rest shares
    const cuts = new Map(left.map(({ end }, i): [number, WindowCut] => [end, { at: windows[i].end, next: null }]));
    for (let round = 0; left.length > 0 && round < MAX_ROUNDS; round++) {
      const shouldFindRest = request.isCutAtPauses && round < MAX_ROUNDS - 1;
      const heardLeft = request.isCutAtPauses ? left : heard;
      const results = await this.#readOnce(left, request, { shouldFindRest, heard: heardLeft }, signal);
      for (const [i, { segments, dropped }] of results.entries()) {
        const cut = cuts.get(left[i].end)!;
        if (cut.at >= left[i].end) { // a whole window: what its timestamps put behind its end is in it
          all.segments.push(...segments);
          all.dropped.push(...dropped);
          continue;
        }
        const { kept, next } = splitAtCut(cut.at, segments, this.#model.tokenizer);
        cut.next ??= next;
        all.segments.push(...kept);
        all.dropped.push(...dropped.filter(({ start }) => start < cut.at));
      }
      all.shouldResetPrompt ||= results.some(({ shouldResetPrompt }) => shouldResetPrompt);
      if (round === 0) all.readTo = results.at(-1)!.readTo;
      left = results.flatMap(({ rest }) => rest && rest.start < cuts.get(rest.end)!.at ? [rest] : []);
    }
    all.cuts = [...cuts].flatMap(([end, cut]) => cut.at < end ? [cut] : []);
    const checked = request.isCutAtPauses ? windows : heard.map((window) => cutEnd(window, all.readTo));
    const readOnce: ReadOnce = (parts, again, languages) =>
      this.#readOnce(parts, again, { shouldFindRest: false, languages }, signal);
    const { tokenizer } = this.#model;
    await readUnread(checked, all, { ...request, isCutAtPauses: true }, { readOnce, tokenizer });
    // words were heard where they are; a segment's own timestamps may be wrong
    const startOf = ({ start, words }: DraftSegment) => words[0]?.start ?? start;
    all.segments.sort((a, b) => startOf(a) - startOf(b));
    all.tokens = all.segments.flatMap(({ tokens }) => tokens);
    return all;
  }

  /** Windows that nobody checked for speech, with the speech in them. */
  async #findSpeech(windows: AudioWindow[]): Promise<AudioWindow[]> {
    return await Promise.all(windows.map(async (window) => {
      const { start, samples } = window;
      const speech = await this.#voices.speechIn(samples);
      const toMedia = (span: SpeechSpan) => ({ start: start + span.start, end: start + span.end });
      return { ...window, speech: speech.map(toMedia) };
    }));
  }

  async #readOnce(
    windows: AudioWindow[],
    request: ReadRequest,
    { shouldFindRest, heard = windows, languages = [] }: ReadOnceOptions,
    signal?: AbortSignal,
  ): Promise<WindowResult[]> {
    const model = this.#model;
    const { tokenizer } = model;
    const encoded = this.#takeEncoded(windows) ?? await this.#encode(windows, signal);
    signal?.throwIfAborted();
    const spokenLanguages = await this.#spokenLanguages(encoded, request, languages);
    const attempts = await this.#decode(
      windows,
      encoded,
      request,
      {
        prompts: spokenLanguages.map((language) => tokenizer.prompt(language, request.task, request.previous)),
        leastEndSeconds: request.isCutAtPauses ? windows.map(leastEndSeconds) : windows.map(() => 0),
        speechSeconds: heard.map(({ speech }) => speech.reduce((sum, { start, end }) => sum + end - start, 0)),
        seeds: windows.map(({ start }) => Math.round(start * 1000)),
        temperature: request.temperature,
        beamSize: request.beamSize,
      },
      spokenLanguages,
      signal,
    );
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
    // Words that are spread over a segment would hide speech without words in it
    const needsTimes = results.map(({ segments }, i) =>
      request.wordTimestamps || segments.some((segment) => mayHideSpeech(segment, heard[i]))
    );
    const only = (isTimed: boolean) =>
      results.map((result, i) => needsTimes[i] === isTimed ? result : { ...result, segments: [] });
    spreadWords(tokenizer, heard, only(false), textLanguages);
    await addWords(model, encoded, heard, only(true), { spokenLanguages, textLanguages, task });
    results.forEach(dropHurriedRepeats);
    return results;
  }

  /**
   * Decodes a batch of windows. A text with passages of its context may be copied from there: such a window is
   * decoded without context as well, and that reading is kept if it does not have them.
   */
  async #decode(
    windows: AudioWindow[],
    encoded: Encoded,
    { task, previous, hotwords }: ReadRequest,
    options: FallbackOptions,
    languages: LanguageCode[],
    signal?: AbortSignal,
  ): Promise<Attempt[]> {
    const model = this.#model;
    const { tokenizer } = model;
    const attempts = await decodeWithFallback(model, encoded, options, signal);
    if (previous.length === hotwords.length) return attempts;
    const seconds = windows.map(({ start, end }) => end - start);
    const echoes = attempts.map((attempt, i) => echoedPieces(attempt, previous, tokenizer, seconds[i]));
    const rows = attempts.flatMap((_, i) => echoes[i].length > 0 ? [i] : []);
    if (rows.length === 0) return attempts;
    const again = await decodeWithFallback(model, selectRows(encoded, rows), {
      ...options,
      prompts: rows.map((row) => tokenizer.prompt(languages[row], task, hotwords)),
      leastEndSeconds: rows.map((row) => options.leastEndSeconds[row]),
      speechSeconds: rows.map((row) => options.speechSeconds[row]),
      seeds: rows.map((row) => options.seeds[row]),
    }, signal);
    rows.forEach((row, i) => {
      if (echoes[row].every((piece) => isSaid(piece, again[i], tokenizer, seconds[row]))) return;
      attempts[row] = again[i];
    });
    return attempts;
  }

  /** The encoded windows that `detectLanguage()` kept, if it had the same ones. They are handed out once. */
  #takeEncoded(windows: AudioWindow[]): Encoded | null {
    const batch = this.#detectedBatch;
    this.#detectedBatch = null; // the next encode reuses its memory
    return batch && isSameAudio(batch.windows, windows) ? batch.encoded : null;
  }

  /** The requested language for every window, or each window's own: the known one, or the detected one. */
  async #spokenLanguages(
    encoded: Encoded,
    { language }: ReadRequest,
    known: (LanguageCode | null)[],
  ): Promise<LanguageCode[]> {
    const rows = Array.from({ length: rowCount(encoded) }, (_, row) => row);
    if (language !== null) return rows.map(() => language);
    if (known.length > 0 && known.every((code) => code !== null)) return known;
    const codes = [...this.#model.tokenizer.languageTokens.keys()];
    const scores = await scoreLanguages(this.#model, encoded);
    return scores.map((windowScores, row) => known[row] ?? chooseLanguage(codes, [windowScores]).language);
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
    const seconds = windows.map(({ samples }) => samples.length / SAMPLE_RATE);
    const writeMel = (i: number, into: Float32Array) => void logMel(windows[i].samples, nMels, into);
    return await this.#model.encode(windows.length, writeMel, { seconds, signal });
  }
}

/** A window up to a time. */
function cutEnd({ start, samples, speech, ...window }: AudioWindow, at: number): AudioWindow {
  const read = samples.subarray(0, Math.round((Math.min(window.end, at) - start) * SAMPLE_RATE));
  const end = start + read.length / SAMPLE_RATE;
  const before = speech.filter((span) => span.start < end).map((span) => ({ ...span, end: Math.min(span.end, end) }));
  return { start, end, samples: read, speech: before };
}

/** Compares samples too: windows of another file, whose transcription ended early, may have the same times. */
function isSameAudio(a: AudioWindow[], b: AudioWindow[]): boolean {
  return a.length === b.length && a.every(({ start, samples }, i) => {
    const other = b[i].samples;
    return start === b[i].start && samples.length === other.length && samples.every((value, at) => value === other[at]);
  });
}
