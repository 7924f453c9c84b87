import { assetPath } from "../../src/core/assets.ts";
import { Session } from "../onnx/session.ts";
import { SAMPLE_RATE } from "./constants.ts";
import { AutomaticGain } from "./automatic_gain.ts";
import { COLUMN_SAMPLES, FRAME_COLUMNS, sileroGraph, STATE_WIDTH } from "./silero_graph.ts";

/** Samples in a frame: one probability is computed for each frame. */
export const FRAME_SAMPLES = 512; // 32 ms
export const FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE;

const CONTEXT_SAMPLES = 64; // of the previous frame, before each frame; as many of its own are mirrored at its end
const BLOCK_FRAMES = 256; // 8 s in one run of the model: 64 or 1000 frames take a tenth longer
const BLOCK_SAMPLES = BLOCK_FRAMES * FRAME_SAMPLES;
// 1 s: loud speech must not keep the gain of a whisper after it low. Measured on speech 36 dB quieter than the speech
// around it, with pauses of 1.2 s and some noise: 94 % was detected with 1 s, 76 % with 2 s, 16 % with 4 s. Noise and
// film music in the pauses were never taken for speech.
const GAIN_REACH_FRAMES = 31;

/** Loads Silero VAD v6, the model of `VoiceActivity`. */
export async function loadVoiceModel(threads: number): Promise<Session> {
  const graph = sileroGraph(await Deno.readFile(assetPath("silero_vad_v6.onnx")));
  return await Session.create(graph, { threads, device: "cpu" });
}

/**
 * Computes the probability of speech in each frame of audio that arrives in chunks. It buffers at most 12 s: the
 * probabilities lag by that much.
 *
 * Make one object for each recording; `model` may be shared.
 */
export class VoiceActivity {
  readonly #model: Pick<Session, "run">;
  readonly #gain = new AutomaticGain(FRAME_SAMPLES, GAIN_REACH_FRAMES);
  readonly #samples = new Float32Array(CONTEXT_SAMPLES + BLOCK_SAMPLES);
  readonly #columns = new Float32Array(BLOCK_FRAMES * FRAME_COLUMNS * COLUMN_SAMPLES);
  #held = 0; // samples after the context
  #h: Float32Array = new Float32Array(STATE_WIDTH);
  #c: Float32Array = new Float32Array(STATE_WIDTH);

  /** @param model from `loadVoiceModel` */
  constructor(model: Pick<Session, "run">) {
    this.#model = model;
  }

  /**
   * Takes the next samples.
   *
   * @param samples mono, 16 kHz, in [-1, 1], any number
   * @returns the probability of speech in each of the next frames, in order; often none yet
   */
  async push(samples: Float32Array): Promise<Float32Array> {
    return await this.#detect(this.#gain.push(samples));
  }

  /** Returns the remaining probabilities; the last frame may be padded with silence. */
  async end(): Promise<Float32Array> {
    const probabilities = await this.#detect(this.#gain.end());
    return this.#held === 0 ? probabilities : concat([probabilities, await this.#runModel()]);
  }

  async #detect(frames: Float32Array): Promise<Float32Array> {
    const probabilities: Float32Array[] = [];
    for (let offset = 0; offset < frames.length;) {
      const taken = Math.min(frames.length - offset, BLOCK_SAMPLES - this.#held);
      this.#samples.set(frames.subarray(offset, offset + taken), CONTEXT_SAMPLES + this.#held);
      this.#held += taken;
      offset += taken;
      if (this.#held === BLOCK_SAMPLES) probabilities.push(await this.#runModel());
    }
    return concat(probabilities);
  }

  /** Returns the probabilities of the buffered frames and empties the buffer. */
  async #runModel(): Promise<Float32Array> {
    const nFrames = this.#held / FRAME_SAMPLES;
    for (let frame = 0; frame < nFrames; frame++) this.#cutColumns(frame);
    const dims = [1, 1, STATE_WIDTH];
    const { probabilities, h_next, c_next } = await this.#model.run({
      columns: {
        type: "float32",
        dims: [nFrames * FRAME_COLUMNS, COLUMN_SAMPLES],
        data: this.#columns.subarray(0, nFrames * FRAME_COLUMNS * COLUMN_SAMPLES),
      },
      h: { type: "float32", dims, data: this.#h },
      c: { type: "float32", dims, data: this.#c },
    });
    this.#h = h_next.data as Float32Array;
    this.#c = c_next.data as Float32Array;
    this.#samples.copyWithin(0, this.#held, this.#held + CONTEXT_SAMPLES);
    this.#held = 0;
    return probabilities.data as Float32Array;
  }

  /** Cuts a frame and its context into four columns that overlap by half; the last goes 64 samples beyond the end. */
  #cutColumns(frame: number): void {
    const from = frame * FRAME_SAMPLES;
    const to = frame * FRAME_COLUMNS * COLUMN_SAMPLES;
    const hop = COLUMN_SAMPLES / 2;
    for (let column = 0; column < FRAME_COLUMNS; column++) {
      const start = from + column * hop;
      const samples = this.#samples.subarray(
        start,
        Math.min(start + COLUMN_SAMPLES, from + CONTEXT_SAMPLES + FRAME_SAMPLES),
      );
      this.#columns.set(samples, to + column * COLUMN_SAMPLES);
    }
    const end = to + FRAME_COLUMNS * COLUMN_SAMPLES - CONTEXT_SAMPLES;
    for (let i = 0; i < CONTEXT_SAMPLES; i++) this.#columns[end + i] = this.#columns[end - 2 - i];
  }
}

function concat(arrays: Float32Array[]): Float32Array {
  if (arrays.length === 1) return arrays[0];
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}
