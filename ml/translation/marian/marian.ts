import { rejectOnAbort, withTimeout } from "../../../src/core/async.ts";
import { ModelError, ValidationError } from "../../../src/core/errors.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import { findOpusPair } from "../../../src/core/opus_mt.ts";
import type { TextTranslator } from "../../../src/translation/translator.ts";
import { runtimeLibrary } from "../../onnx/session.ts";
import type { FromMarian, ToMarian } from "./marian_worker.ts";

/** Texts of one message: an abort, and what it gives way to, wait for no more than these. */
const BATCH = 4;
/** Translations give way to captions, and share the processor with the server. */
const THREADS = 2;
/** How long a thread that was told to stop may take to end its texts and free its memory. */
const RELEASE_MS = 20_000;

/** Translates in a Worker, by the OPUS-MT model of a pair of languages. Close it, or its thread stays. */
export class Marian implements TextTranslator {
  readonly name = "OPUS-MT";
  readonly #resolveFolder: (model: string) => Promise<string>;
  readonly #giveWay: () => Promise<void>;
  #thread: MarianThread | null = null;
  #model: string | null = null;
  /** Until earlier threads have ended: their memory is not yet free. */
  #closing: Promise<unknown> = Promise.resolve();

  /**
   * @param resolveFolder gives the folder of a model of the catalog, and downloads it where it is missing
   * @param giveWay waits, between batches, while more urgent work uses the processor
   */
  constructor(resolveFolder: (model: string) => Promise<string>, giveWay: () => Promise<void> = async () => {}) {
    this.#resolveFolder = resolveFolder;
    this.#giveWay = giveWay;
  }

  /**
   * @throws {ValidationError} if there is no model of the pair
   * @throws {ModelError} if it can't be downloaded or read
   */
  async translateTexts(
    texts: readonly string[],
    { from, to, signal }: { from: LanguageCode; to: LanguageCode; signal?: AbortSignal },
  ): Promise<string[]> {
    const pair = findOpusPair(from, to);
    if (!pair) throw new ValidationError(`there is no OPUS-MT model from ${from} to ${to}`);
    const { model, token } = pair;
    if (this.#model !== model || !this.#thread) {
      await this.#giveWay();
      await this.close();
      const folder = await this.#resolveFolder(model);
      this.#thread = new MarianThread();
      this.#model = model;
      await this.#ask({ type: "load", folder, threads: THREADS, library: runtimeLibrary() }, signal);
    }
    const translated: string[] = [];
    for (let i = 0; i < texts.length; i += BATCH) {
      await this.#giveWay();
      translated.push(...await this.#ask({ type: "translate", texts: texts.slice(i, i + BATCH), token }, signal));
    }
    return translated;
  }

  /** Frees the thread's memory and ends it; waits too for one that an abort or an error ends. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#model = null;
    if (thread) this.#closing = Promise.all([this.#closing, thread.close()]);
    await this.#closing;
  }

  async #ask(message: ToMarian, signal?: AbortSignal): Promise<string[]> {
    try {
      return await rejectOnAbort(this.#thread!.ask(message), signal);
    } catch (error) {
      void this.close(); // its native memory is freed when its last texts are done
      throw error;
    }
  }
}

/** The handle on a Worker, which answers one message after the other. */
class MarianThread {
  readonly #worker = new Worker(new URL("./marian_worker.ts", import.meta.url), { type: "module", name: "marian" });
  readonly #waiting: PromiseWithResolvers<string[]>[] = [];
  #fault: Error | null = null;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromMarian>) => {
      const first = this.#waiting.shift();
      if (data.type === "done") first?.resolve(data.texts);
      else first?.reject(new ModelError(`the OPUS-MT model failed: ${data.message}`));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      this.#fail(new ModelError(`the thread that translates failed: ${event.message}`));
    };
  }

  ask(message: ToMarian): Promise<string[]> {
    const answer = Promise.withResolvers<string[]>();
    if (this.#fault) answer.reject(this.#fault);
    else {
      this.#waiting.push(answer);
      this.#worker.postMessage(message);
    }
    return answer.promise;
  }

  async close(): Promise<void> {
    await withTimeout(this.ask({ type: "release" }).catch(() => {}), RELEASE_MS, () => {});
    this.#worker.terminate();
    this.#fail(new ModelError("the thread that translates was closed"));
  }

  #fail(error: Error): void {
    this.#fault = error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}
