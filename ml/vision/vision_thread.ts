import { withTimeout } from "../../src/core/async.ts";
import { ModelError } from "../../src/core/errors.ts";
import type { Picture } from "../../src/core/picture.ts";
import { runtimeLibrary } from "../onnx/session.ts";
import type { FromVision, ToVision, VisionKind, VisionResults } from "./vision_worker.ts";

const RELEASE_MS = 2000; // close() terminates the thread if it has not freed its memory by then

/** The handle on a Worker with a model that looks at pictures, which would block this thread. One picture at a time. */
export class VisionThread<Kind extends VisionKind> {
  #worker: Worker;
  #waiting: PromiseWithResolvers<VisionResults[Kind] | null> | null = null;
  #fault: Error | null = null;

  private constructor() {
    this.#worker = new Worker(new URL("./vision_worker.ts", import.meta.url), { type: "module", name: "pictures" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromVision>) => {
      if (data.type === "done") this.#waiting?.resolve(data.result as VisionResults[Kind] | null);
      else this.#waiting?.reject(new Error(data.message));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fault = new Error(`the thread that looks at pictures failed: ${event.message}`);
      this.#waiting?.reject(this.#fault);
    };
  }

  /**
   * Starts the thread and loads the model, with the runtime's library of this thread.
   *
   * @param path of the model's .onnx file
   * @throws {ModelError} if it can't be loaded
   */
  static async open<Kind extends VisionKind>(kind: Kind, path: string): Promise<VisionThread<Kind>> {
    const thread = new VisionThread<Kind>();
    try {
      await thread.#ask({ type: "load", kind, path, library: runtimeLibrary() });
      return thread;
    } catch (error) {
      thread.#worker.terminate();
      throw new ModelError(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws {Error} if the model can't be run, or the thread was closed */
  async look(picture: Picture): Promise<VisionResults[Kind]> {
    return (await this.#ask({ type: "look", picture }))!;
  }

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await withTimeout(this.#ask({ type: "release" }).catch(() => {}), RELEASE_MS, () => {});
    this.#worker.terminate();
    this.#fault = new Error("the thread was closed");
    this.#waiting?.reject(this.#fault);
  }

  async #ask(message: ToVision): Promise<VisionResults[Kind] | null> {
    if (this.#fault) throw this.#fault;
    this.#waiting = Promise.withResolvers();
    this.#worker.postMessage(message);
    return await this.#waiting.promise;
  }
}
