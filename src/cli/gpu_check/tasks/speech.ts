import { readSpeechClip } from "../../../../ml/audio/speech_clip.ts";
import type { EngineOptions, EngineStatus } from "../../../../ml/whisper/engine/engine.ts";
import type { Log } from "../../../core/log.ts";
import type { TranscribeOptions, Transcript, Word } from "../../../core/types.ts";
import type { TaskContext } from "./context.ts";

const SAMPLE_RATE = 16_000;
const PIECE_SAMPLES = 10 * SAMPLE_RATE;
const PAUSE_SECONDS = 1;

/** A log that keeps warnings and errors. */
export function collectingLog(): Log & { warnings: string[] } {
  const warnings: string[] = [];
  const keep = (message: string) => void warnings.push(message);
  return { warnings, debug() {}, info() {}, warn: keep, error: keep };
}

/** The clip so many times, with pauses between. */
export async function repeatedClip(times: number): Promise<Float32Array> {
  const clip = await readSpeechClip();
  const samples = new Float32Array(times * (clip.length + PAUSE_SECONDS * SAMPLE_RATE));
  for (let i = 0; i < times; i++) samples.set(clip, i * (clip.length + PAUSE_SECONDS * SAMPLE_RATE));
  return samples;
}

async function* pieces(samples: Float32Array): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += PIECE_SAMPLES) {
    yield await Promise.resolve(samples.slice(at, at + PIECE_SAMPLES));
  }
}

export type SpeechEngine = ReturnType<TaskContext["makeEngine"]>;

export function openEngine(
  context: TaskContext,
  options: Partial<EngineOptions> & { log: Log },
): SpeechEngine {
  return context.makeEngine({
    device: context.device,
    precision: "auto",
    idleSeconds: 0,
    ...options,
    modelFolder: () => Promise.resolve(context.modelFolder!),
  });
}

/** Transcribes samples. @returns the transcript and the seconds that it took, after the model was loaded */
export async function transcribeSamples(
  engine: SpeechEngine,
  samples: Float32Array,
  options: Omit<TranscribeOptions, "language"> = {},
): Promise<{ transcript: Transcript; seconds: number; timesRealTime: number }> {
  const startMs = performance.now();
  const transcript = await engine.transcribe(pieces(samples), { language: "en", ...options }, {});
  const seconds = (performance.now() - startMs) / 1000;
  return { transcript, seconds, timesRealTime: samples.length / SAMPLE_RATE / seconds };
}

/** Why a transcript proves nothing: the engine used another device, or wrote no words. Null: it proves something. */
export function problemOf(
  { status: { device, fallbackReason } }: { status: Pick<EngineStatus, "device" | "fallbackReason"> },
  transcript: Pick<Transcript, "segments">,
  wanted: "cuda" | "cpu",
): string | null {
  if (device !== wanted || (wanted === "cuda" && fallbackReason !== null)) {
    return `the engine computed on the CPU, not on ${wanted.toUpperCase()}: ${fallbackReason ?? "it did not say why"}`;
  }
  return wordsOf(transcript).length === 0 ? "the engine wrote no words" : null;
}

export function wordsOf({ segments }: Pick<Transcript, "segments">): Word[] {
  return segments.flatMap(({ words }) => words);
}

/** For the comparison of words: in lower case, without punctuation. */
export function plain({ word }: Word): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
