import type { TranscribeOptions, Transcript } from "../core/types.ts";
import type { TranscribeListener } from "../../ml/whisper/progress.ts";

/** What a caption job needs of `Engine` in ml/whisper. */
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
  /** That is really used; null while nothing is loaded. */
  device: "cpu" | "cuda" | null;
  /** Why it is not CUDA. */
  fallbackReason: string | null;
}

/** Where weights come from: `ModelStore` in ml/models. */
export interface Models {
  resolve(
    nameOrFolder: string,
    options: { onProgress?(progress: { doneBytes: number; totalBytes: number | null }): void; signal?: AbortSignal },
  ): Promise<string>;
}

/** One engine at a time: two models in memory are too many. */
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
   * The engine for a model by name or folder, whose weights are fetched first; one for another model is closed.
   *
   * @param options.onProgress 0 to 1 of the weights that have come
   * @throws {ModelError} if they can't be had
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

  /** Where a model's weights are, which are fetched first, for whoever needs no engine. @throws as `use` */
  async folder(
    model: string,
    { onProgress, signal }: { onProgress?(fraction: number): void; signal?: AbortSignal } = {},
  ): Promise<string> {
    return await this.#models.resolve(model, {
      signal,
      onProgress: ({ doneBytes, totalBytes }) => onProgress?.(totalBytes ? doneBytes / totalBytes : 0),
    });
  }

  /** The device of the model that is loaded, or was the last to be. */
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
