import { assetPath } from "../../src/core/assets.ts";

/** The kernels that the WebAssembly module wants to import, by the names that it has them under itself. */
const KERNELS = {
  int8_prepare_a: "int8PrepareAFallback",
  int8_prepare_b: "int8PrepareBFallback",
  int8_prepare_b_from_transposed: "int8PrepareBFromTransposedFallback",
  int8_prepare_b_from_quantized_transposed: "int8PrepareBFromQuantizedTransposedFallback",
  int8_prepare_bias: "int8PrepareBiasFallback",
  int8_multiply_and_add_bias: "int8MultiplyAndAddBiasFallback",
  int8_select_columns_of_b: "int8SelectColumnsOfBFallback",
};

/** Marian's options for the tiny models: greedy, as they were made for. */
const OPTIONS = {
  "beam-size": 1,
  normalize: 1.0,
  "word-penalty": 0,
  "cpu-threads": 0,
  "gemm-precision": "int8shiftAlphaAll",
  "skip-cost": true,
  alignment: "soft",
  quiet: true,
  "quiet-translation": true,
  "max-length-break": 128, // tokens: longer sentences are cut
  "mini-batch-words": 1024,
  workspace: 128, // MiB
  "max-length-factor": 2.0,
};

/** The parts of Bergamot's WebAssembly module that are used. */
interface BergamotModule {
  AlignedMemory: new (bytes: number, alignment: number) => Memory;
  AlignedMemoryList: new () => { push_back(memory: Memory): void };
  VectorString: new () => Deletable & { push_back(text: string): void };
  VectorResponseOptions: new () => Deletable & { push_back(options: object): void };
  TranslationModel: new (
    options: string,
    model: Memory,
    lexicon: Memory,
    vocabularies: object,
    quality: null,
  ) => object;
  BlockingService: new (options: { cacheSize: number }) => {
    translate(model: object, texts: object, options: object): Deletable & {
      get(i: number): { getTranslatedText(): string };
    };
  };
  asm: Record<string, (...args: unknown[]) => unknown>;
}

interface Memory {
  getByteArrayView(): Uint8Array;
}

interface Deletable {
  delete(): void;
}

/** The files of a model. */
export interface BergamotFiles {
  model: Uint8Array;
  lexicon: Uint8Array;
  vocabulary: Uint8Array;
}

/** A Bergamot model: a small Marian model in 8-bit integers, of Firefox Translations. Blocks its thread. */
export class BergamotModel {
  readonly #module: BergamotModule;
  readonly #model: object;
  readonly #service: InstanceType<BergamotModule["BlockingService"]>;

  private constructor(module: BergamotModule, { model, lexicon, vocabulary }: BergamotFiles) {
    const memory = (bytes: Uint8Array, alignment: number) => {
      const copy = new module.AlignedMemory(bytes.length, alignment);
      copy.getByteArrayView().set(bytes);
      return copy;
    };
    const vocabularies = new module.AlignedMemoryList();
    vocabularies.push_back(memory(vocabulary, 64));
    const options = Object.entries(OPTIONS).map(([name, value]) => `${name}: ${value}\n`).join("");
    this.#module = module;
    this.#model = new module.TranslationModel(options, memory(model, 256), memory(lexicon, 64), vocabularies, null);
    this.#service = new module.BlockingService({ cacheSize: 0 });
  }

  static async load(files: BergamotFiles): Promise<BergamotModel> {
    return new BergamotModel(await loadModule(), files);
  }

  /** @returns a translation for each text, in their order */
  translate(texts: readonly string[]): string[] {
    const input = new this.#module.VectorString();
    const options = new this.#module.VectorResponseOptions();
    for (const text of texts) {
      input.push_back(text);
      options.push_back({ alignment: false, html: false, qualityScores: false });
    }
    const responses = this.#service.translate(this.#model, input, options);
    const translated = texts.map((_, i) => responses.get(i).getTranslatedText());
    for (const object of [input, options, responses]) object.delete();
    return translated;
  }
}

async function loadModule(): Promise<BergamotModule> {
  // @browsermt/bergamot-translator: Marian in WebAssembly, which no library of JavaScript replaces
  const glue = await Deno.readTextFile(assetPath("bergamot.js"));
  const wasm = await Deno.readFile(assetPath("bergamot.bin"));
  const { promise, resolve, reject } = Promise.withResolvers<BergamotModule>();
  const module = {
    print: () => {},
    printErr: () => {},
    onAbort: (reason: unknown) => reject(new Error(`Bergamot ended: ${reason}`)),
    onRuntimeInitialized: () => resolve(module as unknown as BergamotModule),
    instantiateWasm(imports: WebAssembly.Imports, accept: (instance: WebAssembly.Instance) => void) {
      const kernels = Object.entries(KERNELS).map(([name, own]) => [
        name,
        (...args: unknown[]) => (module as unknown as BergamotModule).asm[own](...args),
      ]);
      WebAssembly.instantiate(wasm, { ...imports, wasm_gemm: Object.fromEntries(kernels) })
        .then(({ instance }) => accept(instance), reject);
      return {};
    },
  };
  // the script is written for a classic Worker: without `process` it does not look for Node's modules
  const run = new Function("Module", "process", "importScripts", "self", glue);
  run(module, undefined, () => {}, { location: { href: "" } });
  return await promise;
}
