import { readTorchFile } from "../models/torch_file.ts";
import { Session } from "../onnx/session.ts";
import { campplusGraph } from "./campplus_graph.ts";

/** The name that results say. */
export const SPEAKER_MODEL = "CAM++ (3D-Speaker, Chinese and English)";

/** CAM++ on ONNX Runtime: a short stretch of speech to a vector that is alike for the same voice. */
export class SpeakerModel {
  #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * @param path of 3D-Speaker's checkpoint
   * @throws {ModelError} if it can't be read
   */
  static async load(path: string, threads: number): Promise<SpeakerModel> {
    const graph = campplusGraph(readTorchFile(path)).toModel();
    return new SpeakerModel(await Session.create(graph, { threads, device: "cpu" }));
  }

  /**
   * Blocks the thread for some 40 ms.
   *
   * @param samples mono, 16 kHz, in [-1, 1], 0.3 to 2 s
   * @returns (192), of length 1
   */
  async embed(samples: Float32Array): Promise<Float32Array> {
    const { embeddings } = await this.#session.run({
      samples: { type: "float32", dims: [1, samples.length], data: samples },
    });
    const vector = embeddings.data as Float32Array;
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
