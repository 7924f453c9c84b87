import { ValidationError } from "../../../src/core/errors.ts";
import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { type FromWorker, type LoadRequest, type ToWorker } from "./engine_protocol.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import { type LaneLink, startLane } from "../lanes/lane_link.ts";
import type { TranscribeListener } from "../progress.ts";
import { revivedError } from "../lanes/plain_error.ts";

/** How long the thread may take to free its memory before it is ended all the same. */
const RELEASE_MS = 5000;

const MODULE = new URL("./engine_worker.ts", import.meta.url);

/** What threads run, where it is not the usual. */
export interface ThreadModules {
  engine?: URL;
  lane?: URL;
}

/** A job as the main thread sees it. */
interface Job {
  id: number;
  audio: AsyncIterator<Float32Array>;
  listener: TranscribeListener;
  /** Settled when the thread is done with it, whatever the caller was told. */
  ended: PromiseWithResolvers<Transcript>;
  /** What the audio or the listener threw, which the caller gets rather than the thread's copy. */
  cause: unknown;
  /** Pieces of audio are taken one after the other. */
  pulls: Promise<void>;
}

/** The main thread's end of one engine thread: loads a model there, feeds it audio, hears its answers. */
export class EngineThread {
  #worker: Worker;
  #log: Log;
  #loading = Promise.withResolvers<void>();
  #released = Promise.withResolvers<void>();
  #lanes = new Map<number, LaneLink>();
  #laneModule: URL | undefined;
  #job: Job | null = null;
  #jobs = 0;
  /** What the model runs on; null until it is loaded. */
  loaded: DeviceUse | null = null;
  /** Whether something failed in the thread, so that it should not be used again. */
  isBroken = false;

  constructor(log: Log, { engine = MODULE, lane }: ThreadModules = {}) {
    this.#log = log;
    this.#laneModule = lane;
    this.#worker = new Worker(engine, { type: "module", name: "whisper" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // or the process ends
      this.#break(new Error(`the engine's thread failed: ${event.message}`));
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
    const ended = Promise.withResolvers<Transcript>();
    const id = ++this.#jobs;
    const job: Job = {
      id,
      audio: audio[Symbol.asyncIterator](),
      listener,
      ended,
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
      return await ended.promise;
    } catch (error) {
      throw job.cause ?? error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#job = null;
      void Promise.resolve(job.audio.return?.()).catch(() => {});
    }
  }

  /** Stops the job under way at its next step. */
  abort(): void {
    if (this.#job) this.#send({ type: "abort", job: this.#job.id });
  }

  /** Frees the thread's memory and ends it. */
  async end(): Promise<void> {
    this.#send({ type: "release" });
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(() => timeout.resolve(), RELEASE_MS);
    await Promise.race([this.#released.promise, timeout.promise]);
    clearTimeout(timer);
    this.terminate();
  }

  /** Ends the thread as it stands; native code that is running in it goes on to its end. */
  terminate(): void {
    this.#worker.terminate();
    for (const lane of this.#lanes.values()) lane.close();
    this.#lanes.clear();
    this.#break(new Error("the engine was closed"));
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message, message.type === "lane" ? [message.port] : []);
  }

  #openLane(lane: number): void {
    if (this.isBroken) return; // it asked before it was ended
    const link = startLane(this.#laneModule);
    link.onFault = (message) => this.#send({ type: "laneFault", lane, message });
    this.#lanes.set(lane, link);
    this.#send({ type: "lane", lane, port: link.port });
  }

  #closeLane(lane: number): void {
    this.#lanes.get(lane)?.close();
    this.#lanes.delete(lane);
  }

  #break(error: Error): void {
    this.isBroken = true;
    this.#loading.reject(error);
    this.#job?.ended.reject(error);
    this.#released.resolve();
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case "openLane":
        return this.#openLane(message.lane);
      case "closeLane":
        return this.#closeLane(message.lane);
      case "loaded":
        this.loaded = message.use;
        return this.#loading.resolve();
      case "use":
        this.loaded = message.use;
        return;
      case "loadFailed":
        return this.#loading.reject(revivedError(message.error));
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
        return this.#guard(job, () => job.listener.onProgress?.(message.progress));
      case "segments":
        return this.#guard(job, async () => {
          await job.listener.onSegments?.(message.segments, { language: message.language });
          this.#send({ type: "segmentsTaken", job: job.id });
        });
      case "done":
        return job.ended.resolve(message.transcript);
      case "failed": {
        const error = revivedError(message.error);
        // What the caller's own audio, listener or signal brought about, or a wrong option, is not the thread's fault
        if (!job.cause && !(error instanceof ValidationError)) this.isBroken = true;
        return job.ended.reject(error);
      }
    }
  }

  async #feed(job: Job): Promise<void> {
    if (this.#job !== job) return;
    try {
      const { done, value } = await job.audio.next();
      if (done) return this.#send({ type: "audioEnd", job: job.id });
      // Of a view the whole buffer behind it would be copied
      const samples = value.byteLength === value.buffer.byteLength ? value : value.slice();
      this.#send({ type: "audio", job: job.id, samples });
    } catch (error) {
      job.cause ??= error;
      this.#send({ type: "audioError", job: job.id, message: String(error) });
    }
  }

  /** A listener that throws ends the job. */
  #guard(job: Job, call: () => unknown): void {
    void (async () => await call())().catch((error) => {
      job.cause ??= error;
      this.abort();
    });
  }
}
