import { ValidationError } from "../../src/core/errors.ts";
import { LANGUAGES } from "../../src/core/languages.ts";
import type { DroppedSegment, Segment, TranscribeOptions, Transcript } from "../../src/core/types.ts";
import { SAMPLE_RATE } from "../audio/constants.ts";
import { SeekableAudio } from "../audio/seekable_audio.ts";
import { VoiceActivity } from "../audio/voice_activity.ts";
import { type AudioWindow, speechWindows } from "../audio/windows.ts";
import type { Session } from "../onnx/session.ts";
import type { Lane } from "./lanes/lane.ts";
import { LanePool } from "./lanes/lane_pool.ts";
import type { LoadedLanes } from "./lanes/lanes.ts";
import { chooseLanguage, type DetectedLanguage } from "./decoding/language.ts";
import { previousTokens, tokensOf } from "./decoding/previous_text.ts";
import type { DraftSegment } from "./decoding/read_window.ts";
import { orderSpans } from "./decoding/segments.ts";
import type { TranscribeListener } from "./progress.ts";
import type { ReadRequest, WindowsRead } from "./decoding/types.ts";

/** The cutting of windows may hold this much audio, so what was heard may not be done yet. */
const HELD_SECONDS = 60;
/** Windows over which the language is heard. */
const LANGUAGE_WINDOWS = 4;

/** What a transcription needs besides the audio; loaded once for many. */
export interface TranscribeParts extends LoadedLanes {
  voiceModel: Pick<Session, "run">;
}

/**
 * Writes down what is said.
 *
 * Voice activity cuts the audio into windows of speech; lanes read them in batches side by side; segments come out in the order
 * of time. With `conditionOnPreviousText`, and without voice activity, windows are read one after the other instead.
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of any size; held only as far as windows need it
 * @throws {ValidationError} if the model does not know the language, or can't translate
 */
export async function transcribe(
  parts: TranscribeParts,
  audio: AsyncIterable<Float32Array>,
  options: TranscribeOptions,
  listener: TranscribeListener,
  signal?: AbortSignal,
): Promise<Transcript> {
  checkOptions(parts, options);
  return await new Transcription(parts, options, listener, signal).run(audio);
}

function checkOptions({ tokenizer }: LoadedLanes, { language, task }: TranscribeOptions): void {
  if (tokenizer.isMultilingual) {
    if (language && language !== "auto-segment" && !tokenizer.languageTokens.has(language)) {
      throw new ValidationError(`the language is "${language}": this model does not know it`);
    }
    return;
  }
  if (language && language !== "en" && language !== "auto-segment") {
    throw new ValidationError(`the language is ${LANGUAGES[language] ?? language}: this model knows English only`);
  }
  if (task === "translate") throw new ValidationError("this model knows English only: it can't translate");
}

/** One transcription under way. */
class Transcription {
  #parts: TranscribeParts;
  #options: TranscribeOptions;
  #listener: TranscribeListener;
  #signal: AbortSignal | undefined;
  /** Aborted too when a part of the work fails, so that the rest of it stops. */
  #stop = new AbortController();
  #pool: LanePool;
  /** Asked for, or heard in speech. */
  #language: DetectedLanguage | null;
  /** What windows before any speech were read as. */
  #guess: DetectedLanguage | null = null;
  /** The lanes that have encoded windows already to hear their language, by the first of these. */
  #heardBy = new WeakMap<AudioWindow, Lane>();
  /** Text tokens that the next window is told: the initial prompt, and where windows are read in turn what followed it. */
  #before: number[];
  #heardSeconds = 0;
  /** The starts of the windows that were cut and not handed on yet, in seconds and in order. */
  #pendingStarts: number[] = [];
  /** Whether all sound that is heard is cut into windows of speech: what lies before the first pending one is done. */
  #isCutAtSpeech = true;
  #lastEnd = 0;
  /** How far everything is done. It never falls: lanes read ahead of what is handed on. */
  #doneSeconds = 0;
  #segments: Segment[] = [];
  #dropped: DroppedSegment[] = [];

  constructor(parts: TranscribeParts, options: TranscribeOptions, listener: TranscribeListener, signal?: AbortSignal) {
    this.#parts = parts;
    this.#options = options;
    this.#listener = listener;
    this.#signal = signal;
    this.#pool = new LanePool(parts.lanes, parts.batchWindows);
    this.#before = tokensOf(parts.tokenizer, options.initialPrompt);
    const { language } = options;
    const asked = parts.tokenizer.isMultilingual ? language : "en";
    this.#language = asked && asked !== "auto-segment" ? { language: asked, probability: 1, isHeard: true } : null;
  }

