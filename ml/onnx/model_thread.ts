import { withTimeout } from "../../src/core/async.ts";
import { ModelError } from "../../src/core/errors.ts";
import type { FromModel, ToModel } from "./serve_model.ts";
import { runtimeLibrary } from "./session.ts";

/** How long a thread that is told to stop may take to end what it computes and free its memory. */
const RELEASE_MS = 2000;

/** The handle on a Worker with a model, which would block this thread. Its inputs are computed one after the other. */
export class ModelThread<Load extends { path: string }, Input, Output> {
  readonly #worker: Worker;
  readonly #name: string;
  #waiting: PromiseWithResolvers<Output | null> | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #fault: Error | null = null;

  private constructor(worker: Worker, name: string) {
    this.#worker = worker;
    this.#name = name;
    worker.onmessage = ({ data }: MessageEvent<FromModel<Output>>) => {
      if (data.type === "done") this.#waiting?.resolve(data.output);
      else this.#waiting?.reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fault = new Error(`the thread ${name} failed: ${event.message}`);
      this.#waiting?.reject(this.#fault);
    };
  }

  /**
   * Loads a model in a new Worker, with the runtime's library of this thread.
   *
   * @param worker a module that calls `serveModel`
   * @param name of the thread, for messages
   * @param load what the module's `load` gets; `path` is the model's file
   * @throws {ModelError} if it can't be loaded
   */
  static async open<Load extends { path: string }, Input, Output>(
    worker: URL,
    name: string,
    load: Load,
  ): Promise<ModelThread<Load, Input, Output>> {
    const thread = new ModelThread<Load, Input, Output>(new Worker(worker, { type: "module", name }), name);
    try {
      await thread.#ask({ type: "load", load, library: runtimeLibrary() });
      return thread;
    } catch (error) {
      thread.#worker.terminate();
      throw new ModelError(`${load.path} cannot be loaded: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws {Error} if the model can't be run, or the thread was closed */
  async run(input: Input): Promise<Output> {
    return (await this.#ask({ type: "run", input }))!;
  }

  /** Frees the thread's memory and ends it, at the latest after `releaseMs`. */
  async close(releaseMs = RELEASE_MS): Promise<void> {
    await withTimeout(this.#ask({ type: "release" }).catch(() => {}), releaseMs, () => {});
    this.#worker.terminate();
    this.#fault = new Error(`the thread ${this.#name} was closed`);
    this.#waiting?.reject(this.#fault);
  }

  #ask(message: ToModel<Load, Input>): Promise<Output | null> {
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
