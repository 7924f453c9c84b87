import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog } from "../../../../src/core/log.ts";
import type { Segment, Word } from "../../../../src/core/types.ts";
import { ModelStore } from "../../../../ml/models/store.ts";
import { Engine, type EngineOptions } from "../../../../ml/whisper/engine/engine.ts";
import type { ReadRequest } from "../../../../ml/whisper/decoding/types.ts";

export const SAMPLE_RATE = 16000;

/** The request of a transcription without options. */
export const REQUEST: ReadRequest = {
  language: "en",
  task: "transcribe",
  previous: [],
  hotwords: [],
  temperature: 0,
  beamSize: 1,
  wordTimestamps: true,
  isCutAtPauses: true,
};

/** The folder of a model in `MODELS_DIR`; downloads it if it is missing. */
export async function modelFolder(model: "base" | "tiny.en"): Promise<string> {
  return await new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("error")).resolve(model);
}

/** An engine on the CPU with a model of `MODELS_DIR`; downloads it if it is missing. */
export function engine(
  model: "base" | "tiny.en",
  options: Partial<Pick<EngineOptions, "idleSeconds" | "threads" | "modelFolder" | "modules">> = {},
): Engine {
  const config = readConfig(Deno.env.toObject());
  const log = createLog("error");
  return new Engine({
    modelFolder: () => new ModelStore(config.modelsDir, log).resolve(model),
    cacheDir: config.cacheDir,
    threads: 2,
    device: "cpu",
    idleSeconds: 0,
    log,
    ...options,
  });
}

/** An engine for all tests of a file: loaded before the first, closed after the last. */
export async function sharedEngine(model: "base" | "tiny.en"): Promise<Engine> {
  const shared = engine(model);
  await shared.transcribe(pieces(silence(1)), {}, {});
  Deno.test.afterAll(() => shared.close());
  return shared;
}

/** A recording of tests/data, mono at 16 kHz. */
export async function recording(name: string): Promise<Float32Array> {
  const path = new URL(`../../../data/${name}`, import.meta.url).pathname;
  const args = ["-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", `${SAMPLE_RATE}`, "-"];
  const { stdout } = await new Deno.Command("ffmpeg", { args }).output();
  return new Float32Array(stdout.slice().buffer);
}

/** Audio in pieces of 10 s, like ffmpeg's. */
export async function* pieces(samples: Float32Array): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += 10 * SAMPLE_RATE) yield samples.subarray(at, at + 10 * SAMPLE_RATE);
}

export function joined(...pieces: Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

export function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * SAMPLE_RATE));
}

/** Four plucked tones, repeated. */
export function music(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, i) => {
    const t = i / SAMPLE_RATE;
    const hz = [262, 330, 392, 523][Math.floor(t * 2) % 4];
    const tone = Math.sin(2 * Math.PI * hz * t) + 0.5 * Math.sin(4 * Math.PI * hz * t) +
      0.3 * Math.sin(6 * Math.PI * hz * t);
    return 0.2 * Math.exp(-3 * (t * 2 % 1)) * tone;
  });
}

export function textOf(segments: { text: string }[]): string {
  return segments.map(({ text }) => text).join("").trim();
}

export function wordsOf(segments: Segment[]): Word[] {
  return segments.flatMap(({ words }) => words);
}

/** The words in lower case, without punctuation. */
export function plain(text: string): string[] {
  return text.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/).filter(Boolean);
}

/** The number of words to change to get from `a` to `b`. */
export function editDistance(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
