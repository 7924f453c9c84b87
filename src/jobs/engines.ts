import type { TranscribeOptions, Transcript } from "../core/types.ts";
import type { TranscribeListener } from "../../ml/whisper/progress.ts";

/** A speech engine: `Engine` of ml/whisper, or a fake in tests. */
export interface SpeechEngine {
  transcribe(
    audio: AsyncIterable<Float32Array>,
    options: TranscribeOptions,
    listener: TranscribeListener,
    signal?: AbortSignal,
  ): Promise<Transcript>;
  close(): Promise<void>;
  readonly status: DeviceStatus;
}

export interface DeviceStatus {
  /** The device that is in use; null while no model is loaded. */
  device: "cpu" | "cuda" | null;
  /** Why CUDA is not used; null if it is used or was not requested. */
  fallbackReason: string | null;
}

/** Downloads weights: `ModelStore` of ml/models. */
export interface Models {
  resolve(
    nameOrFolder: string,
    options: { onProgress?(progress: { doneBytes: number; totalBytes: number | null }): void; signal?: AbortSignal },
  ): Promise<string>;
  /** Deletes the weights of a model. @throws {NotFoundError} if they are not there */
  remove(name: string, options: { signal?: AbortSignal }): Promise<void>;
}

/** Keeps one engine at a time: two models may not fit into memory. */
export class Engines {
  #models: Models;
  #make: (modelFolder: () => Promise<string>) => SpeechEngine;
  #current: { model: string; engine: SpeechEngine } | null = null;
  #status: DeviceStatus = { device: null, fallbackReason: null };

  constructor(models: Models, make: (modelFolder: () => Promise<string>) => SpeechEngine) {
    this.#models = models;
    this.#make = make;
  }

  /**
   * Returns the engine of a model, and closes the engine of another model. Missing weights are downloaded first.
   *
   * @param model a name or a folder
   * @param options.onProgress the share of the download, 0 to 1
   * @throws {ModelError} if the weights can't be downloaded
   */
  async use(
    model: string,
    { onProgress, signal }: { onProgress?(fraction: number): void; signal?: AbortSignal } = {},
  ): Promise<SpeechEngine> {
    await this.folder(model, { onProgress, signal });
    if (this.#current?.model !== model) {
      await this.close();
      this.#current = { model, engine: this.#make(() => this.#models.resolve(model, {})) };
    }
    return this.#current!.engine;
  }

  /** Returns the folder of a model's weights. Missing weights are downloaded first. @throws as `use` */
  async folder(
    model: string,
    { onProgress, signal }: { onProgress?(fraction: number): void; signal?: AbortSignal } = {},
  ): Promise<string> {
    return await this.#models.resolve(model, {
      signal,
      onProgress: ({ doneBytes, totalBytes }) => onProgress?.(totalBytes ? doneBytes / totalBytes : 0),
    });
  }

  /** Deletes the weights of a model, and closes its engine. No transcription may be running. */
  async remove(model: string, signal?: AbortSignal): Promise<void> {
    if (this.#current?.model === model) await this.close();
    await this.#models.remove(model, { signal });
  }

  /** The device of the current or last engine. */
  get status(): DeviceStatus {
    const { device = null, fallbackReason = null } = this.#current?.engine.status ?? {};
    if (device !== null) this.#status = { device, fallbackReason };
    return this.#status;
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    await current?.engine.close();
  }
}
