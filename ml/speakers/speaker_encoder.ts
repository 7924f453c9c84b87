import { withTimeout } from "../../src/core/async.ts";
import { ModelError } from "../../src/core/errors.ts";
import { runtimeLibrary } from "../onnx/session.ts";
import type { FromSpeakers, ToSpeakers } from "./speaker_worker.ts";

const RELEASE_MS = 2000; // close() terminates the thread if it has not freed its memory by then

/** Threads of the model: it is computed beside other work. */
export const SPEAKER_THREADS = Math.min(2, navigator.hardwareConcurrency);

/** Speech, mono, 16 kHz, in [-1, 1], 0.3 to 2 s, to a vector of length 1 that is alike for the same voice. */
export type EmbedVoice = (samples: Float32Array) => Promise<Float32Array>;

/** The handle on a Worker that runs the speaker model, which would block this thread. */
export class SpeakerEncoder {
  #worker: Worker;
  #waiting: PromiseWithResolvers<Float32Array | null> | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #fault: Error | null = null;

  private constructor() {
    this.#worker = new Worker(new URL("./speaker_worker.ts", import.meta.url), { type: "module", name: "speakers" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromSpeakers>) => {
      if (data.type === "done") this.#waiting?.resolve(data.vector);
      else this.#waiting?.reject(new Error(data.message));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fault = new Error(`the thread that tells voices apart failed: ${event.message}`);
      this.#waiting?.reject(this.#fault);
    };
  }

  /**
   * Starts the thread and loads the model, with the runtime's library of this thread.
   *
   * @param path of the model's file
   * @throws {ModelError} if it can't be loaded
   */
  static async open(path: string, threads: number): Promise<SpeakerEncoder> {
    const encoder = new SpeakerEncoder();
    try {
      await encoder.#ask({ type: "load", path, threads, library: runtimeLibrary() });
      return encoder;
    } catch (error) {
      encoder.#worker.terminate();
      throw new ModelError(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws {Error} if the model can't be run, or the encoder was closed */
  embed: EmbedVoice = async (samples) => (await this.#ask({ type: "embed", samples }))!;

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await withTimeout(this.#ask({ type: "release" }).catch(() => {}), RELEASE_MS, () => {});
    this.#worker.terminate();
    this.#fault = new Error("the encoder was closed");
    this.#waiting?.reject(this.#fault);
  }

  /** One message after the other. */
  #ask(message: ToSpeakers): Promise<Float32Array | null> {
    const answer = this.#queue.then(async () => {
      if (this.#fault) throw this.#fault;
      this.#waiting = Promise.withResolvers();
      this.#worker.postMessage(message);
      return await this.#waiting.promise;
    });
    this.#queue = answer.catch(() => {});
    return answer;
  }
}
