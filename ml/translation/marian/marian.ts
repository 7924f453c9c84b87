import { rejectOnAbort } from "../../../src/core/async.ts";
import { ModelError, ValidationError } from "../../../src/core/errors.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import { findOpusPair } from "../../../src/core/opus_mt.ts";
import type { TextTranslator } from "../../../src/translation/translator.ts";
import { ModelThread } from "../../onnx/model_thread.ts";
import type { MarianTexts } from "./marian_worker.ts";

/** Texts of one message: an abort, and what it gives way to, wait for no more than these. */
const BATCH = 4;
/** Translations give way to captions, and share the processor with the server. */
const THREADS = 2;
/** How long a thread that was told to stop may take to end its texts and free its memory. */
const RELEASE_MS = 20_000;

type Thread = ModelThread<{ path: string; threads: number }, MarianTexts, string[]>;

/** Translates in a Worker, by the OPUS-MT model of a pair of languages. Close it, or its thread stays. */
export class Marian implements TextTranslator {
  readonly name = "OPUS-MT";
  readonly #resolveFolder: (model: string) => Promise<string>;
  readonly #giveWay: () => Promise<void>;
  #thread: Thread | null = null;
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
      this.#thread = await this.#open(folder, signal);
      this.#model = model;
    }
    const translated: string[] = [];
    for (let i = 0; i < texts.length; i += BATCH) {
      await this.#giveWay();
      translated.push(...await this.#ask({ texts: texts.slice(i, i + BATCH), token }, signal));
    }
    return translated;
  }

  /** Frees the thread's memory and ends it; waits too for one that an abort or an error ends. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#model = null;
    if (thread) this.#closing = Promise.all([this.#closing, thread.close(RELEASE_MS)]);
    await this.#closing;
  }

  /** An abort ends the thread as soon as it has loaded the model. */
  async #open(path: string, signal?: AbortSignal): Promise<Thread> {
    const worker = new URL("./marian_worker.ts", import.meta.url);
    const opened: Promise<Thread> = ModelThread.open(worker, "OPUS-MT", { path, threads: THREADS });
    try {
      return await rejectOnAbort(opened, signal);
    } catch (error) {
      this.#closing = Promise.all([this.#closing, opened.then((thread) => thread.close(RELEASE_MS), () => {})]);
      throw error;
    }
  }

  /** @throws {ModelError} if the model fails */
  async #ask(texts: MarianTexts, signal?: AbortSignal): Promise<string[]> {
    const answer = this.#thread!.run(texts).catch((error: Error) => {
      throw new ModelError(`the OPUS-MT model failed: ${error.message}`);
    });
    try {
      return await rejectOnAbort(answer, signal);
    } catch (error) {
      void this.close(); // its native memory is freed when its last texts are done
      throw error;
    }
  }
}
