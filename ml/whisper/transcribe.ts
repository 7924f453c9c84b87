import { type LanguageCode, LANGUAGES } from "../../src/core/languages.ts";
import type { DroppedSegment, Segment, Transcript, WhisperTask } from "../../src/core/types.ts";
import { SAMPLE_RATE } from "../audio/constants.ts";
import { logMel } from "../audio/log_mel.ts";
import { VoiceActivity } from "../audio/voice_activity.ts";
import { type AudioWindow, speechWindows } from "../audio/windows.ts";
import type { Session } from "../onnx/session.ts";
import { addWords } from "./add_words.ts";
import { decodeWithFallback } from "./decode.ts";
import { type DetectedLanguage, detectLanguage } from "./language.ts";
import type { WhisperModel } from "./model.ts";
import { type DraftSegment, leastEndSeconds, type ReadWindow, readWindow } from "./read_window.ts";
import { orderSpans } from "./segments.ts";

/** How often the rest of a window that ended early is decoded again. */
const MOST_ROUNDS = 4;
/** The cutting of windows may hold this much audio, so what was heard may not be done yet. */
const HELD_SECONDS = 180;

export interface TranscribeOptions {
  /** null or absent: it is detected. */
  language?: LanguageCode | null;
  task?: WhisperTask;
}

export interface TranscribeProgress {
  stage: "loading" | "listening" | "transcribing";
  /** Of audio that is done. */
  seconds: number;
}

export interface TranscribeListener {
  onProgress?(progress: TranscribeProgress): void;
  /** Segments in the order of time; the next ones are decoded when it is done with these. */
  onSegments?(segments: Segment[], info: { language: string }): void | Promise<void>;
}

/** What a transcription needs besides the audio; loaded once for many. */
export interface TranscribeParts {
  model: WhisperModel;
  voiceModel: Pick<Session, "run">;
}

/** What one transcription knows so far. */
interface Job {
  parts: TranscribeParts;
  options: TranscribeOptions;
  /** Asked for, or heard in speech. */
  language: DetectedLanguage | null;
  /** What a batch before any speech was read as. */
  guess: DetectedLanguage | null;
  lastEnd: number;
  nextId: number;
  signal?: AbortSignal;
}

/**
 * Writes down what is said.
 *
 * Voice activity cuts the audio into windows of speech; they are encoded and decoded in batches; windows that fail Whisper's
 * tests are decoded again at higher temperatures; what a window ended before is decoded again from there; words get times from
 * the alignment heads.
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of any size; held only as far as windows need it
 * @throws {RangeError} if the model does not know the language, or can't translate
 */
export async function transcribe(
  parts: TranscribeParts,
  audio: AsyncIterable<Float32Array>,
  options: TranscribeOptions,
  listener: TranscribeListener,
  signal?: AbortSignal,
): Promise<Transcript> {
  checkOptions(parts.model, options);
  const language = options.language ? { language: options.language, probability: 1, isHeard: true } : null;
  const job: Job = { parts, options, language, guess: null, lastEnd: 0, nextId: 0, signal };
  const heard = { seconds: 0 };
  const segments: Segment[] = [];
  const dropped: DroppedSegment[] = [];
  const counted = countSeconds(audio, heard, (seconds) => {
    signal?.throwIfAborted();
    listener.onProgress?.({ stage: "listening", seconds: Math.max(job.lastEnd, seconds - HELD_SECONDS) });
  });
  const windows = speechWindows(counted, new VoiceActivity(parts.voiceModel));
  for await (const batch of batches(windows, batchWindows(parts.model))) {
    const found = await transcribeBatch(job, batch);
    dropped.push(...found.dropped);
    segments.push(...found.segments);
    if (found.segments.length > 0) {
      await listener.onSegments?.(found.segments, { language: (job.language ?? job.guess)!.language });
    }
    job.lastEnd = Math.max(job.lastEnd, batch.at(-1)!.end);
    listener.onProgress?.({ stage: "transcribing", seconds: job.lastEnd });
  }
  signal?.throwIfAborted();
  const said = segments.length > 0 ? job.language ?? job.guess : null;
  return {
    language: said?.language ?? null,
    languageProbability: said?.probability ?? 0,
    duration: heard.seconds,
    segments,
    dropped,
  };
}

