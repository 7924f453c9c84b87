import { logMel } from "../../audio/log_mel.ts";
import { type Device, Session, type Value } from "../../onnx/session.ts";
import { traceBeams } from "../decoding/trace_beams.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { isOutOfMemory } from "../lanes/cuda_lane.ts";
import { shapePrompt } from "./shapes.ts";

const WINDOW_SECONDS = 30;
const SAMPLE_RATE = 16_000;

export interface MeasureOptions {
  /** With the graphs of `writeRandomGraphs`. */
  folder: string;
  dimensions: ModelDimensions;
  device: Device;
  threads: number;
  /** Tokens to write for a window. */
  steps: number;
  /** How many windows to read at once, without and with beams. */
  batches: { beamSize: number; windows: number }[];
  /** Called after each load and each batch, with what was found. */
  onLoaded(graph: string, seconds: number): Promise<void>;
  onBatch(result: BatchMeasure): Promise<void>;
  /** Called when the device begins with a batch, after the processor's work. */
  onStart?(batch: { beamSize: number; windows: number }): void;
}

/** What a batch of windows took, in seconds. */
export interface BatchMeasure {
  beamSize: number;
  windows: number;
  melSeconds: number;
  encodeSeconds: number;
  decodeSeconds: number;
  /** Steps of the decoder; as many tokens for each window. */
  steps: number;
  /** Seconds of sound for each second of encoding and decoding. */
  timesRealTime: number;
}

/** What did not fit into memory. */
export interface TooLarge {
  batches: { beamSize: number; windows: number }[];
  graphs: string[];
}

/**
 * Measures a model of random weights: loads its graphs, and encodes and decodes batches of windows of noise. After a
 * batch for which memory runs out, larger ones of that kind are left out; so are all batches of a graph that can't be
 * loaded.
 */
export async function measureShape(options: MeasureOptions): Promise<TooLarge> {
  const { folder, device, threads } = options;
  const sessions = new Map<string, Session>();
  const tooLarge: TooLarge = { batches: [], graphs: [] };
  /** @returns null if there is no memory for it */
  const load = async (name: string): Promise<Session | null> => {
    const loaded = sessions.get(name);
    if (loaded || tooLarge.graphs.includes(name)) return loaded ?? null;
    const startMs = performance.now();
    const session = await Session.create(`${folder}/${name}.onnx`, { threads, device }).catch((error) => {
      if (!isOutOfMemory(error)) throw error;
      tooLarge.graphs.push(name);
      return null;
    });
    if (!session) return null;
    sessions.set(name, session);
    await options.onLoaded(name, (performance.now() - startMs) / 1000);
    return session;
  };
  try {
    const encoder = await load("encoder");
    if (!encoder) return tooLarge;
    for (const batch of options.batches) {
      const isTooLarge = tooLarge.batches.some(({ beamSize, windows }) => {
        return beamSize === batch.beamSize && windows <= batch.windows;
      });
      const decoder = isTooLarge ? null : await load(batch.beamSize > 1 ? "beams" : "decoder");
      if (!decoder) continue;
      try {
        await options.onBatch(await measureBatch(encoder, decoder, batch, options));
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        tooLarge.batches.push(batch);
      }
    }
  } finally {
    for (const loaded of sessions.values()) await loaded.release();
  }
  return tooLarge;
}

async function measureBatch(
  encoder: Session,
  decoder: Session,
  { beamSize, windows }: { beamSize: number; windows: number },
  { dimensions: d, steps, device, onStart }: MeasureOptions,
): Promise<BatchMeasure> {
  const melSize = d.nMels * 2 * d.nAudioCtx;
  const mel = new Float32Array(windows * melSize);
  const noise = windowOfNoise();
  const melSeconds = await timed(() => {
    for (let i = 0; i < windows; i++) logMel(noise, d.nMels, mel.subarray(i * melSize, (i + 1) * melSize));
  });
  const feeds = { mel: { type: "float32", dims: [windows, d.nMels, 2 * d.nAudioCtx], data: mel } satisfies Value };
  onStart?.({ beamSize, windows });
  // the first run of a size chooses algorithms and grows the arena
  let encoded = device === "cuda" ? await encoder.run(feeds) : null;
  const encodeSeconds = await timed(async () => void (encoded = await encoder.run(feeds)));
  const decode = async (maxNew: number) =>
    await decoder.run(decoderFeeds(d, encoded!, { beamSize, windows, steps: maxNew }));
  if (device === "cuda") await decode(2);
  let outputs: Record<string, Value> = {};
  const decodeSeconds = await timed(async () => void (outputs = await decode(steps)));
  const written = beamSize > 1 ? traceBeams(outputs)[0].tokens.length : outputs.tokens.dims[0];
  const seconds = encodeSeconds + decodeSeconds;
  return {
    beamSize,
    windows,
    melSeconds,
    encodeSeconds,
    decodeSeconds,
    steps: written,
    timesRealTime: windows * WINDOW_SECONDS / seconds,
  };
}

/** The inputs of decoder.onnx, or of beams.onnx if there are several beams. */
export function decoderFeeds(
  d: ModelDimensions,
  encoded: Record<string, Value>,
  { beamSize, windows, steps }: { beamSize: number; windows: number; steps: number },
): Record<string, Value> {
  const prompt = shapePrompt(d);
  const prompts = Array.from({ length: windows }, () => prompt).flat();
  const common: Record<string, Value> = {
    ...encoded,
    prompt: { type: "int64", dims: [windows, prompt.length], data: BigInt64Array.from(prompts, BigInt) },
    max_new: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(steps)) },
    least_end: { type: "int64", dims: [windows], data: new BigInt64Array(windows) },
  };
  if (beamSize > 1) {
    return { ...common, beam_size: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(beamSize)) } };
  }
  return {
    ...common,
    temperature: { type: "float32", dims: [], data: new Float32Array(1) },
    uniform: { type: "float32", dims: [1, 1], data: new Float32Array(1) },
  };
}

function windowOfNoise(): Float32Array {
  let state = 1;
  return Float32Array.from({ length: WINDOW_SECONDS * SAMPLE_RATE }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}
