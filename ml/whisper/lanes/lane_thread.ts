import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";
import type { LaneHandle, StartLaneThread } from "./lane_handle.ts";
import type { FromLane, ToLane } from "./lane_protocol.ts";
import type { LoadOptions } from "../decoding/model.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import { deserializeError } from "./serialized_error.ts";
import type { BatchResult, LanguageScores, OptionalGraphs, ReadRequest } from "../decoding/types.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

type Call = ToLane extends infer T ? T extends { id: number } ? Omit<T, "id"> : never : never;

/** A lane that runs in its own Worker. */
export class LaneThread implements Lane {
  #handle: LaneHandle;
  #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #keepsSamples: boolean;
  /** The uncaught error that ended the thread. */
  #fault: Error | null = null;

  /**
   * Loads a model into a new thread.
   *
   * @param tokenizer called after the thread has begun to load
   * @param options.keepsSamples whether windows stay whole here: their samples are copied to the thread
   * @throws {ModelError} if the folder does not hold one
   */
  static async load(
    library: RuntimeLibrary,
    options: LoadOptions,
    start: StartLaneThread,
    tokenizer: () => Promise<WhisperTokenizer>,
    { keepsSamples = false }: { keepsSamples?: boolean } = {},
  ): Promise<LaneThread> {
    const lane = new LaneThread(await start(), keepsSamples);
    const loaded = lane.#call({ type: "load", library, options });
    loaded.catch(() => {}); // awaited below
    try {
      const { json, table } = await tokenizer();
      lane.#send({ type: "tokenizer", json, table });
      await loaded;
      return lane;
    } catch (error) {
      // A thread that is ended while it loads does not free its memory
      lane.#send({ type: "noTokenizer" });
      await loaded.catch(() => {});
      lane.#handle.close();
      throw error;
    }
  }

  private constructor(handle: LaneHandle, keepsSamples: boolean) {
    this.#handle = handle;
    this.#keepsSamples = keepsSamples;
    handle.port.onmessage = ({ data }: MessageEvent<FromLane>) => {
      const call = this.#calls.get(data.id);
      this.#calls.delete(data.id);
      if (data.type === "done") call?.resolve(data.result);
      else call?.reject(deserializeError(data.error));
    };
    void handle.fault.then((message) => {
      const error = new Error(`a lane's thread failed: ${message}`);
      this.#fault = error;
      for (const call of this.#calls.values()) call.reject(error);
      this.#calls.clear();
    });
  }

  async prepare(graphs: OptionalGraphs): Promise<void> {
    await this.#call({ type: "prepare", graphs });
  }

  async detectLanguage(windows: AudioWindow[], signal?: AbortSignal): Promise<LanguageScores[]> {
    return await this.#call({ type: "detectLanguage", windows }, signal) as LanguageScores[];
  }

  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<BatchResult> {
    return await this.#call({ type: "read", windows, request }, signal) as BatchResult;
  }

  /** A failed thread has no memory left to free. */
  async release(): Promise<void> {
    try {
      if (!this.#fault) await this.#call({ type: "release" });
    } finally {
      this.#handle.close();
    }
  }

  async #call(call: Call, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#fault) throw this.#fault;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#calls.set(id, answer);
    const onAbort = () => this.#send({ type: "abort" });
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      this.#send({ id, ...call });
      return await answer.promise;
    } finally {
      this.#calls.delete(id);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Transfers the samples of windows to read, unless they are kept: then they are empty here afterwards. */
  #send(message: ToLane): void {
    const windows = message.type === "read" && !this.#keepsSamples ? message.windows : [];
    this.#handle.port.postMessage(message, windows.map(({ samples }) => samples.buffer as ArrayBuffer));
  }
}
