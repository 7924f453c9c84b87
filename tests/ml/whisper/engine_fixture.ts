import { readConfig } from "../../../src/core/config.ts";
import { createLog } from "../../../src/core/log.ts";
import type { Segment, Word } from "../../../src/core/types.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { Engine } from "../../../ml/whisper/engine.ts";

export const SAMPLE_RATE = 16000;

/** An engine on the CPU with the weights of `MODELS_DIR`, fetched where they are not there. */
export function engine(
  model: "base" | "tiny.en",
  options: { idleSeconds?: number; modelFolder?: () => Promise<string> } = {},
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

/** A recording of tests/data, mono at 16 kHz. */
export async function recording(name: string): Promise<Float32Array> {
  const path = new URL(`../../data/${name}`, import.meta.url).pathname;
  const args = ["-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", `${SAMPLE_RATE}`, "-"];
  const { stdout } = await new Deno.Command("ffmpeg", { args }).output();
  return new Float32Array(stdout.slice().buffer);
}

/** Audio in pieces of 10 s, as a decoder of media would give it. */
export async function* pieces(samples: Float32Array): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += 10 * SAMPLE_RATE) yield samples.subarray(at, at + 10 * SAMPLE_RATE);
}

export function joined(...parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * SAMPLE_RATE));
}

export function textOf(segments: { text: string }[]): string {
  return segments.map(({ text }) => text).join("").trim();
}

export function wordsOf(segments: Segment[]): Word[] {
  return segments.flatMap(({ words }) => words);
}

/** Lower case without marks. */
export function plain(text: string): string[] {
  return text.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/).filter(Boolean);
}
