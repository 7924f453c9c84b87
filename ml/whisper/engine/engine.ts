import { basename } from "node:path";
import { prefetchFirst, rejectOnAbort, withTimeout } from "../../../src/core/async.ts";
import type { WhisperDevice, WhisperPrecision } from "../../../src/core/settings/settings.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import { type LanguageCode, languageCode } from "../../../src/core/languages.ts";
import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { EngineThread, type ThreadModules } from "./engine_thread.ts";
import type { TranscribeListener } from "../progress.ts";

const CLOSE_MS = 10_000; // close() terminates the thread if a job has not stopped by then

export interface EngineOptions {
  /** Returns the folder of the model; may download the weights first. */
  modelFolder: () => Promise<string>;
  /** Stores the graphs if the model's folder is not writable, and the unpacked runtime of the compiled binary. */
  cacheDir: string;
  /**
   * A folder with libonnxruntime.so.1 and the CUDA providers; null or absent: the library that ships with the program.
   */
  onnxruntimeDir?: string | null;
  threads: number;
  device: WhisperDevice;
  /** `auto` or absent: int8 on the CPU, float16 on CUDA. */
  precision?: WhisperPrecision;
  /** How many lanes to load and how many windows each reads at once; null or absent: chosen for the device. */
  lanes?: number | null;
  batchWindows?: number | null;
  /** The model is unloaded after so many seconds without a job; 0: never. */
  idleSeconds: number;
  log: Log;
  /** For tests: the modules that the threads run. */
  modules?: ThreadModules;
}

export interface EngineTranscribeOptions extends Omit<TranscribeOptions, "language"> {
  /** A code, an English name, or `auto-segment`; null or absent: it is detected. */
  language?: string | null;
}

export interface EngineStatus {
  /** The name of the model's folder; empty until the first load. */
  model: string;
  /** The device that the model runs on; null while no model is loaded. */
  device: "cpu" | "cuda" | null;
  /** Of the weights; null while no model is loaded. */
  precision: "int8" | "float16" | "float32" | null;
  /** The number of lanes; 0 while no model is loaded. */
  lanes: number;
  loaded: boolean;
  /** Why CUDA is not used. */
  fallbackReason: string | null;
  /** When the running job last reported progress, in milliseconds since the epoch; null while no job runs. */
  lastProgressMs: number | null;
}

/**
 * Whisper in a Worker. The first job loads the model; later jobs reuse it; after some time without jobs it is unloaded.
 * Jobs run one after the other. If a job fails, the next one gets a new thread.
 */
export class Engine {
  #options: EngineOptions;
  #thread: EngineThread | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #model = "";
  #closing = new AbortController();
  #lastProgressMs: number | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  get status(): EngineStatus {
    const { device = null, precision = null, lanes = 0, fallbackReason = null } = this.#thread?.loaded ?? {};
    return {
      model: this.#model,
      device,
      precision,
      lanes,
      loaded: device !== null,
      fallbackReason,
      lastProgressMs: this.#lastProgressMs,
    };
  }

  /**
   * Transcribes or translates the speech in `audio`.
   *
   * @param audio mono, 16 kHz, in [-1, 1]; pulled as needed, in pieces of any size (some seconds are best)
   * @param signal rejects at once; the thread stops at its next step
   * @throws {ValidationError} if the language is unknown, or the model can't do the task
   * @throws {ModelError} if the model can't be loaded; {Error} if the engine is closed; errors of `audio` and of the
   * listener
   */
  async transcribe(
    audio: AsyncIterable<Float32Array>,
    options: EngineTranscribeOptions,
    listener: TranscribeListener,
    signal?: AbortSignal,
  ): Promise<Transcript> {
    signal?.throwIfAborted();
    const language = parseLanguage(options.language);
    const result = this.#inTurn(async () => {
      signal?.throwIfAborted();
      clearTimeout(this.#idleTimer);
      const prefetched = prefetchFirst(audio); // it is decoded while the model loads
      try {
        const thread = await this.#load(listener);
        signal?.throwIfAborted();
        const watched: TranscribeListener = {
          ...listener,
          onProgress: (progress) => {
            this.#lastProgressMs = Date.now();
            listener.onProgress?.(progress);
          },
        };
        return await thread.run(prefetched, { ...options, language }, watched, signal);
      } finally {
        this.#lastProgressMs = null;
        void Promise.resolve(prefetched.return?.()).catch(() => {});
        if (this.#thread?.isBroken) await this.#unload();
        else if (this.#thread) this.#startIdleTimer();
      }
    });
    return await rejectOnAbort(result, signal);
  }

  /**
   * Closes the engine: unloads the model and ends the thread, after some seconds even if it does not answer.
   * Running and waiting jobs fail.
   */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the engine was closed"));
    this.#thread?.abort();
    await withTimeout(this.#inTurn(() => this.#unload()), CLOSE_MS, () => {});
    this.#thread?.terminate();
  }

  async #load(listener: TranscribeListener): Promise<EngineThread> {
    const closing = this.#closing.signal;
    closing.throwIfAborted();
    if (this.#thread?.isBroken) await this.#unload();
    if (this.#thread) return this.#thread;
    this.#lastProgressMs = Date.now();
    listener.onProgress?.({ stage: "loading", seconds: 0 });
    const folder = await rejectOnAbort(this.#options.modelFolder(), closing);
    this.#model = basename(folder);
    const { cacheDir, onnxruntimeDir = null, threads, device, precision = "auto", log, modules } = this.#options;
    const { lanes = null, batchWindows = null } = this.#options;
    const thread = this.#thread = new EngineThread(log, modules);
    try {
      const library = { folder: onnxruntimeDir, cacheDir };
      await thread.load({ folder, cacheDir, library, threads, device, precision, lanes, batchWindows });
      closing.throwIfAborted(); // only after loading: a thread that is ended before can't free its memory
    } catch (error) {
      await this.#unload();
      throw error;
    }
    const { fallbackReason, ...use } = thread.loaded!;
    // Most machines have no CUDA: the reason is logged only if CUDA was requested
    log.info("loaded the model", {
      model: this.#model,
      ...use,
      ...(device === "cuda" && fallbackReason && { fallbackReason }),
    });
    return thread;
  }

  async #unload(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const thread = this.#thread;
    this.#thread = null;
    await thread?.end();
  }

  #startIdleTimer(): void {
    const { idleSeconds, log } = this.#options;
    if (idleSeconds <= 0) return;
    this.#idleTimer = setTimeout(() => {
      void this.#inTurn(async () => {
        await this.#unload();
        log.info("unloaded the idle model", { model: this.#model });
      });
    }, idleSeconds * 1000);
    Deno.unrefTimer(this.#idleTimer as unknown as number);
  }

  /** Runs `work` after all earlier work, even if that failed. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

function parseLanguage(text: string | null | undefined): LanguageCode | "auto-segment" | null {
  if (!text) return null;
  if (text === "auto-segment") return text;
  const language = languageCode(text);
  if (!language) throw new ValidationError(`the language is ${JSON.stringify(text)}: Whisper does not know it`);
  return language;
}
