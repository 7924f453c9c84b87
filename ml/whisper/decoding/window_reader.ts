import type { LanguageCode } from "../../../src/core/languages.ts";
import type { ExpectedWord, Word } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import { VoiceDetector } from "../../audio/voice_detector.ts";
import { logMel } from "../../audio/log_mel.ts";
import type { AudioWindow, SpeechSpan } from "../../audio/windows.ts";
import { addWords, spreadWords } from "./add_words.ts";
import { decodeWithFallback } from "./decode_with_fallback.ts";
import { type Encoded, rowCount } from "./encoded.ts";
import { type Attempt, isDoubtful } from "./attempt.ts";
import { scriptWindow } from "./script_window.ts";
import { chooseLanguage, scoreLanguages } from "./language.ts";
import type { WhisperModel } from "./model.ts";
import { type DraftSegment, extractSegments, leastEndSeconds, type WindowResult } from "./extract_segments.ts";
import type { BatchResult, LanguageScores, ReadRequest, WindowCut } from "./types.ts";
import { cutAround, hasPause, mayHideSpeech, touchingWords, unlisted, unreadWindows } from "./unread_speech.ts";
import { isSameWord, splitAtCut, withSoundAfter } from "./window_cuts.ts";

/** How often a window is decoded, if each decode ends before its speech does. */
const MAX_ROUNDS = 4;
/** Beams of the last try to read speech that has no words. */
const REREAD_BEAMS = 5;
/** The rest of a drawn-out word is read as no more words than this. */
const MAX_ECHO_WORDS = 2;

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
    let left = hasExactTimes ? windows.map(withSoundAfter) : windows;
    // By the end of the window that is read, which a rest shares
    const cuts = new Map(left.map(({ end }, i): [number, WindowCut] => [end, { at: windows[i].end, next: null }]));
    for (let round = 0; left.length > 0 && round < MAX_ROUNDS; round++) {
      const shouldFindRest = request.isCutAtPauses && round < MAX_ROUNDS - 1;
      const results = await this.#readOnce(left, request, shouldFindRest, signal);
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
    const checked = request.isCutAtPauses ? windows : await this.#findSpeech(windows, all.readTo);
    await this.#readUnread(checked, all, { ...request, isCutAtPauses: true }, signal);
    // words were heard where they are; a segment's own timestamps may be wrong
    const startOf = ({ start, words }: DraftSegment) => words[0]?.start ?? start;
    all.segments.sort((a, b) => startOf(a) - startOf(b));
    all.tokens = all.segments.flatMap(({ tokens }) => tokens);
    return all;
  }

  /** What was read of windows that nobody checked for speech, up to `readTo`, with the speech in it. */
  async #findSpeech(windows: AudioWindow[], readTo: number): Promise<AudioWindow[]> {
    return await Promise.all(windows.map(async ({ start, end, samples }) => {
      const read = samples.subarray(0, Math.round((Math.min(end, readTo) - start) * SAMPLE_RATE));
      const speech = await this.#voices.speechIn(read);
      const toMedia = (span: SpeechSpan) => ({ start: start + span.start, end: start + span.end });
      return { start, end: start + read.length / SAMPLE_RATE, samples: read, speech: speech.map(toMedia) };
    }));
  }

  /**
   * Reads speech without words again: each stretch as a window of its own, then cut at its pauses and with beams. What
   * still has no words is listed in `dropped`.
   */
  async #readUnread(
    windows: AudioWindow[],
    all: BatchResult,
    request: ReadRequest,
    signal?: AbortSignal,
  ): Promise<void> {
    const lastBeams = Math.max(request.beamSize, REREAD_BEAMS);
    for (const isSplit of [false, true]) {
      const unread = windows.flatMap((window) =>
        unreadWindows(window, all.segments, { isSplit }).map((part) => ({ window, part }))
      );
      // The text before may be what made Whisper skip it
      const again = { ...request, temperature: 0, ...(isSplit && { previous: [], beamSize: lastBeams }) };
      for (let i = 0; i < unread.length; i += windows.length) {
        const batch = unread.slice(i, i + windows.length);
        const results = await this.#readOnce(batch.map(({ part }) => part), again, false, signal);
        for (const [k, { segments }] of results.entries()) {
          const said = segments.filter((segment) => !isDoubtful(segment));
          if (await this.#isDrawnOut(batch[k], segments, all.segments, again, signal)) continue;
          all.segments.push(...said);
        }
      }
    }
    const unread = windows.flatMap((window) => unreadWindows(window, all.segments, { isSplit: true }));
    all.dropped.push(...unlisted(unread, all.dropped));
  }

  /**
   * Whether unread speech is the rest of a drawn-out word: what it was read as makes one word with the word that it
   * touches or, where Whisper doubts it, is the same word. That word then gets its time.
   */
  async #isDrawnOut(
    { window, part }: { window: AudioWindow; part: AudioWindow },
    readings: readonly DraftSegment[],
    segments: readonly DraftSegment[],
    request: ReadRequest,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const words = wordsOf(readings);
    if (words.length === 0 || words.length > MAX_ECHO_WORDS || hasPause(part)) return false;
    for (const word of touchingWords(part, segments)) {
      if (readings.every(isDoubtful)) {
        if (!words.every((echo) => isSameWord(echo, word))) continue;
      } else {
        const [together] = await this.#readOnce([cutAround(window, word, part)], request, false, signal);
        const [only, ...more] = wordsOf(together.segments);
        if (!only || more.length > 0 || !isSameWord(only, word)) continue;
      }
      word.start = Math.min(word.start, part.speech[0].start);
      word.end = Math.max(word.end, part.speech.at(-1)!.end);
      return true;
    }
    return false;
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
    // Words that are spread over a segment would hide speech without words in it
    const needsTimes = results.map(({ segments }, i) =>
      request.wordTimestamps || segments.some((segment) => mayHideSpeech(segment, windows[i]))
    );
    const only = (isTimed: boolean) =>
      results.map((result, i) => needsTimes[i] === isTimed ? result : { ...result, segments: [] });
    spreadWords(tokenizer, windows, only(false), textLanguages);
    await addWords(model, encoded, windows, only(true), { spokenLanguages, textLanguages, task });
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

function wordsOf(segments: readonly DraftSegment[]): Word[] {
  return segments.flatMap(({ words }) => words);
}

/** Compares samples too: windows of another file, whose transcription ended early, may have the same times. */
function isSameAudio(a: AudioWindow[], b: AudioWindow[]): boolean {
  return a.length === b.length && a.every(({ start, samples }, i) => {
    const other = b[i].samples;
    return start === b[i].start && samples.length === other.length && samples.every((value, at) => value === other[at]);
  });
}
