import { messageOf } from "../../../src/core/errors.ts";
import type { Log } from "../../../src/core/log.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";
import type { HeardLanguage, ReadRequest, WindowsRead } from "../decoding/types.ts";

/** Why a job is not read on CUDA although the engine is there. */
export const OUT_OF_MEMORY = "out of memory on CUDA: this job is read on the CPU";

/**
 * What ONNX Runtime throws where memory runs out: its arena, with and without a limit of its own (bfc_arena.cc), a call of
 * CUDA's runtime, cuBLAS or cuDNN (cuda_call.cc), and C++ itself.
 */
const SIGNS = [
  /Failed to allocate memory for requested buffer of size/i,
  /Available memory of \d+ is smaller than requested bytes of/i,
  /\bCUDA failure 2\b|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|\bout of memory\b/i,
  /\bCUBLAS_STATUS_ALLOC_FAILED\b/,
  /\bCUDNN_STATUS_\w*ALLOC\w*_FAILED\b/,
  /\bbad[_ ]alloc(ation)?\b/i,
];

/** Whether an error says that there was not memory enough, so that fewer windows may do. */
export function isOutOfMemory(error: unknown): boolean {
  const text = messageOf(error);
  return SIGNS.some((sign) => sign.test(text));
}

export interface MemoryLaneOptions {
  /** How many windows to read at once, until memory runs out. */
  batchWindows: number;
  /** Loads the same model on the CPU. */
  loadCpuLane: () => Promise<Lane>;
  /** How many windows that one reads at once. */
  cpuBatchWindows: number;
  log: Log;
  /** Told the reason when a job goes over to the CPU, and null once CUDA reads again. */
  onFallback: (reason: string | null) => void;
  /** Told of each part of a batch that was read: a batch for CUDA is a long one on the CPU. */
  onPart?: () => void;
}

/**
 * A lane on CUDA that gets by with little memory: where it runs out, windows are read in halves, and the size that worked is
 * kept for all that follow. Where one window alone is too much, a lane on the CPU reads the rest of the job.
 *
 * It reads windows more than once, so the lane within must leave their samples where they are: one in this thread.
 */
export class MemoryLane implements Lane {
  #lane: Lane;
  #options: MemoryLaneOptions;
  #batchWindows: number;
  #cpuLane: Lane | null = null;
  #reason: string | null = null;
  /** One call after the other, so that the end of a job comes after its last. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(lane: Lane, options: MemoryLaneOptions) {
    this.#lane = lane;
    this.#options = options;
    this.#batchWindows = options.batchWindows;
  }

  /** How many windows are read at once on CUDA by now. */
  get batchWindows(): number {
    return this.#batchWindows;
  }

  async hear(windows: AudioWindow[], signal?: AbortSignal): Promise<HeardLanguage[]> {
    return (await this.#inParts(windows, (lane, part) => lane.hear(part, signal), signal)).flat();
  }

  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<WindowsRead> {
    const parts = await this.#inParts(windows, (lane, part) => lane.read(part, request, signal), signal);
    const { tokens, isMisleading, readTo } = parts.at(-1)!;
    return {
      segments: parts.flatMap(({ segments }) => segments).sort((a, b) => a.start - b.start),
      dropped: parts.flatMap(({ dropped }) => dropped).sort((a, b) => a.start - b.start),
      tokens,
      isMisleading,
      readTo,
    };
  }

  /** The next job tries CUDA again. */
  async endJob(): Promise<void> {
    await this.#inTurn(async () => {
      const cpuLane = this.#cpuLane;
      this.#cpuLane = null;
      await cpuLane?.release();
    });
  }

  async release(): Promise<void> {
    await this.endJob();
    await this.#lane.release();
  }

  #inParts<T>(
    windows: AudioWindow[],
    work: (lane: Lane, part: AudioWindow[]) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T[]> {
    return this.#inTurn(async () => {
      const results: T[] = [];
      for (let at = 0; at < windows.length;) {
        signal?.throwIfAborted();
        const cpuLane = this.#cpuLane;
        const part = windows.slice(at, at + (cpuLane ? this.#options.cpuBatchWindows : this.#batchWindows));
        try {
          results.push(await work(cpuLane ?? this.#lane, part));
          at += part.length;
        } catch (error) {
          if (cpuLane || signal?.aborted || !isOutOfMemory(error)) throw error;
          await this.#giveWay(part.length, error);
          continue;
        }
        if (!cpuLane) this.#tell(null);
        this.#options.onPart?.();
      }
      return results;
    });
  }

  /** @param count how many windows were too many */
  async #giveWay(count: number, error: unknown): Promise<void> {
    const { log } = this.#options;
    const reason = messageOf(error);
    if (count > 1) {
      this.#batchWindows = Math.floor(count / 2);
      log.warn("out of memory on CUDA: fewer windows are read at once", { windows: this.#batchWindows, reason });
      return;
    }
    this.#batchWindows = 1;
    log.warn(OUT_OF_MEMORY, { reason });
    this.#cpuLane = await this.#options.loadCpuLane();
    this.#tell(OUT_OF_MEMORY);
  }

  #tell(reason: string | null): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#options.onFallback(reason);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}