function checkOptions({ tokenizer }: WhisperModel, { language, task }: TranscribeOptions): void {
  if (tokenizer.isMultilingual) {
    if (language && !tokenizer.languageTokens.has(language)) {
      throw new RangeError(`the language is "${language}": this model does not know it`);
    }
    return;
  }
  if (language && language !== "en") {
    throw new RangeError(`the language is ${LANGUAGES[language] ?? language}: this model knows English only`);
  }
  if (task === "translate") throw new RangeError("this model knows English only: it can't translate");
}

async function transcribeBatch(
  job: Job,
  batch: AudioWindow[],
): Promise<{ segments: Segment[]; dropped: DroppedSegment[] }> {
  const drafts: DraftSegment[] = [];
  const dropped: DroppedSegment[] = [];
  let windows = batch;
  for (let round = 0; windows.length > 0 && round < MOST_ROUNDS; round++) {
    const read = await readWindows(job, windows, round === MOST_ROUNDS - 1);
    drafts.push(...read.flatMap((window) => window.segments));
    dropped.push(...read.flatMap((window) => window.dropped));
    windows = read.flatMap((window) => window.rest ?? []);
  }
  drafts.sort((a, b) => a.start - b.start);
  return { segments: finish(job, drafts, batch.at(-1)!.end), dropped };
}

/** Encodes and decodes windows and gives their words times. */
async function readWindows(job: Job, windows: AudioWindow[], isLastRound: boolean): Promise<ReadWindow[]> {
  const { model } = job.parts;
  job.signal?.throwIfAborted();
  const encoded = await model.encode(melBatch(windows, model.dimensions.nMels), job.signal);
  job.signal?.throwIfAborted();
  const detected = job.language ?? await detectLanguage(model, encoded);
  job.guess = detected;
  if (detected.isHeard) job.language = detected; // music at the beginning does not settle it for the whole file
  const { language } = detected;
  const prompt = model.tokenizer.prompt(language, job.options.task ?? "transcribe");
  const attempts = await decodeWithFallback(model, encoded, prompt, windows.map(leastEndSeconds), job.signal);
  const read = windows.map((window, i) => readWindow(window, attempts[i], model.tokenizer, isLastRound));
  job.signal?.throwIfAborted();
  await addWords(model, encoded, windows, read, { language, task: job.options.task ?? "transcribe" });
  return read;
}

function melBatch(windows: AudioWindow[], nMels: number): Float32Array {
  const size = logMelSize(nMels);
  const mel = new Float32Array(windows.length * size);
  windows.forEach(({ samples }, i) => logMel(samples, nMels, mel.subarray(i * size, (i + 1) * size)));
  return mel;
}

function logMelSize(nMels: number): number {
  return nMels * 3000;
}

/** Numbers segments and puts their times in order. */
function finish(job: Job, drafts: DraftSegment[], mediaEnd: number): Segment[] {
  // a mark alone was joined to the word before it
  drafts = drafts.filter(({ words, text }) => words.length > 0 || /[\p{L}\p{N}]/u.test(text));
  const words = drafts.flatMap((draft) => draft.words);
  orderSpans(words, job.lastEnd, mediaEnd);
  for (const draft of drafts) {
    if (draft.words.length === 0) continue;
    draft.start = draft.words[0].start;
    draft.end = draft.words.at(-1)!.end;
  }
  orderSpans(drafts, job.lastEnd, mediaEnd);
  return drafts.map((draft) => ({ id: job.nextId++, ...draft }));
}

/** Windows that are encoded and decoded together: more gain little, take memory and delay the first words. */
function batchWindows({ device, dimensions: { nAudioState } }: WhisperModel): number {
  if (device === "cuda" || nAudioState <= 512) return 8;
  return nAudioState <= 768 ? 4 : 2;
}

async function* batches(windows: AsyncIterable<AudioWindow>, size: number): AsyncGenerator<AudioWindow[]> {
  let batch: AudioWindow[] = [];
  for await (const window of windows) {
    batch.push(window);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* countSeconds(
  audio: AsyncIterable<Float32Array>,
  heard: { seconds: number },
  onChunk: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  let samples = 0;
  for await (const chunk of audio) {
    samples += chunk.length;
    heard.seconds = samples / SAMPLE_RATE;
    onChunk(heard.seconds);
    yield chunk;
  }
}
