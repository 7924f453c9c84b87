import { SAMPLE_RATE } from "../audio/constants.ts";
import { Session } from "../onnx/session.ts";
import { FRAME_HOP, FRAME_SAMPLES, logMelGraph, N_MELS } from "./log_mel_graph.ts";

/** The name that results say. */
export const SOUND_MODEL = "YAMNet (AudioSet), 8 bits";

/** Frames that the model hears at once. */
const PATCH_FRAMES = 96;
/** Samples of a patch: 0.975 s. */
export const PATCH_SAMPLES = FRAME_SAMPLES + (PATCH_FRAMES - 1) * FRAME_HOP;
/** Seconds of a patch. */
export const PATCH_SECONDS = PATCH_SAMPLES / SAMPLE_RATE;

/** The class "Music" of AudioSet's 521. */
const MUSIC = 132;
/** How the model's file counts: `audio_scale`, `audio_zero_point`, `class_scores_scale`, `class_scores_zero_point`. */
const [INPUT_SCALE, INPUT_ZERO, OUTPUT_SCALE, OUTPUT_ZERO] = [0.047937885, 144, 0.7565417, 190];

/** YAMNet on ONNX Runtime: how likely a second of sound is music. */
export class MusicModel {
  #frontEnd: Session;
  #network: Session;

  private constructor(frontEnd: Session, network: Session) {
    this.#frontEnd = frontEnd;
    this.#network = network;
  }

  /**
   * @param path of the network's file; its weights lie beside it
   * @throws {Error} if it can't be loaded
   */
  static async load(path: string): Promise<MusicModel> {
    const options = { threads: 1, device: "cpu" } as const;
    const network = await Session.create(path, options);
    try {
      return new MusicModel(await Session.create(logMelGraph().toModel(), options), network);
    } catch (error) {
      await network.release();
      throw error;
    }
  }

  /**
   * Blocks the thread for some 15 ms.
   *
   * @param samples (PATCH_SAMPLES), mono, 16 kHz, in [-1, 1]
   * @returns between 0 and 1
   */
  async probability(samples: Float32Array): Promise<number> {
    const feeds = { samples: { type: "float32" as const, dims: [1, samples.length], data: samples } };
    const logMels = (await this.#frontEnd.run(feeds)).log_mels.data as Float32Array;
    const audio = Uint8Array.from(logMels, (value) => clamp(Math.round(value / INPUT_SCALE) + INPUT_ZERO));
    const dims = [1, 1, PATCH_FRAMES, N_MELS];
    const outputs = await this.#network.run({ audio: { type: "uint8", dims, data: audio } });
    const score = (outputs.class_scores.data as Uint8Array)[MUSIC];
    return 1 / (1 + Math.exp(-OUTPUT_SCALE * (score - OUTPUT_ZERO)));
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#network.release();
    await this.#frontEnd.release();
  }
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}
