import type { AudioWindow } from "../audio/windows.ts";
import type { RuntimeLibrary } from "../onnx/session.ts";
import { revivedError } from "./engine_protocol.ts";
import type { Lane } from "./lane.ts";
import type { FromLane, ToLane } from "./lane_protocol.ts";
import type { HeardLanguage } from "./language.ts";
import type { LoadOptions } from "./model.ts";
import type { ReadRequest, WindowsRead } from "./window_reader.ts";

type Call = ToLane extends infer T ? T extends { id: number } ? Omit<T, "id"> : never : never;

/** A lane in a thread of its own. */
export class LaneThread implements Lane {
  #worker = new Worker(new URL("./lane_worker.ts", import.meta.url), { type: "module", name: "whisper lane" });
  #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  /** Why the thread is no more. */
  #fault: Error | null = null;

  /**
   * Loads a model into a new thread.
   *
   * @throws {ModelError} if the folder does not hold one
   */
  static async load(library: RuntimeLibrary, options: LoadOptions): Promise<LaneThread> {
    const lane = new LaneThread();
    try {
      await lane.#call({ type: "load", library, options });
      return lane;
    } catch (error) {
      lane.#worker.terminate();
      throw error;
    }
  }

  private constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromLane>) => {
      const call = this.#calls.get(data.id);
      this.#calls.delete(data.id);
      if (data.type === "done") call?.resolve(data.result);
      else call?.reject(revivedError(data.error));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // or the process ends
      const error = new Error(`a lane's thread failed: ${event.message}`);
      this.#fault = error;
      for (const call of this.#calls.values()) call.reject(error);
      this.#calls.clear();
    };
  }

  async hear(windows: AudioWindow[], signal?: AbortSignal): Promise<HeardLanguage[]> {
    return await this.#call({ type: "hear", windows }, signal) as HeardLanguage[];
  }

  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<WindowsRead> {
    return await this.#call({ type: "read", windows, request }, signal) as WindowsRead;
  }

  async release(): Promise<void> {
    await this.#call({ type: "release" });
    this.#worker.terminate();
  }

  async #call(call: Call, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#fault) throw this.#fault;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#calls.set(id, answer);
    const onAbort = () => this.#send({ type: "abort" });
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#send({ id, ...call });
    try {
      return await answer.promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** The samples of windows that are read go over; they are gone here. */
  #send(message: ToLane): void {
    const windows = message.type === "read" ? message.windows : [];
    this.#worker.postMessage(message, windows.map(({ samples }) => samples.buffer as ArrayBuffer));
  }
}
