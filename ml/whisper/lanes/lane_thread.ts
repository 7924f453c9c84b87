import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";
import type { LaneLink, StartLane } from "./lane_link.ts";
import type { FromLane, ToLane } from "./lane_protocol.ts";
import type { LoadOptions } from "../decoding/model.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import { revivedError } from "./plain_error.ts";
import type { HeardLanguage, LaneNeeds, ReadRequest, WindowsRead } from "../decoding/types.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

type Call = ToLane extends infer T ? T extends { id: number } ? Omit<T, "id"> : never : never;

/** A lane in a thread of its own. */
export class LaneThread implements Lane {
  #link: LaneLink;
  #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  /** Why the thread is no more. */
  #fault: Error | null = null;

  /**
   * Loads a model into a new thread.
   *
   * @param tokenizer called once the thread is at work
   * @throws {ModelError} if the folder does not hold one
   */
  static async load(
    library: RuntimeLibrary,
    options: LoadOptions,
    start: StartLane,
    tokenizer: () => Promise<WhisperTokenizer>,
  ): Promise<LaneThread> {
    const lane = new LaneThread(await start());
    const loaded = lane.#call({ type: "load", library, options });
    loaded.catch(() => {}); // awaited below
    try {
      const { json, table } = await tokenizer();
      lane.#send({ type: "tokenizer", json, table });
      await loaded;
      return lane;
    } catch (error) {
      // A thread that is ended while it loads keeps the memory of what it has loaded
      lane.#send({ type: "noTokenizer" });
      await loaded.catch(() => {});
      lane.#link.close();
      throw error;
    }
  }

  private constructor(link: LaneLink) {
    this.#link = link;
    link.port.onmessage = ({ data }: MessageEvent<FromLane>) => {
      const call = this.#calls.get(data.id);
      this.#calls.delete(data.id);
      if (data.type === "done") call?.resolve(data.result);
      else call?.reject(revivedError(data.error));
    };
    link.onFault = (message) => {
      const error = new Error(`a lane's thread failed: ${message}`);
      this.#fault = error;
      for (const call of this.#calls.values()) call.reject(error);
      this.#calls.clear();
    };
  }

  async prepare(needs: LaneNeeds): Promise<void> {
    await this.#call({ type: "prepare", needs });
  }

  async hear(windows: AudioWindow[], signal?: AbortSignal): Promise<HeardLanguage[]> {
    return await this.#call({ type: "hear", windows }, signal) as HeardLanguage[];
  }

  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<WindowsRead> {
    return await this.#call({ type: "read", windows, request }, signal) as WindowsRead;
  }

  /** Of a thread that has failed nothing is left to free. */
  async release(): Promise<void> {
    try {
      if (!this.#fault) await this.#call({ type: "release" });
    } finally {
      this.#link.close();
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

  /** The samples of windows that are read go over; they are gone here. */
  #send(message: ToLane): void {
    const windows = message.type === "read" ? message.windows : [];
    this.#link.port.postMessage(message, windows.map(({ samples }) => samples.buffer as ArrayBuffer));
  }
}
