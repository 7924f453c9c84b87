import type * as Ort from "onnxruntime-node";
import config from "../../deno.json" with { type: "json" };
import { messageOf } from "../../src/core/errors.ts";
import { libraryPath, type RuntimeLibrary } from "./runtime_library.ts";

/** Of the library that comes with the program. */
export const ONNXRUNTIME_VERSION: string = config.imports["onnxruntime-node"].split("@")[1];

export type Device = "cpu" | "cuda";
export type { Ort };
/** A tensor's elements. There is no float16: the runtime can't take it from JavaScript. */
export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
export type TensorType = "float32" | "uint8" | "int8" | "int32" | "int64" | "bool";

/** An input or output of a session, row-major. */
export interface Value<T extends TensorData = TensorData> {
  type: TensorType;
  dims: readonly number[];
  data: T;
}

export interface SessionOptions {
  /** Threads for one operator. */
  threads: number;
  device: Device;
  /**
   * Whether the runtime optimizes the graph (default). For a graph that is already optimal, the search takes half of
   * the load time, and folded constants are stored twice.
   */
  shouldOptimize?: boolean;
  /** Where to write a profile of all runs (see profile.ts): the path without its end, which the runtime adds. */
  profilePrefix?: string;
}

/**
 * How long an idle thread spins. On an idle machine this is as fast as the default; with ffmpeg on the same cores,
 * endless spinning made a step of the decoder take twice as long.
 */
const SPIN_MICROSECONDS = "50";

/**
 * Without it the library keeps an identifier of this machine in the user's cache folder and sends reports about the
 * process and its models to its vendor (ADR 38). It reads the variable when it is loaded.
 */
export const NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

let library: RuntimeLibrary | null = null;
let runtime: Promise<typeof Ort> | null = null;

/** Sets the location of the library. Call it in each thread before its first session. */
export function useRuntimeLibrary(location: RuntimeLibrary): void {
  library = location;
}

/** The location that was set in this thread, for a Worker of it; null: none was. */
export function runtimeLibrary(): RuntimeLibrary | null {
  return library;
}

/**
 * Loads ONNX Runtime at its first use in this thread. Nothing else imports it.
 *
 * @throws {Error} if the native library can't be loaded
 */
function loadRuntime(): Promise<typeof Ort> {
  return runtime ??= importRuntime();
}

async function importRuntime(): Promise<typeof Ort> {
  // for all threads: they share the environment. Not set again: setenv() is unsafe while native code reads variables
  if (Deno.env.get(NO_TELEMETRY) !== "1") Deno.env.set(NO_TELEMETRY, "1");
  const path = library && await libraryPath(library);
  if (path) Deno.dlopen(path, {}); // the addon then finds it loaded; in the binary it is not beside the addon
  const ort = await import("onnxruntime-node").catch((cause) => {
    if (!/failed to map segment/.test(messageOf(cause))) throw cause;
    // the compiled binary unpacks the addon there
    throw new Error(`${messageOf(cause)}: the folder for temporary files must allow execution (exec)`, { cause });
  });
  ort.env.logLevel = "fatal"; // errors are thrown; a missing CUDA would be printed as well
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
   * @param model the path of an .onnx file, or its bytes if it has no weight file
   * @throws {Error} with ONNX Runtime's message, for an invalid graph or a missing CUDA
   */
  static async create(
    model: string | Uint8Array,
    { threads, device, shouldOptimize = true, profilePrefix }: SessionOptions,
  ): Promise<Session> {
    const ort = await loadRuntime();
    // it would leave out a provider that it was built without, and run on the CPU
    if (!ort.listSupportedBackends().some(({ name }) => name === device)) {
      throw new Error(`this build of ONNX Runtime has no ${device.toUpperCase()}`);
    }
    const options: Ort.InferenceSession.SessionOptions = {
      executionProviders: device === "cuda" ? ["cuda", "cpu"] : ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: shouldOptimize ? "all" : "disabled",
      enableCpuMemArena: false, // it keeps the memory of the largest run, 100 MB a thread for base, and saves no time
      enableMemPattern: false, // it keeps the same memory again after the first run
      logSeverityLevel: 3,
      extra: { session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
      ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
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
   * Runs the graph. Blocks the calling thread.
   *
   * @param feeds all inputs by name
   * @param into preallocated outputs by name: only these are computed; absent: all outputs, in new memory
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

  /** Writes the profile, if `profilePrefix` was set. */
  endProfiling(): void {
    this.#session.endProfiling();
  }

  /** Frees the native memory, which would otherwise outlive the Worker. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
