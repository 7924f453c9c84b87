import { rejectOnAbort } from "../../src/core/async.ts";
import { ModelError, ValidationError } from "../../src/core/errors.ts";
import type { LanguageCode } from "../../src/core/languages.ts";
import { findBergamotPair } from "../../src/translation/bergamot_pairs.ts";
import type { TextTranslator } from "../../src/translation/translator.ts";
import type { FromBergamot, ToBergamot } from "./bergamot_worker.ts";

/** Sentences of one message: an abort, and what it gives way to, wait for no more than these. */
const BATCH = 4;

/** Translates in a Worker, by the Bergamot model of a pair of languages. Close it, or its thread stays. */
export class Bergamot implements TextTranslator {
  readonly name = "Bergamot";
  readonly #resolveFolder: (model: string) => Promise<string>;
  readonly #giveWay: () => Promise<void>;
  #worker: Worker | null = null;
  #model: string | null = null;

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
    const pair = findBergamotPair(from, to);
    if (!pair) throw new ValidationError(`there is no Bergamot model from ${from} to ${to}`);
    if (this.#model !== pair.model) {
      await this.#giveWay();
      this.close();
      const folder = await this.#resolveFolder(pair.model);
      await this.#ask({ type: "load", folder }, signal);
      this.#model = pair.model;
    }
    const translated: string[] = [];
    for (let i = 0; i < texts.length; i += BATCH) {
      await this.#giveWay();
      translated.push(...await this.#ask({ type: "translate", texts: texts.slice(i, i + BATCH) }, signal));
    }
    return translated;
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#model = null;
  }

  async #ask(message: ToBergamot, signal?: AbortSignal): Promise<string[]> {
    this.#worker ??= new Worker(new URL("./bergamot_worker.ts", import.meta.url), { type: "module", name: "bergamot" });
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<string[]>();
    worker.onmessage = ({ data }: MessageEvent<FromBergamot>) => {
      if (data.type === "done") resolve(data.texts);
      else reject(new ModelError(`the Bergamot model failed: ${data.message}`));
    };
    worker.onerror = (event) => {
      event.preventDefault(); // otherwise the process ends
      reject(new ModelError(`the thread that translates failed: ${event.message}`));
    };
    worker.postMessage(message);
    try {
      return await rejectOnAbort(promise, signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
