import type { DroppedSegment, Segment, Transcript } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { DraftSegment } from "../decoding/extract_segments.ts";
import { orderSpans } from "../decoding/segments.ts";
import type { BatchResult, WindowCut } from "../decoding/types.ts";
import { withoutRepeats } from "../decoding/window_cuts.ts";
import type { TranscribeListener } from "../progress.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import type { LanguageDetector } from "./language_detector.ts";

/** Windows are cut up to this long after their audio arrived, so the newest audio may still wait to be read. */
const MAX_HELD_SECONDS = 60;

export interface DeliveryOptions {
  listener: TranscribeListener;
  detector: LanguageDetector;
  tokenizer: Pick<WhisperTokenizer, "decode">;
  /** Whether voice activity cuts the audio into windows: then all audio before the first pending window is done. */
  isCutAtSpeech: boolean;
  /** The caller's; after an abort nothing is delivered. */
  signal?: AbortSignal;
}

/** Gives the listener finished segments and progress, and collects the transcript. */
export class Delivery {
  readonly #options: DeliveryOptions;
  #receivedSeconds = 0;
  /** When the cut windows that are not delivered yet start, in seconds and in order. */
  #pendingStarts: number[] = [];
  /** Where the last delivered window ends. */
  #deliveredEnd = 0;
  /** At the end of the last delivered window, if that is within speech. */
  #lastCut: WindowCut | null = null;
  /** The last progress. It never falls, although lanes read ahead of the delivery. */
  #doneSeconds = 0;
  readonly #segments: Segment[] = [];
  readonly #dropped: DroppedSegment[] = [];

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Passes audio on and counts its seconds. */
  async *countAudio(audio: AsyncIterable<Float32Array>, stop: AbortSignal): AsyncGenerator<Float32Array> {
    let samples = 0;
    for await (const chunk of audio) {
      stop.throwIfAborted();
      samples += chunk.length;
      this.#receivedSeconds = samples / SAMPLE_RATE;
      this.#reportProgress(); // also shows that the job is alive
      yield chunk;
    }
  }

  /** Passes windows on and notes them as pending. */
  async *trackPending(windows: AsyncGenerator<AudioWindow>): AsyncGenerator<AudioWindow> {
    for await (const window of windows) {
      this.#pendingStarts.push(window.start);
      yield window;
    }
  }

  /** Delivers what was read from windows. Must be called in the order of time. */
  deliver = async (result: BatchResult, windows: AudioWindow[]): Promise<void> => {
    const { listener, detector, signal } = this.#options;
    signal?.throwIfAborted();
    const { end } = windows.at(-1)!;
    this.#pendingStarts.splice(0, windows.length);
    const segments = this.#finish(this.#withoutRepeats(result, end), end);
    this.#segments.push(...segments);
    this.#dropped.push(...result.dropped);
    if (segments.length > 0) {
      const ownLanguage = segments[0].language;
      if (ownLanguage) detector.noteSegmentLanguage(ownLanguage);
      await listener.onSegments?.(segments, { language: ownLanguage ?? detector.detected!.language });
    }
    this.advance(end);
  };

  /** Reports that the audio up to `end` is done. */
  advance(end: number): void {
    this.#deliveredEnd = Math.max(this.#deliveredEnd, end);
    this.#reportProgress();
  }

  transcript(): Transcript {
    const detected = this.#segments.length > 0 ? this.#options.detector.detected : null;
    const probabilities = detected?.probabilities ?? [];
    return {
      language: detected?.language ?? null,
      languageProbability: detected?.probability ?? 0,
      ...(probabilities.length > 0 && { languageProbabilities: probabilities }),
      duration: this.#receivedSeconds,
      segments: this.#segments,
      dropped: this.#dropped,
    };
  }

  #reportProgress(): void {
    const cutSeconds = this.#options.isCutAtSpeech ? this.#receivedSeconds - MAX_HELD_SECONDS : 0;
    this.#doneSeconds = Math.max(this.#doneSeconds, this.#deliveredEnd, this.#pendingStarts[0] ?? cutSeconds);
    const stage = this.#deliveredEnd > 0 ? "transcribing" : "listening";
    this.#options.listener.onProgress?.({ stage, seconds: this.#doneSeconds });
  }

  #withoutRepeats({ segments, cuts }: BatchResult, end: number): DraftSegment[] {
    const before = this.#segments.at(-1)?.words.at(-1);
    const all = this.#lastCut ? [this.#lastCut, ...cuts] : cuts;
    this.#lastCut = cuts.find(({ at }) => at === end) ?? null;
    return withoutRepeats(all, segments, before, this.#options.tokenizer);
  }

  /** Numbers segments and puts their times in order. */
  #finish(drafts: DraftSegment[], mediaEnd: number): Segment[] {
    // A segment of punctuation alone has no words: its mark was joined to the word before it
    drafts = drafts.filter(({ words, text }) => words.length > 0 || /[\p{L}\p{N}]/u.test(text));
    orderSpans(drafts.flatMap((draft) => draft.words), this.#deliveredEnd, mediaEnd);
    for (const draft of drafts) {
      if (draft.words.length === 0) continue;
      draft.start = draft.words[0].start;
      draft.end = draft.words.at(-1)!.end;
    }
    orderSpans(drafts, this.#deliveredEnd, mediaEnd);
    return drafts.map((draft, i) => ({ id: this.#segments.length + i, ...draft }));
  }
}
