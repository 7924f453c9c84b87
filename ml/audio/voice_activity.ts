import { assetPath } from "../../src/core/assets.ts";
import { Session } from "../onnx/session.ts";
import { SAMPLE_RATE } from "./constants.ts";
import { raiseQuiet } from "./loudness.ts";

/** Samples that one probability is about. */
export const FRAME_SAMPLES = 512; // 32 ms
/** Seconds that one probability is about. */
export const FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE;

const CONTEXT_SAMPLES = 64; // the model also sees this much of what came before
const STATE_WIDTH = 128;
// The model is recurrent: one frame needs the state that the last one left. So that it doesn't run a frame at a time, a
// block of audio is cut into stretches that go through it side by side, each of them starting a little early to fill its
// state. Over 442 s of mixed speech, music and noise 1.1 % of the frames fall on the other side of 0.5 than they do one
// after the other, nearly all in noise; of clear speech none.
const STRETCHES = 16;
const STRETCH_FRAMES = 250; // 8 s
const WARM_UP_FRAMES = 31; // 1 s
const LOUDNESS_REACH_FRAMES = 125; // 4 s
const LEAST_STRETCH_FRAMES = 64; // of the last block
const BLOCK_SAMPLES = STRETCHES * STRETCH_FRAMES * FRAME_SAMPLES; // 128 s

/** Loads the voice activity model: Silero VAD v6. */
export async function loadVoiceModel(threads: number): Promise<Session> {
  return await Session.create(await Deno.readFile(assetPath("silero_vad_v6.onnx")), { threads, device: "cpu" });
}

/**
 * Finds out where somebody speaks, for audio that arrives in pieces. It holds at most 128 s of it.
 *
 * One object is for one recording; `model` may be shared.
 */
export class VoiceActivity {
  readonly #model: Pick<Session, "run">;
  readonly #samples = new Float32Array(CONTEXT_SAMPLES + BLOCK_SAMPLES);
  #held = 0; // samples after the context
  #state: Float32Array = new Float32Array(2 * STATE_WIDTH);

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
    const known: Float32Array[] = [];
    for (let offset = 0; offset < samples.length;) {
      const taken = Math.min(samples.length - offset, BLOCK_SAMPLES - this.#held);
      this.#samples.set(samples.subarray(offset, offset + taken), CONTEXT_SAMPLES + this.#held);
      this.#held += taken;
      offset += taken;
      if (this.#held === BLOCK_SAMPLES) known.push(await this.#detect(STRETCHES, STRETCH_FRAMES));
    }
    return concat(known);
  }

  /** The rest of the probabilities; the last frame may be filled up with silence. */
  async end(): Promise<Float32Array> {
    const nFrames = Math.ceil(this.#held / FRAME_SAMPLES);
    if (nFrames === 0) return new Float32Array(0);
    const stretches = Math.min(STRETCHES, Math.ceil(nFrames / LEAST_STRETCH_FRAMES));
    const used = CONTEXT_SAMPLES + this.#held;
    const stretchFrames = Math.ceil(nFrames / stretches);
    this.#samples.fill(0, used, used + stretches * stretchFrames * FRAME_SAMPLES);
    return (await this.#detect(stretches, stretchFrames)).subarray(0, nFrames);
  }

  async #detect(stretches: number, stretchFrames: number): Promise<Float32Array> {
    const width = CONTEXT_SAMPLES + FRAME_SAMPLES;
    const heard = this.#samples.subarray(CONTEXT_SAMPLES, CONTEXT_SAMPLES + stretches * stretchFrames * FRAME_SAMPLES);
    raiseQuiet(heard, FRAME_SAMPLES, LOUDNESS_REACH_FRAMES);
    const input = new Float32Array(stretches * width);
    const probabilities = new Float32Array(stretches * stretchFrames);
    const sr = { type: "int64", dims: [], data: BigInt64Array.of(BigInt(SAMPLE_RATE)) } as const;
    let state = new Float32Array(2 * stretches * STATE_WIDTH);
    for (let step = stretches > 1 ? -WARM_UP_FRAMES : 0; step < stretchFrames; step++) {
      // The first stretch needs no warm-up: it goes on from where the last block ended
      if (step === 0) {
        state.set(this.#state.subarray(0, STATE_WIDTH), 0);
        state.set(this.#state.subarray(STATE_WIDTH), stretches * STATE_WIDTH);
      }
      for (let row = step < 0 ? 1 : 0; row < stretches; row++) {
        const from = (row * stretchFrames + step) * FRAME_SAMPLES;
        input.set(this.#samples.subarray(from, from + width), row * width);
      }
      const { output, stateN } = await this.#model.run({
        input: { type: "float32", dims: [stretches, width], data: input },
        state: { type: "float32", dims: [2, stretches, STATE_WIDTH], data: state },
        sr,
      });
      state = stateN.data as Float32Array<ArrayBuffer>;
      for (let row = 0; step >= 0 && row < stretches; row++) {
        probabilities[row * stretchFrames + step] = Number(output.data[row]);
      }
    }
    const last = (stretches - 1) * STATE_WIDTH;
    this.#state.set(state.subarray(last, last + STATE_WIDTH), 0);
    const second = stretches * STATE_WIDTH + last;
    this.#state.set(state.subarray(second, second + STATE_WIDTH), STATE_WIDTH);
    this.#samples.copyWithin(0, stretches * stretchFrames * FRAME_SAMPLES, this.#samples.length);
    this.#held = 0;
    return probabilities;
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
