import { messageOf } from "../../../src/core/errors.ts";
import { availableBytes, freeDeviceBytes } from "../../onnx/free_memory.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { graphFolder } from "../graphs/graph_cache.ts";
import type { Precision } from "../graphs/graph_builder.ts";
import type { DeviceUse, Lane } from "./lane.ts";
import { cpuLaneSizes, cudaBatchWindows, type LanePreferences, laneThreads } from "./lane_sizes.ts";
import { type StartLaneThread, startLaneThread } from "./lane_handle.ts";
import { LaneThread } from "./lane_thread.ts";
import { CudaLane, isOutOfMemory, OUT_OF_MEMORY } from "./cuda_lane.ts";
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
  options: ModelOptions & LanePreferences;
  /** Reads it at the first call. */
  tokenizer: () => Promise<WhisperTokenizer>;
  events: LaneEvents;
  start: StartLaneThread;
}

/**
 * Loads a model into one or more lanes: on the CPU small models into several threads, as far as memory allows; larger
 * ones, and any on CUDA, once into this thread, unless more lanes are preferred.
 *
 * @throws {ModelError} if the folder does not hold one
 */
export async function loadLanes(
  library: RuntimeLibrary,
  options: ModelOptions & LanePreferences,
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
    return await loadCudaLanes(context, precision, options.lanes ?? 1);
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
  const { lanes: preferredLanes, batchWindows: preferredWindows } = options;
  const sizes = cpuLaneSizes(dimensions, {
    ...{ precision, threads, availableBytes: availableBytes() },
    ...{ lanes: preferredLanes, batchWindows: preferredWindows },
  });
  log.debug("loads the lanes", { ...sizes });
  const { lanes: count, batchWindows } = sizes;
  const loadOptions = { folder, cacheDir, device: "cpu", precision } as const;
  const loadThread = (threads: number) => LaneThread.load(library, { ...loadOptions, threads }, start, tokenizer);
  const lanes = count === 1
    ? [await loadLaneInThisThread({ ...loadOptions, threads, tokenizer: tokenizer(), log })]
    : await allOrRelease(laneThreads(threads, count).map(loadThread));
  return {
    lanes,
    batchWindows,
    tokenizer: await tokenizer(),
    dimensions,
    deviceUse: { device: "cpu", precision, lanes: count, fallbackReason },
  };
}

/**
 * Loads one lane into this thread, or several into threads of their own: their batches are encoded and decoded side by
 * side on one device, and so is the work on the processor. Each has its own weights on the device. If memory runs out,
 * a lane reads fewer windows at once, and then on the CPU.
 */
async function loadCudaLanes(context: LoadContext, precision: Precision, count: number): Promise<LoadedLanes> {
  const { library, options, tokenizer, events, start } = context;
  const { folder, cacheDir, threads, log } = options;
  const { dimensions } = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
  const loadOptions = { folder, cacheDir, threads, tokenizer: tokenizer(), log };
  let cudaLanes: Lane[];
  try {
    const onCuda: LoadOptions = { folder, cacheDir, threads, device: "cuda", precision };
    const keepsSamples = true; // the CPU may have to read them again
    cudaLanes = count === 1
      ? [await loadLaneInThisThread({ ...loadOptions, device: "cuda", precision })]
      : await allOrRelease(
        Array.from({ length: count }, () => LaneThread.load(library, onCuda, start, tokenizer, { keepsSamples })),
      );
  } catch (error) {
    if (count === 1 || !isOutOfMemory(error)) throw error;
    log.warn("out of memory on CUDA: there is one lane instead of several", { lanes: count, reason: messageOf(error) });
    return await loadCudaLanes(context, precision, 1);
  }
  const freeBytes = await freeDeviceBytes();
  const batchWindows = cudaBatchWindows(dimensions, freeBytes === null ? null : freeBytes / count, options);
  log.debug("loaded the lanes on CUDA", { lanes: count, batchWindows, freeBytes });
  const deviceUse: DeviceUse = { device: "cuda", precision, lanes: count, fallbackReason: null };
  const onCpu = cpuPrecision(options);
  const memory = { precision: onCpu, threads: 1, availableBytes: availableBytes() / count }; // all may fall back
  const cpuBatchWindows = cpuLaneSizes(dimensions, memory).batchWindows;
  const fallen = new Set<Lane>();
  const lanes = cudaLanes.map((cudaLane) =>
    new CudaLane(cudaLane, {
      batchWindows,
      loadCpuLane: () => loadLaneInThisThread({ ...loadOptions, device: "cpu", precision: onCpu }),
      cpuBatchWindows,
      log,
      onFallback: (fallbackReason) => {
        if (fallbackReason === null) fallen.delete(cudaLane);
        else fallen.add(cudaLane);
        const inUse: DeviceUse = fallen.size > 0
          ? { device: "cpu", precision: onCpu, lanes: count, fallbackReason: OUT_OF_MEMORY }
          : deviceUse;
        events.onDeviceChange?.(inUse);
      },
      onPartRead: events.onPartRead,
    })
  );
  return { lanes, batchWindows, tokenizer: await tokenizer(), dimensions, deviceUse };
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