  async run(audio: AsyncIterable<Float32Array>): Promise<Transcript> {
    const onAbort = () => this.#stop.abort(this.#signal!.reason);
    this.#signal?.addEventListener("abort", onAbort, { once: true });
    try {
      this.#signal?.throwIfAborted();
      this.#prepareLanes();
      const counted = this.#counted(audio);
      if (this.#options.voiceActivity === false) {
        this.#isCutAtSpeech = false;
        await this.#readSeeking(new SeekableAudio(counted));
      } else {
        const voice = new VoiceActivity(this.#parts.voiceModel);
        const windows = this.#pending(speechWindows(counted, voice, { threshold: this.#options.voiceThreshold }));
        if (this.#options.conditionOnPreviousText) await this.#readInTurn(windows);
        else await this.#readSideBySide(windows);
      }
      this.#signal?.throwIfAborted();
      return this.#transcript();
    } finally {
      this.#stop.abort();
      this.#signal?.removeEventListener("abort", onAbort);
      await this.#pool.idle(); // a lane takes one call at a time, and the next job begins when this one has ended
      await Promise.all(this.#parts.lanes.map((lane) => lane.endJob?.()));
    }
  }

  /** While the first audio is on its way. What can't be loaded now fails when it is wanted. */
  #prepareLanes(): void {
    const { words, beamSize } = this.#request();
    for (const lane of this.#parts.lanes) {
      this.#pool.use(async () => await lane.prepare?.({ words, beams: beamSize > 1 }), lane).catch(() => {});
    }
  }

  #transcript(): Transcript {
    const said = this.#segments.length > 0 ? this.#language ?? this.#guess : null;
    return {
      language: said?.language ?? null,
      languageProbability: said?.probability ?? 0,
      duration: this.#heardSeconds,
      segments: this.#segments,
      dropped: this.#dropped,
    };
  }

  /** Batches go to whichever lane is free; what they say is handed on in order. */
  async #readSideBySide(source: AsyncGenerator<AudioWindow>): Promise<void> {
    const windows = source[Symbol.asyncIterator]();
    const request = this.#request();
    const read = (batch: AudioWindow[], language: DetectedLanguage | null) =>
      this.#read(batch, { ...request, language: language?.language ?? null });
    try {
      while (!this.#language && this.#options.language !== "auto-segment") {
        const first = await this.#pool.take(windows, LANGUAGE_WINDOWS);
        if (first.length === 0) break;
        const detected = await this.#hear(first);
        await this.#pool.inOrder(this.#pool.share(first), (batch) => read(batch, detected), this.#deliver);
      }
      await this.#pool.inOrder(this.#pool.batches(windows), (batch) => read(batch, this.#language), this.#deliver);
    } finally {
      this.#stop.abort();
      await windows.return?.(undefined);
    }
  }

