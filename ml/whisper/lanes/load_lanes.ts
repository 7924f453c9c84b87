import { messageOf } from "../../../src/core/errors.ts";
import { availableBytes, freeDeviceBytes } from "../../onnx/free_memory.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { graphFolder } from "../graphs/graph_cache.ts";
import type { Precision } from "../graphs/graph_builder.ts";
import type { DeviceUse, Lane } from "./lane.ts";
import { cpuLaneSizes, cudaBatchWindows } from "./lane_sizes.ts";
import { type StartLaneThread, startLaneThread } from "./lane_handle.ts";
import { LaneThread } from "./lane_thread.ts";
import { CudaLane, isOutOfMemory } from "./cuda_lane.ts";
import {
  choosePrecision,
  type LoadOptions,
  loadTokenizer,
  type ModelOptions,
  WhisperModel,
} from "../decoding/model.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import { WindowReader } from "../decoding/window_reader.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

export interface LoadedLanes {
  lanes: Lane[];
  /** How many windows a lane reads at once. */
  batchWindows: number;
  tokenizer: WhisperTokenizer;
  dimensions: ModelDimensions;
  /** The device after loading. */
  deviceUse: DeviceUse;
}

/** Called while lanes work. */
export interface LaneEvents {
  /** The lanes now run on another device. */
  onDeviceChange?: (deviceUse: DeviceUse) => void;
  /** A part of a batch was read. */
  onPartRead?: () => void;
}

/** What all lanes of one engine are loaded with. */
interface LoadContext {
  library: RuntimeLibrary;
  options: ModelOptions;
  /** Reads it at the first call. */
  tokenizer: () => Promise<WhisperTokenizer>;
  events: LaneEvents;
  start: StartLaneThread;
}

/**
 * Loads a model into one or more lanes: on the CPU small models into several threads, as far as memory allows; larger
 * ones, and any on CUDA, once into this thread.
 *
 * @throws {ModelError} if the folder does not hold one
 */
export async function loadLanes(
  library: RuntimeLibrary,
  options: ModelOptions,
  events: LaneEvents = {},
  start: StartLaneThread = () => startLaneThread(),
): Promise<LoadedLanes> {
  const { folder, log, ...requested } = options;
  let reading: Promise<WhisperTokenizer> | undefined;
  const tokenizer = () => reading ??= loadTokenizer(folder);
  const { device, precision, reason } = await choosePrecision(requested);
  if (reason) log[requested.device === "cuda" ? "warn" : "debug"]("CUDA is not used", { reason });
  const context: LoadContext = { library, options, tokenizer, events, start };
  if (device === "cpu") return await loadCpuLanes(context, precision, reason);
  try {
    return await loadCudaLane(context, precision);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const tooLarge = `out of memory on CUDA: the model does not fit (${messageOf(error)})`;
    log.warn("CUDA is not used", { reason: tooLarge });
    return await loadCpuLanes(context, cpuPrecision(options), tooLarge);
  }
}

async function loadCpuLanes(
  { library, options, tokenizer, start }: LoadContext,
  precision: Precision,
  fallbackReason: string | null,
): Promise<LoadedLanes> {
  const { folder, cacheDir, threads, log } = options;
  const { dimensions } = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
  const sizes = cpuLaneSizes(dimensions, { precision, threads, availableBytes: availableBytes() });
  log.debug("loads the lanes", { ...sizes });
  const { lanes: count, batchWindows } = sizes;
  const loadOptions: LoadOptions = {
    folder,
    cacheDir,
    device: "cpu",
    precision,
    threads: Math.max(1, Math.floor(threads / count)),
  };
  const lanes = count === 1
    ? [await loadLaneInThisThread({ ...loadOptions, tokenizer: tokenizer(), log })]
    : await allOrRelease(Array.from({ length: count }, () => LaneThread.load(library, loadOptions, start, tokenizer)));
  return {
    lanes,
    batchWindows,
    tokenizer: await tokenizer(),
    dimensions,
    deviceUse: { device: "cpu", precision, lanes: count, fallbackReason },
  };
}

/** Loads one lane into this thread. If memory runs out, it reads fewer windows at once, and then on the CPU. */
async function loadCudaLane({ options, tokenizer, events }: LoadContext, precision: Precision): Promise<LoadedLanes> {
  const { folder, cacheDir, threads, log } = options;
  const { dimensions } = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
  const loadOptions = { folder, cacheDir, threads, tokenizer: tokenizer(), log };
  const cudaLane = await loadLaneInThisThread({ ...loadOptions, device: "cuda", precision });
  const freeBytes = await freeDeviceBytes();
  const batchWindows = cudaBatchWindows(dimensions, freeBytes);
  log.debug("loaded the lane on CUDA", { batchWindows, freeBytes });
  const deviceUse: DeviceUse = { device: "cuda", precision, lanes: 1, fallbackReason: null };
  const onCpu = cpuPrecision(options);
  const memory = { precision: onCpu, threads: 1, availableBytes: availableBytes() };
  const lane = new CudaLane(cudaLane, {
    batchWindows,
    loadCpuLane: () => loadLaneInThisThread({ ...loadOptions, device: "cpu", precision: onCpu }),
    cpuBatchWindows: cpuLaneSizes(dimensions, memory).batchWindows,
    log,
    onFallback: (fallbackReason) =>
      events.onDeviceChange?.(
        fallbackReason === null ? deviceUse : { device: "cpu", precision: onCpu, lanes: 1, fallbackReason },
      ),
    onPartRead: events.onPartRead,
  });
  return { lanes: [lane], batchWindows, tokenizer: await tokenizer(), dimensions, deviceUse };
}

/** The precision on the CPU: float16 is slow there. */
function cpuPrecision({ precision }: ModelOptions): Precision {
  return precision === "float32" ? "float32" : "int8";
}

async function loadLaneInThisThread(options: ModelOptions): Promise<Lane> {
  const model = await WhisperModel.load(options);
  const reader = new WindowReader(model);
  return {
    prepare: (graphs) => model.prepare(graphs),
    detectLanguage: (windows, signal) => reader.detectLanguage(windows, signal),
    read: (windows, request, signal) => reader.read(windows, request, signal),
    release: async () => {
      await reader.release();
      await model.release();
    },
  };
}

async function allOrRelease(loading: Promise<Lane>[]): Promise<Lane[]> {
  const settled = await Promise.allSettled(loading);
  const failed = settled.find((result) => result.status === "rejected");
  const lanes = settled.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
  if (!failed) return lanes;
  await releaseLanes(lanes);
  throw failed.reason;
}

/** Releases all lanes, even if one fails. */
export async function releaseLanes(lanes: readonly Lane[]): Promise<void> {
  await Promise.allSettled(lanes.map((lane) => lane.release()));
}
