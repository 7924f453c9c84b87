import { ModelThread } from "../onnx/model_thread.ts";

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

/** The handle on a Worker that runs the sentence model. */
export class SentenceEncoder {
  private constructor(private readonly thread: ModelThread<{ path: string }, string, Float32Array>) {}

  /**
   * @param path of the model's .onnx file
   * @throws {ModelError} if it can't be loaded
   */
  static async open(path: string): Promise<SentenceEncoder> {
    const worker = new URL("./encoder_worker.ts", import.meta.url);
    return new SentenceEncoder(await ModelThread.open(worker, "sentences", { path }));
  }

  /** @throws {Error} if the model can't be run, or the encoder was closed */
  embed: Embed = (text) => this.thread.run(text);

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await this.thread.close();
  }
}