  /** One window after the other, each told what was said before. */
  async #readInTurn(source: AsyncGenerator<AudioWindow>): Promise<void> {
    const read = async (window: AudioWindow) => {
      const found = await this.#readOne(window);
      await this.#deliver(found, [window]);
      this.#remember(found);
    };
    while (!this.#language && !this.#isHeardPerWindow) {
      const first = await this.#pool.take(source, LANGUAGE_WINDOWS);
      if (first.length === 0) break;
      await this.#hear(first);
      for (const window of first) await read(window);
    }
    for await (const window of source) await read(window);
  }

  /** Without voice activity: where a window was read to, the next one begins. */
  async #readSeeking(audio: SeekableAudio): Promise<void> {
    try {
      let window = await audio.read(0);
      let heardTo = 0;
      while (window) {
        this.#stop.signal.throwIfAborted();
        if (isSoundless(window)) { // over nothing at all Whisper says "you"
          this.#progress(window.end);
          window = await audio.read(window.end);
          continue;
        }
        if (!this.#language && !this.#isHeardPerWindow && window.end > heardTo) {
          const next = (await audio.readAhead(LANGUAGE_WINDOWS)).slice(1);
          heardTo = (next.at(-1) ?? window).end;
          await this.#hear([window, ...next.filter((window) => !isSoundless(window))]);
        }
        const found = await this.#readOne(window);
        await this.#deliver(found, [{ ...window, end: Math.min(window.end, found.readTo) }]);
        if (this.#options.conditionOnPreviousText) this.#remember(found);
        window = await audio.read(Math.max(found.readTo, window.start + LEAST_SEEK_SECONDS));
      }
    } finally {
      await audio.close();
    }
  }

  async #readOne(window: AudioWindow): Promise<WindowsRead> {
    const detected = this.#isHeardPerWindow ? null : this.#language ?? this.#guess;
    return await this.#read([window], { ...this.#request(), language: detected?.language ?? null });
  }

  /** As faster-whisper: all that was said, back to where it went wrong. */
  #remember({ tokens, isMisleading }: WindowsRead): void {
    this.#before = isMisleading ? [] : [...this.#before, ...tokens].slice(-this.#parts.dimensions.nTextCtx);
  }

  get #isHeardPerWindow(): boolean {
    return this.#options.language === "auto-segment" && this.#parts.tokenizer.isMultilingual;
  }

  #read(windows: AudioWindow[], request: ReadRequest): Promise<WindowsRead> {
    const { signal } = this.#stop;
    return this.#pool.use(async (lane) => {
      signal.throwIfAborted(); // meanwhile
      return await lane.read(windows, request, signal);
    }, this.#heardBy.get(windows[0]));
  }

  #request(): ReadRequest {
    const { task = "transcribe", temperature = 0, beamSize = 1, wordTimestamps = true, voiceActivity = true } =
      this.#options;
    const { tokenizer, dimensions } = this.#parts;
    return {
      language: null,
      task,
      previous: previousTokens(tokenizer, dimensions, this.#options, this.#before),
      temperature,
      beamSize,
      words: wordTimestamps,
      isCutAtPauses: voiceActivity,
      known: this.#options.known,
    };
  }

  /** Music at the beginning does not settle the language for the whole file. */
  async #hear(windows: AudioWindow[]): Promise<DetectedLanguage> {
    const shares = this.#pool.share(windows);
    const heard = await Promise.all(
      shares.map((share) =>
        this.#pool.use(async (lane) => {
          this.#stop.signal.throwIfAborted();
          this.#heardBy.set(share[0], lane);
          return await lane.hear(share, this.#stop.signal);
        })
      ),
    );
    const codes = [...this.#parts.tokenizer.languageTokens.keys()];
    const detected = this.#guess = chooseLanguage(codes, heard.flat());
    if (detected.isHeard) this.#language = detected;
    return detected;
  }

  #deliver = async (found: WindowsRead, windows: AudioWindow[]): Promise<void> => {
    this.#signal?.throwIfAborted();
    const { end } = windows.at(-1)!;
    this.#pendingStarts.splice(0, windows.length);
    const segments = this.#finish(found.segments, end);
    this.#segments.push(...segments);
    this.#dropped.push(...found.dropped);
    if (segments.length > 0) {
      const language = segments[0].language ?? (this.#language ?? this.#guess)!.language;
      if (segments[0].language) this.#guess ??= { language: segments[0].language, probability: 1, isHeard: true };
      await this.#listener.onSegments?.(segments, { language });
    }
    this.#progress(end);
  };

  #progress(end: number): void {
    this.#lastEnd = Math.max(this.#lastEnd, end);
    this.#tellProgress();
  }

  #tellProgress(): void {
    const heard = this.#isCutAtSpeech ? this.#heardSeconds - HELD_SECONDS : 0;
    this.#doneSeconds = Math.max(this.#doneSeconds, this.#lastEnd, this.#pendingStarts[0] ?? heard);
    const stage = this.#lastEnd > 0 ? "transcribing" : "listening";
    this.#listener.onProgress?.({ stage, seconds: this.#doneSeconds });
  }

  /** Passes windows on and notes them as pending. */
  async *#pending(windows: AsyncGenerator<AudioWindow>): AsyncGenerator<AudioWindow> {
    for await (const window of windows) {
      this.#pendingStarts.push(window.start);
      yield window;
    }
  }

  /** Numbers segments and puts their times in order. */
  #finish(drafts: DraftSegment[], mediaEnd: number): Segment[] {
    // a mark alone was joined to the word before it
    drafts = drafts.filter(({ words, text }) => words.length > 0 || /[\p{L}\p{N}]/u.test(text));
    const words = drafts.flatMap((draft) => draft.words);
    orderSpans(words, this.#lastEnd, mediaEnd);
    for (const draft of drafts) {
      if (draft.words.length === 0) continue;
      draft.start = draft.words[0].start;
      draft.end = draft.words.at(-1)!.end;
    }
    orderSpans(drafts, this.#lastEnd, mediaEnd);
    return drafts.map((draft, i) => ({ id: this.#segments.length + i, ...draft }));
  }

  async *#counted(audio: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
    let samples = 0;
    for await (const chunk of audio) {
      this.#stop.signal.throwIfAborted();
      samples += chunk.length;
      this.#heardSeconds = samples / SAMPLE_RATE;
      this.#tellProgress(); // a sign of life as well
      yield chunk;
    }
  }
}

/** Below the noise of 16 bits: no sample of a sound, however soft, is as small. */
const LEAST_SOUND = 2 ** -13;

function isSoundless({ samples }: AudioWindow): boolean {
  return samples.every((value) => Math.abs(value) < LEAST_SOUND);
}

/** A window that was read to nowhere is passed by. */
const LEAST_SEEK_SECONDS = 1;
