import { basename } from "node:path";
import type { WhisperDevice, WhisperPrecision } from "../../../src/core/config.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import { type LanguageCode, languageCode } from "../../../src/core/languages.ts";
import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { EngineThread, type ThreadModules } from "./engine_thread.ts";
import type { TranscribeListener } from "../progress.ts";

/** How long a job may take to stop before its thread is ended under it. */
const CLOSE_MS = 10_000;

export interface EngineOptions {
  /** The folder of the model; it may fetch the weights first. */
  modelFolder: () => Promise<string>;
  /** Where graphs go if that folder can't be written to, and the unpacked runtime of the compiled binary. */
  cacheDir: string;
  /** A folder with libonnxruntime.so.1 and the CUDA providers; null or absent: the library that comes with the program. */
  onnxruntimeDir?: string | null;
  threads: number;
  device: WhisperDevice;
  /** `auto` or absent: int8 on the CPU, float16 on CUDA. */
  precision?: WhisperPrecision;
  /** Seconds without a job after which the model is unloaded; 0: never. */
  idleSeconds: number;
  log: Log;
  /** For tests, what its threads run. */
  modules?: ThreadModules;
}

export interface EngineTranscribeOptions extends Omit<TranscribeOptions, "language"> {
  /** Code or English name, or `auto-segment`; null or absent: it is detected. */
  language?: string | null;
}

export interface EngineStatus {
  /** The name of the model's folder; empty until it is known. */
  model: string;
  /** The device that is really used; null while nothing is loaded. */
  device: "cpu" | "cuda" | null;
  /** Of the weights; null while nothing is loaded. */
  precision: "int8" | "float16" | "float32" | null;
  /** How many models read side by side; 0 while nothing is loaded. */
  lanes: number;
  loaded: boolean;
  /** Why it is not CUDA. */
  fallbackReason: string | null;
  /** When a job last showed progress, in milliseconds of the epoch; null while there is none. A job that hangs shows none. */
  lastProgressMs: number | null;
}

/**
 * Whisper in a thread of its own. The model is loaded at the first job, kept for the next ones, and unloaded when nobody
 * wants it for a while. Jobs run one after the other. Where one fails by an error, the thread is replaced.
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
   * Writes down what is said in `audio`.
   *
   * @param audio mono, 16 kHz, in [-1, 1]; pulled as it is needed, in pieces of any size (some seconds are best)
   * @param signal rejects at once; the thread stops at its next step
   * @throws {ValidationError} if the language is unknown, or the model can't do the task
   * @throws {ModelError} if the model can't be loaded; {Error} if the engine is closed; and whatever `audio` or the listener
   * throws
   */
  async transcribe(
    audio: AsyncIterable<Float32Array>,
    options: EngineTranscribeOptions,
    listener: TranscribeListener,
    signal?: AbortSignal,
  ): Promise<Transcript> {
    signal?.throwIfAborted();
    const language = spokenLanguage(options.language);
    const result = this.#inTurn(async () => {
      signal?.throwIfAborted();
      clearTimeout(this.#idleTimer);
      const begun = fetchedAhead(audio);
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
        return await thread.run(begun, { ...options, language }, watched, signal);
      } finally {
        this.#lastProgressMs = null;
        void Promise.resolve(begun.return?.()).catch(() => {});
        if (this.#thread?.isBroken) await this.#unload();
        else if (this.#thread) this.#startIdleTimer();
      }
    });
    return await orAborted(result, signal);
  }

  /**
   * Unloads the model and ends the thread, for good; one that does not answer is ended after some seconds all the same. Jobs
   * under way and waiting fail.
   */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the engine was closed"));
    this.#thread?.abort();
    const stuck = Promise.withResolvers<void>();
    const timer = setTimeout(() => stuck.resolve(), CLOSE_MS);
    await Promise.race([this.#inTurn(() => this.#unload()), stuck.promise]);
    clearTimeout(timer);
    this.#thread?.terminate();
  }

  async #load(listener: TranscribeListener): Promise<EngineThread> {
    const closing = this.#closing.signal;
    closing.throwIfAborted();
    if (this.#thread?.isBroken) await this.#unload();
    if (this.#thread) return this.#thread;
    this.#lastProgressMs = Date.now();
    listener.onProgress?.({ stage: "loading", seconds: 0 });
    const folder = await orAborted(this.#options.modelFolder(), closing);
    this.#model = basename(folder);
    const { cacheDir, onnxruntimeDir = null, threads, device, precision = "auto", log, modules } = this.#options;
    const thread = this.#thread = new EngineThread(log, modules);
    try {
      const library = { folder: onnxruntimeDir, cacheDir };
      await thread.load({ folder, cacheDir, library, threads, device, precision });
      closing.throwIfAborted(); // the thread comes to the end of loading first: what it has loaded is to be freed
    } catch (error) {
      await this.#unload();
      throw error;
    }
    const { fallbackReason, ...use } = thread.loaded!;
    // A machine without CUDA is nothing to speak of unless somebody wants it
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

  /** One after the other, whether the one before failed or not. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

function spokenLanguage(asked: string | null | undefined): LanguageCode | "auto-segment" | null {
  if (!asked) return null;
  if (asked === "auto-segment") return asked;
  const language = languageCode(asked);
  if (!language) throw new ValidationError(`the language is ${JSON.stringify(asked)}: Whisper does not know it`);
  return language;
}

/** The same audio, of which the first piece is fetched at once: while a model is loaded, its decoder can start. */
function fetchedAhead(audio: AsyncIterable<Float32Array>): AsyncIterableIterator<Float32Array> {
  const pieces = audio[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Float32Array>> | null = pieces.next();
  first.catch(() => {}); // told to whoever takes it
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const next = first ?? pieces.next();
      first = null;
      return next;
    },
    async return() {
      await pieces.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** The result, or a rejection as soon as the signal is aborted. */
async function orAborted<T>(result: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await result;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  result.catch(() => {}); // it may fail after the caller was told
  try {
    return await Promise.race([result, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
