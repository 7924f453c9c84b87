import type * as Ort from "onnxruntime-node";
import { libraryPath, type RuntimeLibrary } from "./runtime_library.ts";

export type Device = "cpu" | "cuda";
export type { Ort };
/** A tensor's elements as JavaScript holds them. There is no float16: the runtime can't take it from JavaScript. */
export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
export type TensorType = "float32" | "uint8" | "int8" | "int32" | "int64" | "bool";

/** A value that goes into or comes out of a session: row-major. */
export interface Value<T extends TensorData = TensorData> {
  type: TensorType;
  dims: readonly number[];
  data: T;
}

export interface SessionOptions {
  /** Threads of one operator. */
  threads: number;
  device: Device;
  /**
   * Whether the runtime may change the graph (default). For a graph that is written as it is to be run, looking for changes takes
   * half of the time to load it, and what is folded is held twice.
   */
  shouldOptimize?: boolean;
}

/**
 * How long a thread without work waits awake. As fast as the default on a machine with nothing else to do; where ffmpeg wants
 * the cores too, threads that spin without end made a step of the decoder take twice as long.
 */
const SPIN_MICROSECONDS = "50";

let library: RuntimeLibrary | null = null;
let runtime: Promise<typeof Ort> | null = null;

/** Says where the library is; to be called in each thread before its first session. */
export function useRuntimeLibrary(place: RuntimeLibrary): void {
  library = place;
}

/**
 * ONNX Runtime, loaded at its first use in this thread. This is the only place that imports it.
 *
 * @throws {Error} if the native library can't be loaded
 */
export function loadRuntime(): Promise<typeof Ort> {
  return runtime ??= importRuntime();
}

async function importRuntime(): Promise<typeof Ort> {
  const path = library && await libraryPath(library);
  if (path) Deno.dlopen(path, {}); // the addon then finds it loaded; in the binary it does not lie beside the addon
  const ort = await import("onnxruntime-node");
  ort.env.logLevel = "fatal"; // what goes wrong is thrown; a missing CUDA would be printed besides
  return ort;
}

/** A loaded graph. */
export class Session {
  #session: Ort.InferenceSession;
  #ort: typeof Ort;
  readonly device: Device;

  private constructor(session: Ort.InferenceSession, ort: typeof Ort, device: Device) {
    this.#session = session;
    this.#ort = ort;
    this.device = device;
  }

  /**
   * Loads a graph.
   *
   * @param model the path of an .onnx file, or its bytes where it has no weight file
   * @throws {Error} ONNX Runtime's own message: a graph it refuses, or `cuda` where there is none
   */
  static async create(
    model: string | Uint8Array,
    { threads, device, shouldOptimize = true }: SessionOptions,
  ): Promise<Session> {
    const ort = await loadRuntime();
    const options: Ort.InferenceSession.SessionOptions = {
      executionProviders: device === "cuda" ? ["cuda", "cpu"] : ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: shouldOptimize ? "all" : "disabled",
      enableCpuMemArena: false, // it keeps what the largest run took, 100 MB a thread of base, and saves no time
      enableMemPattern: false, // after the first run it would keep the same memory once more
      logSeverityLevel: 3,
      extra: { session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
    };
    const session = typeof model === "string"
      ? await ort.InferenceSession.create(model, options)
      : await ort.InferenceSession.create(model, options);
    return new Session(session, ort, device);
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * Runs the graph. The calling thread is blocked meanwhile.
   *
   * @param feeds every input by name
   * @param into where outputs are written to, by name, and no others are computed; absent: all, into new memory
   */
  async run(feeds: Record<string, Value>, into?: Record<string, Value>): Promise<Record<string, Value>> {
    const inputs = this.#tensors(feeds);
    const outputs = into ? await this.#session.run(inputs, this.#tensors(into)) : await this.#session.run(inputs);
    return outputs as unknown as Record<string, Value>;
  }

  #tensors(values: Record<string, Value>): Record<string, Ort.Tensor> {
    const tensors: Record<string, Ort.Tensor> = {};
    for (const [name, { type, dims, data }] of Object.entries(values)) {
      tensors[name] = new this.#ort.Tensor(type as "float32", data as Float32Array, dims);
    }
    return tensors;
  }

  /** Frees the native memory. Without it the weights outlive the Worker that loaded them. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
