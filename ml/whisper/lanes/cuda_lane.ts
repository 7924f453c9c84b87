import { messageOf } from "../../../src/core/errors.ts";
import type { Log } from "../../../src/core/log.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";
import type { BatchResult, LanguageScores, ReadRequest } from "../decoding/types.ts";

/** The fallback reason of a job that runs on the CPU although the model is loaded on CUDA. */
export const OUT_OF_MEMORY = "out of memory on CUDA: this job is read on the CPU";

/**
 * Messages that ONNX Runtime throws when memory runs out: from its arena (bfc_arena.cc), from the CUDA runtime, cuBLAS
 * and cuDNN (cuda_call.cc), and from C++.
 */
const OUT_OF_MEMORY_PATTERNS = [
  /Failed to allocate memory for requested buffer of size/i,
  /Available memory of \d+ is smaller than requested bytes of/i,
  /\bCUDA failure 2\b|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|\bout of memory\b/i,
  /\bCUBLAS_STATUS_ALLOC_FAILED\b/,
  /\bCUDNN_STATUS_\w*ALLOC\w*_FAILED\b/,
  /\bbad[_ ]alloc(ation)?\b/i,
];

/** Whether memory ran out: fewer windows at once may fit. */
export function isOutOfMemory(error: unknown): boolean {
  const text = messageOf(error);
  return OUT_OF_MEMORY_PATTERNS.some((pattern) => pattern.test(text));
}

export interface CudaLaneOptions {
  /** How many windows to read at once at first. */
  batchWindows: number;
  /** Loads the same model on the CPU. */
  loadCpuLane: () => Promise<Lane>;
  /** How many windows the CPU lane reads at once. */
  cpuBatchWindows: number;
  log: Log;
  /** Called with the reason when a job moves to the CPU, and with null when CUDA is used again. */
  onFallback: (reason: string | null) => void;
  /** Called after each part of a batch: a batch for CUDA takes long on the CPU. */
  onPartRead?: () => void;
}

/**
 * A lane on CUDA that handles a lack of memory: it halves the number of windows at once until they fit, and keeps that
 * number. If a single window does not fit, a lane on the CPU reads the rest of the job, and the next job begins with the
 * first number again.
 *
 * It may read a window twice, so the wrapped lane must not transfer the samples.
 */
export class CudaLane implements Lane {
  #lane: Lane;
  #options: CudaLaneOptions;
  #batchWindows: number;
  #cpuLane: Lane | null = null;
  #reason: string | null = null;
  /** Calls run one after the other, so that `endJob()` comes after the last one of the job. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(lane: Lane, options: CudaLaneOptions) {
    this.#lane = lane;
    this.#options = options;
    this.#batchWindows = options.batchWindows;
  }

  /** How many windows CUDA reads at once now. */
  get batchWindows(): number {
    return this.#batchWindows;
  }

  async detectLanguage(windows: AudioWindow[], signal?: AbortSignal): Promise<LanguageScores[]> {
    return (await this.#inParts(windows, (lane, part) => lane.detectLanguage(part, signal), signal)).flat();
  }

  async read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<BatchResult> {
    const results = await this.#inParts(windows, (lane, part) => lane.read(part, request, signal), signal);
    const { tokens, shouldResetPrompt, readTo } = results.at(-1)!;
    return {
      segments: results.flatMap(({ segments }) => segments), // each part in the order of its words
      dropped: results.flatMap(({ dropped }) => dropped).sort((a, b) => a.start - b.start),
      cuts: results.flatMap(({ cuts }) => cuts),
      tokens,
      shouldResetPrompt,
      readTo,
    };
  }

  /** Frees the CPU lane: the next job tries CUDA again. */
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
          await this.#shrinkOrFallBack(part.length, error);
          continue;
        }
        if (!cpuLane) this.#reportFallback(null);
        this.#options.onPartRead?.();
      }
      return results;
    });
  }

  /** @param count the number of windows that did not fit */
  async #shrinkOrFallBack(count: number, error: unknown): Promise<void> {
    const { log } = this.#options;
    const reason = messageOf(error);
    if (count > 1) {
      this.#batchWindows = Math.floor(count / 2);
      log.warn("out of memory on CUDA: fewer windows are read at once", { windows: this.#batchWindows, reason });
      return;
    }
    this.#batchWindows = this.#options.batchWindows; // others had the memory: it says nothing of how many fit
    log.warn(OUT_OF_MEMORY, { reason });
    this.#cpuLane = await this.#options.loadCpuLane();
    this.#reportFallback(OUT_OF_MEMORY);
  }

  #reportFallback(reason: string | null): void {
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
