import { withTimeout } from "../../src/core/async.ts";
import { ModelError } from "../../src/core/errors.ts";
import { runtimeLibrary } from "../onnx/session.ts";
import type { FromEncoder, ToEncoder } from "./encoder_worker.ts";

const RELEASE_MS = 2000; // close() terminates the thread if it has not freed its memory by then

/** A text to its embedding, (384), of length 1. */
export type Embed = (text: string) => Promise<Float32Array>;

/** The same, but a text that comes again is not computed again. */
export function remembering(embed: Embed): Embed {
  const vectors = new Map<string, Promise<Float32Array>>();
  return (text) => {
    const vector = vectors.get(text) ?? embed(text);
    vectors.set(text, vector);
    return vector;
  };
}

/** The handle on a Worker that runs the sentence model, which would block this thread. */
export class SentenceEncoder {
  #worker: Worker;
  #waiting: PromiseWithResolvers<Float32Array | null> | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #fault: Error | null = null;

  private constructor() {
    this.#worker = new Worker(new URL("./encoder_worker.ts", import.meta.url), { type: "module", name: "sentences" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromEncoder>) => {
      if (data.type === "done") this.#waiting?.resolve(data.vector);
      else this.#waiting?.reject(new Error(data.message));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fault = new Error(`the thread that reads sentences failed: ${event.message}`);
      this.#waiting?.reject(this.#fault);
    };
  }

  /**
   * Starts the thread and loads the model, with the runtime's library of this thread.
   *
   * @param path of the model's .onnx file
   * @throws {ModelError} if it can't be loaded
   */
  static async open(path: string): Promise<SentenceEncoder> {
    const encoder = new SentenceEncoder();
    try {
      await encoder.#ask({ type: "load", path, library: runtimeLibrary() });
      return encoder;
    } catch (error) {
      encoder.#worker.terminate();
      throw new ModelError(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws {Error} if the model can't be run, or the encoder was closed */
  embed: Embed = async (text) => (await this.#ask({ type: "embed", text }))!;

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await withTimeout(this.#ask({ type: "release" }).catch(() => {}), RELEASE_MS, () => {});
    this.#worker.terminate();
    this.#fault = new Error("the encoder was closed");
    this.#waiting?.reject(this.#fault);
  }

  /** One message after the other. */
  #ask(message: ToEncoder): Promise<Float32Array | null> {
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
