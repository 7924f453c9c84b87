import { messageOf } from "../../../src/core/errors.ts";
import { availableBytes, freeDeviceBytes } from "../../onnx/free_memory.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { graphFolder } from "../graphs/graph_cache.ts";
import type { Precision } from "../graphs/graph_parts.ts";
import type { DeviceUse, Lane } from "./lane.ts";
import { cpuLaneSizes, cudaBatchWindows } from "./lane_sizes.ts";
import { type StartLane, startLane } from "./lane_link.ts";
import { LaneThread } from "./lane_thread.ts";
import { isOutOfMemory, MemoryLane } from "./memory_lane.ts";
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
  /** What they run on as they are loaded. */
  use: DeviceUse;
}

/** What lanes tell while they work. */
export interface LaneEvents {
  /** A job goes over to another device, or the next one back. */
  onUse?: (use: DeviceUse) => void;
  /** A part of a batch was read. */
  onPart?: () => void;
}

/** What all that is loaded for one engine has in common. */
interface Loading {
  library: RuntimeLibrary;
  options: ModelOptions;
  /** Read at the first call. */
  tokenizer: () => Promise<WhisperTokenizer>;
  events: LaneEvents;
  start: StartLane;
}

/**
 * Loads a model as often as it pays: on a CPU small ones into several threads, as far as there is memory for them, anything
 * else once, into this one.
 *
 * @throws {ModelError} if the folder does not hold one
 */
export async function loadLanes(
  library: RuntimeLibrary,
  options: ModelOptions,
  events: LaneEvents = {},
  start: StartLane = () => startLane(),
): Promise<LoadedLanes> {
  const { folder, log, ...wanted } = options;
  let reading: Promise<WhisperTokenizer> | undefined;
  const tokenizer = () => reading ??= loadTokenizer(folder);
  const { device, precision, reason } = await choosePrecision(wanted);
  if (reason) log[wanted.device === "cuda" ? "warn" : "debug"]("CUDA is not used", { reason });
  const loading: Loading = { library, options, tokenizer, events, start };
  if (device === "cpu") return await loadCpuLanes(loading, precision, reason);
  try {
    return await loadCudaLane(loading, precision);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const tooLarge = `out of memory on CUDA: the model does not fit (${messageOf(error)})`;
    log.warn("CUDA is not used", { reason: tooLarge });
    return await loadCpuLanes(loading, cpuPrecision(options), tooLarge);
  }
}

async function loadCpuLanes(
  { library, options, tokenizer, start }: Loading,
  precision: Precision,
  fallbackReason: string | null,
): Promise<LoadedLanes> {
  const { folder, cacheDir, threads, log } = options;
  const { dimensions } = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
  const sizes = cpuLaneSizes(dimensions, { precision, threads, availableBytes: availableBytes() });
  log.debug("the lanes of the model", { ...sizes });
  const { lanes: count, batchWindows } = sizes;
  const known: LoadOptions = {
    folder,
    cacheDir,
    device: "cpu",
    precision,
    threads: Math.max(1, Math.floor(threads / count)),
  };
  const lanes = count === 1
    ? [await ownLane({ ...known, tokenizer: tokenizer(), log })]
    : await allOrNone(Array.from({ length: count }, () => LaneThread.load(library, known, start, tokenizer)));
  return {
    lanes,
    batchWindows,
    tokenizer: await tokenizer(),
    dimensions,
    use: { device: "cpu", precision, lanes: count, fallbackReason },
  };
}

/** One lane in this thread. Where memory runs out, it reads fewer windows at once, and then on the CPU. */
async function loadCudaLane({ options, tokenizer, events }: Loading, precision: Precision): Promise<LoadedLanes> {
  const { folder, cacheDir, threads, log } = options;
  const { dimensions } = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
  const known = { folder, cacheDir, threads, tokenizer: tokenizer(), log };
  const own = await ownLane({ ...known, device: "cuda", precision });
  const freeBytes = await freeDeviceBytes();
  const batchWindows = cudaBatchWindows(dimensions, freeBytes);
  log.debug("the lane of the model", { batchWindows, freeBytes });
  const use: DeviceUse = { device: "cuda", precision, lanes: 1, fallbackReason: null };
  const onCpu = cpuPrecision(options);
  const memory = { precision: onCpu, threads: 1, availableBytes: availableBytes() };
  const lane = new MemoryLane(own, {
    batchWindows,
    loadCpuLane: () => ownLane({ ...known, device: "cpu", precision: onCpu }),
    cpuBatchWindows: cpuLaneSizes(dimensions, memory).batchWindows,
    log,
    onFallback: (fallbackReason) =>
      events.onUse?.(fallbackReason === null ? use : { device: "cpu", precision: onCpu, lanes: 1, fallbackReason }),
    onPart: events.onPart,
  });
  return { lanes: [lane], batchWindows, tokenizer: await tokenizer(), dimensions, use };
}

/** What takes the place of CUDA's float16, which the CPU is slow with. */
function cpuPrecision({ precision }: ModelOptions): Precision {
  return precision === "float32" ? "float32" : "int8";
}

async function ownLane(options: ModelOptions): Promise<Lane> {
  const model = await WhisperModel.load(options);
  const reader = new WindowReader(model);
  return {
    prepare: (needs) => model.prepare(needs),
    hear: (windows, signal) => reader.hear(windows, signal),
    read: (windows, request, signal) => reader.read(windows, request, signal),
    release: async () => {
      await reader.release();
      await model.release();
    },
  };
}

async function allOrNone(loading: Promise<Lane>[]): Promise<Lane[]> {
  const settled = await Promise.allSettled(loading);
  const failed = settled.find((result) => result.status === "rejected");
  const lanes = settled.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
  if (!failed) return lanes;
  await releaseLanes(lanes);
  throw failed.reason;
}

/** Releases each, also where another can't be. */
export async function releaseLanes(lanes: readonly Lane[]): Promise<void> {
  await Promise.allSettled(lanes.map((lane) => lane.release()));
}
