import { assetPath } from "../../src/core/assets.ts";
import { Session } from "../onnx/session.ts";
import { SAMPLE_RATE } from "./constants.ts";
import { QuietRaiser } from "./loudness.ts";
import { COLUMN_SAMPLES, FRAME_COLUMNS, sileroGraph, STATE_WIDTH } from "./silero_graph.ts";

/** Samples that one probability is about. */
export const FRAME_SAMPLES = 512; // 32 ms
/** Seconds that one probability is about. */
export const FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE;

const CONTEXT_SAMPLES = 64; // the model also sees this much of what came before, and as much of its end once more, mirrored
const BLOCK_FRAMES = 256; // 8 s, which go through the model at once: with 64 or 1000 frames it takes a tenth more time
const BLOCK_SAMPLES = BLOCK_FRAMES * FRAME_SAMPLES;
// 1 s: what is said loudly must not keep a whisper down that comes after it. Of speech that is 36 dB quieter than that before and
// after it, with pauses of 1.2 s and some noise, 94 % was heard with 1 s, 76 % with 2 s, 16 % with 4 s; noise and film music in
// the pauses passed for speech with none of them.
const LOUDNESS_REACH_FRAMES = 31;

/** Loads the voice activity model: Silero VAD v6, for `VoiceActivity`. */
export async function loadVoiceModel(threads: number): Promise<Session> {
  const graph = sileroGraph(await Deno.readFile(assetPath("silero_vad_v6.onnx")));
  return await Session.create(graph, { threads, device: "cpu" });
}

/**
 * Finds out where somebody speaks, for audio that arrives in pieces. It holds 12 s of it at most, besides the piece it was
 * given; so much later at most are the probabilities known.
 *
 * One object is for one recording; `model` may be shared.
 */
export class VoiceActivity {
  readonly #model: Pick<Session, "run">;
  readonly #raiser = new QuietRaiser(FRAME_SAMPLES, LOUDNESS_REACH_FRAMES);
  readonly #samples = new Float32Array(CONTEXT_SAMPLES + BLOCK_SAMPLES);
  readonly #columns = new Float32Array(BLOCK_FRAMES * FRAME_COLUMNS * COLUMN_SAMPLES);
  #held = 0; // samples after the context
  #h: Float32Array = new Float32Array(STATE_WIDTH);
  #c: Float32Array = new Float32Array(STATE_WIDTH);

  /** @param model what `loadVoiceModel` gave */
  constructor(model: Pick<Session, "run">) {
    this.#model = model;
  }

  /**
   * Takes the next samples, of any number.
   *
   * @param samples mono, 16 kHz, in [-1, 1]
   * @returns the probability of speech in each of the frames that are known by now, in order; often none yet
   */
  async push(samples: Float32Array): Promise<Float32Array> {
    return await this.#hear(this.#raiser.push(samples));
  }

  /** The rest of the probabilities; the last frame may be filled up with silence. */
  async end(): Promise<Float32Array> {
    const known = await this.#hear(this.#raiser.end());
    return this.#held === 0 ? known : concat([known, await this.#detect()]);
  }

  async #hear(frames: Float32Array): Promise<Float32Array> {
    const known: Float32Array[] = [];
    for (let offset = 0; offset < frames.length;) {
      const taken = Math.min(frames.length - offset, BLOCK_SAMPLES - this.#held);
      this.#samples.set(frames.subarray(offset, offset + taken), CONTEXT_SAMPLES + this.#held);
      this.#held += taken;
      offset += taken;
      if (this.#held === BLOCK_SAMPLES) known.push(await this.#detect());
    }
    return concat(known);
  }

  /** The probabilities of the frames that are held. */
  async #detect(): Promise<Float32Array> {
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

  /** The four columns of a frame with its context, each half over the next; the last goes 64 samples beyond the end. */
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

function concat(parts: Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
