import { withTimeout } from "../../../src/core/async.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { type FromWorker, type LoadRequest, type ToWorker } from "./engine_protocol.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import { type LaneHandle, startLaneThread } from "../lanes/lane_handle.ts";
import type { TranscribeListener } from "../progress.ts";
import { deserializeError } from "../lanes/serialized_error.ts";

const RELEASE_MS = 5000; // end() terminates the thread if it has not freed its memory by then

const MODULE = new URL("./engine_worker.ts", import.meta.url);

/** Replaces the modules that the threads run. */
export interface ThreadModules {
  engine?: URL;
  lane?: URL;
}

/** The running job, on the main thread. */
interface Job {
  id: number;
  audio: AsyncIterator<Float32Array>;
  listener: TranscribeListener;
  /** Settled when the thread has finished the job. */
  result: PromiseWithResolvers<Transcript>;
  /**
   * The error of the audio or the listener, or the reason of the abort. The caller gets it instead of the thread's
   * error.
   */
  cause: unknown;
  /** The end of the last pull: pieces of audio are pulled one after the other. */
  pulls: Promise<void>;
}

/** The main thread's handle on the engine's thread: loads a model there, sends audio and receives results. */
export class EngineThread {
  #worker: Worker;
  #log: Log;
  #loading = Promise.withResolvers<void>();
  #released = Promise.withResolvers<void>();
  #lanes = new Map<number, LaneHandle>();
  #laneModule: URL | undefined;
  #job: Job | null = null;
  #jobs = 0;
  /** The device of the loaded model; null until then. */
  loaded: DeviceUse | null = null;
  /** Whether an error happened in the thread. It must not be used again. */
  isBroken = false;

  constructor(log: Log, { engine = MODULE, lane }: ThreadModules = {}) {
    this.#log = log;
    this.#laneModule = lane;
    this.#worker = new Worker(engine, { type: "module", name: "whisper" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fail(new Error(`the engine's thread failed: ${event.message}`));
    };
    this.#loading.promise.catch(() => {});
  }

  async load(request: Omit<LoadRequest, "type">): Promise<void> {
    this.#send({ type: "load", ...request });
    await this.#loading.promise;
  }

  /** Runs a job; one at a time. */
  async run(
    audio: AsyncIterable<Float32Array>,
    options: TranscribeOptions,
    listener: TranscribeListener,
    signal?: AbortSignal,
  ): Promise<Transcript> {
    const result = Promise.withResolvers<Transcript>();
    const id = ++this.#jobs;
    const job: Job = {
      id,
      audio: audio[Symbol.asyncIterator](),
      listener,
      result,
      cause: null,
      pulls: Promise.resolve(),
    };
    this.#job = job;
    const onAbort = () => {
      job.cause ??= signal!.reason;
      this.abort();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#send({ type: "start", job: id, options });
    try {
      return await result.promise;
    } catch (error) {
      throw job.cause ?? error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#job = null;
      void Promise.resolve(job.audio.return?.()).catch(() => {});
    }
  }

  /** Stops the running job at its next step. */
  abort(): void {
    if (this.#job) this.#send({ type: "abort", job: this.#job.id });
  }

  /** Frees the thread's memory and ends it. */
  async end(): Promise<void> {
    this.#send({ type: "release" });
    await withTimeout(this.#released.promise, RELEASE_MS, () => {});
    this.terminate();
  }

  /** Ends the thread now. Native code that runs in it still runs to its end. */
  terminate(): void {
    this.#worker.terminate();
    for (const lane of this.#lanes.values()) lane.close();
    this.#lanes.clear();
    this.#fail(new Error("the engine was closed"));
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message, message.type === "lane" ? [message.port] : []);
  }

  #openLane(lane: number): void {
    if (this.isBroken) return; // a late request: the thread was ended
    const link = startLaneThread(this.#laneModule);
    this.#lanes.set(lane, link);
    this.#send({ type: "lane", lane, port: link.port });
    void link.fault.then((message) => this.#send({ type: "laneFault", lane, message }));
  }

  #closeLane(lane: number): void {
    this.#lanes.get(lane)?.close();
    this.#lanes.delete(lane);
  }

  #fail(error: Error): void {
    this.isBroken = true;
    this.#loading.reject(error);
    this.#job?.result.reject(error);
    this.#released.resolve();
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "openLane":
        return this.#openLane(message.lane);
      case "closeLane":
        return this.#closeLane(message.lane);
      case "loaded":
        this.loaded = message.deviceUse;
        return this.#loading.resolve();
      case "deviceChanged":
        this.loaded = message.deviceUse;
        return;
      case "loadFailed":
        return this.#loading.reject(deserializeError(message.error));
      case "released":
        return this.#released.resolve();
      case "log":
        return this.#log[message.level](message.message, message.fields);
    }
    const job = this.#job;
    if (job?.id !== message.job) return;
    switch (message.type) {
      case "pull":
        job.pulls = job.pulls.then(() => this.#feed(job));
        return;
      case "progress":
        return this.#callListener(job, () => job.listener.onProgress?.(message.progress));
      case "segments":
        return this.#callListener(job, async () => {
          await job.listener.onSegments?.(message.segments, { language: message.language });
          this.#send({ type: "segmentsTaken", job: job.id });
        });
      case "done":
        return job.result.resolve(message.transcript);
      case "failed": {
        const error = deserializeError(message.error);
        // An error of the caller's audio, listener or options, or an abort, leaves the thread usable
        if (!job.cause && !(error instanceof ValidationError)) this.isBroken = true;
        return job.result.reject(error);
      }
    }
  }

  async #feed(job: Job): Promise<void> {
    if (this.#job !== job) return;
    try {
      const { done, value } = await job.audio.next();
      if (done) return this.#send({ type: "audioEnd", job: job.id });
      // postMessage() copies the whole buffer behind a view
      const samples = value.byteLength === value.buffer.byteLength ? value : value.slice();
      this.#send({ type: "audio", job: job.id, samples });
    } catch (error) {
      job.cause ??= error;
      this.#send({ type: "audioError", job: job.id, message: String(error) });
    }
  }

  /** Calls the listener; an error of it aborts the job. */
  #callListener(job: Job, call: () => unknown): void {
    void (async () => await call())().catch((error) => {
      job.cause ??= error;
      this.abort();
    });
  }
}
