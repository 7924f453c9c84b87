import { ModelThread } from "../onnx/model_thread.ts";

/** Threads of the model: it is computed beside other work. */
export const SPEAKER_THREADS = Math.min(2, navigator.hardwareConcurrency);

/** Speech, mono, 16 kHz, in [-1, 1], 0.3 to 2 s, to a vector of length 1 that is alike for the same voice. */
export type EmbedVoice = (samples: Float32Array) => Promise<Float32Array>;

type Thread = ModelThread<{ path: string; threads: number }, Float32Array, Float32Array>;

/** The handle on a Worker that runs the speaker model. */
export class SpeakerEncoder {
  private constructor(private readonly thread: Thread) {}

  /**
   * @param path of the model's file
   * @throws {ModelError} if it can't be loaded
   */
  static async open(path: string, threads: number): Promise<SpeakerEncoder> {
    const worker = new URL("./speaker_worker.ts", import.meta.url);
    return new SpeakerEncoder(await ModelThread.open(worker, "speakers", { path, threads }));
  }

  /** @throws {Error} if the model can't be run, or the encoder was closed */
  embed: EmbedVoice = (samples) => this.thread.run(samples);

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await this.thread.close();
  }
}
