import type { Log } from "../../../src/core/log.ts";
import { chooseDevice } from "../../onnx/device.ts";
import { releaseMappedPages, whileMappingChanges } from "../../onnx/mapped_pages.ts";
import { type Device, Session, type Value } from "../../onnx/session.ts";
import type { WhisperDevice, WhisperPrecision } from "../../../src/core/settings/settings.ts";
import { readTokenizer } from "../../models/tokenizer_file.ts";
import { type AlignmentScores, SECONDS_PER_POSITION } from "../timing/alignment.ts";
import { traceBeams } from "./trace_beams.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { KEY_TILE } from "../graphs/encoder_graph.ts";
import { graphFolder, WEIGHTS_FILE } from "../graphs/graph_cache.ts";
import type { Precision } from "../graphs/graph_builder.ts";
import { type Encoded, EncodedRows, positionCount, rowCount, selectRows } from "./encoded.ts";
import { uniformNumbers } from "./random.ts";
import { SECONDS_PER_TIMESTAMP, WhisperTokenizer } from "../tokenizer.ts";
import type { DecodedRow, DecodeOptions, OptionalGraphs } from "./types.ts";

/**
 * Silence that is encoded after a window. Whisper was trained on 30 s, but with less of the silence behind a short
 * window it writes as good a text, in less time (ADR 8).
 */
const SILENCE_SECONDS = 2;

/** How to load a model; can be sent to another thread. */
export interface LoadOptions {
  /** Holds the weights, of CTranslate2 or of Hugging Face, config.json and the tokenizer. */
  folder: string;
  /** Stores the graphs if the folder is not writable. */
  cacheDir: string;
  threads: number;
  device: WhisperDevice;
  precision: WhisperPrecision;
}

export interface ModelOptions extends LoadOptions {
  log: Log;
  /** Awaited after the graphs are loaded; absent: it is read from the folder. */
  tokenizer?: Promise<WhisperTokenizer>;
  /** Where to write a profile of each graph: the path without its end, `-encoder` and so on. */
  profilePrefix?: string;
}

/** A Whisper model in memory: its graphs, tokenizer and sizes. Every run blocks the thread. */
export class WhisperModel {
  readonly #rows = new EncodedRows();
  #mel = new Float32Array(0);
  #scores = new Float32Array(0);
  #nAlignmentHeads: number | null = null; // set by the first run

  private constructor(
    readonly dimensions: ModelDimensions,
    readonly tokenizer: WhisperTokenizer,
    readonly device: Device,
    /** Why the model does not run on CUDA, although CUDA was requested or tried. */
    readonly fallbackReason: string | null,
    private readonly sessions: { encoder: Session; decoder: Session; alignment?: Session; beams?: Session },
    /** Loads the graph with this name. */
    private readonly loadGraph: (name: string) => Promise<Session>,
    /** The file that the sessions map. */
    private readonly weightsPath: string,
  ) {}

  /**
   * Loads a model. The first load writes its graphs.
   *
   * @throws {ModelError} if the folder does not hold one
   */
  static async load(
    { folder, cacheDir, threads, log, profilePrefix, ...requested }: ModelOptions,
  ): Promise<WhisperModel> {
    const tokens = async () => await (requested.tokenizer ??= loadTokenizer(folder));
    const { device, precision, reason } = await choosePrecision(requested);
    const graphs = await graphFolder({ folder, cacheDir, precision, tokens, log });
    const weightsPath = await Deno.realPath(`${graphs.path}/${WEIGHTS_FILE}`);
    const load = async (name: string) => {
      // Without these optimizations the int8 encoder rounds differently: 3 of 240 words in other languages came out
      // wrong
      const shouldOptimize = precision !== "int8" || name === "encoder";
      const profile = profilePrefix === undefined ? {} : { profilePrefix: `${profilePrefix}-${name}` };
      const path = `${graphs.path}/${name}.onnx`;
      const options = { threads, device, shouldOptimize, ...profile };
      const session = await whileMappingChanges(weightsPath, () => Session.create(path, options));
      releaseMappedPages(weightsPath);
      return session;
    };
    const sessions: Session[] = [];
    try {
      for (const name of ["encoder", "decoder"]) sessions.push(await load(name));
      const [encoder, decoder] = sessions;
      return new WhisperModel(
        graphs.dimensions,
        await tokens(),
        device,
        reason,
        { encoder, decoder },
        load,
        weightsPath,
      );
    } catch (error) {
      await whileMappingChanges(weightsPath, () => Promise.all(sessions.map((session) => session.release())));
      throw error;
    }
  }

  /** Loads optional graphs, which otherwise are loaded at their first use. */
  async prepare({ alignment, beams }: OptionalGraphs): Promise<void> {
    if (alignment) this.sessions.alignment ??= await this.loadGraph("alignment");
    if (beams) this.sessions.beams ??= await this.loadGraph("beams");
  }

  /**
   * Encodes windows. On the CPU one by one: eight at once take 50 % longer and 1 GB more memory.
   *
   * @param writeMel writes the log-mel spectrogram of window `i`, (nMels, 2 * positions): of the silence that fills a
   *   window up to 30 s, int8 encodes only `SILENCE_SECONDS`
   * @param seconds the length of each window; absent: 30 s
   * @returns on the CPU the buffers are reused: valid until the next call
   */
  async encode(
    count: number,
    writeMel: (i: number, into: Float32Array) => void,
    { seconds, signal }: { seconds?: number[]; signal?: AbortSignal } = {},
  ): Promise<Encoded> {
    const { nMels, nAudioCtx } = this.dimensions;
    const run = async (windows: number[], positions: number, into?: Encoded) => {
      signal?.throwIfAborted();
      const size = nMels * 2 * positions;
      if (this.#mel.length < windows.length * size) this.#mel = new Float32Array(windows.length * size);
      const data = this.#mel.subarray(0, windows.length * size);
      windows.forEach((window, row) => writeMel(window, data.subarray(row * size, (row + 1) * size)));
      const dims = [windows.length, nMels, 2 * positions];
      return await this.sessions.encoder.run({ mel: { type: "float32", dims, data } }, into);
    };
    const windows = Array.from({ length: count }, (_, i) => i);
    if (this.device !== "cpu") return await run(windows, nAudioCtx);
    const positions = windows.map((i) => this.#positions(seconds?.[i] ?? Infinity));
    return await this.#rows.fill(positions, (i, into) => run([i], positions[i], into));
  }

  async decode(
    encoded: Encoded,
    { prompts, temperature, seeds = [], maxNew, leastEndSeconds }: DecodeOptions,
  ): Promise<DecodedRow[]> {
    const rows = rowCount(encoded);
    const limit = this.#newTokenLimit(prompts[0].length, maxNew);
    const noise: Value = temperature > 0
      ? { type: "float32", dims: [limit, rows], data: noiseColumns(seeds, limit, rows) }
      : { type: "float32", dims: [1, 1], data: new Float32Array(1) };
    const outputs = await this.sessions.decoder.run({
      ...encoded,
      prompt: int64Rows(prompts),
      max_new: int64Scalar(limit),
      temperature: { type: "float32", dims: [], data: Float32Array.of(temperature) },
      uniform: noise,
      least_end: this.#leastEnd(rows, leastEndSeconds),
    });
    return Array.from({ length: rows }, (_, row) => decodedRow(outputs, row, rows, this.tokenizer.endOfText));
  }

  /** Decodes with a beam search of `beamSize` beams. The first call loads its graph. */
  async decodeBeams(
    encoded: Encoded,
    { prompts, beamSize, leastEndSeconds }: Pick<DecodeOptions, "prompts" | "leastEndSeconds"> & { beamSize: number },
  ): Promise<DecodedRow[]> {
    await this.prepare({ alignment: false, beams: true });
    const outputs = await this.sessions.beams!.run({
      ...encoded,
      prompt: int64Rows(prompts),
      beam_size: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(beamSize)) },
      max_new: int64Scalar(this.#newTokenLimit(prompts[0].length)),
      least_end: this.#leastEnd(prompts.length, leastEndSeconds),
    });
    return traceBeams(outputs);
  }

  /** How many tokens may follow a prompt of this length. */
  #newTokenLimit(promptTokens: number, maxNew?: number): number {
    const { nTextCtx } = this.dimensions;
    const limit = Math.min(maxNew ?? Math.floor(nTextCtx / 2), nTextCtx - promptTokens);
    if (limit < 1) throw new RangeError(`the prompt has ${promptTokens} tokens: it must leave room within ${nTextCtx}`);
    return limit;
  }

  #leastEnd(rows: number, seconds: number[] = []): Value {
    const data = BigInt64Array.from({ length: rows }, (_, row) => this.#timeToken(seconds[row] ?? 0));
    return { type: "int64", dims: [rows], data };
  }

  /**
   * Computes the alignment heads' scores of finished text, before the softmax. It does so one row at a time: a row of
   * base takes 25 MB. The first call loads its graph.
   *
   * @param row a row of `encoded`
   * @param ids tokens
   * @returns shape (nHeads, ids, positions); on the CPU the buffer is reused: valid until the next call
   */
  async attention(encoded: Encoded, row: number, ids: number[]): Promise<Omit<AlignmentScores, "firstRow">> {
    const feeds = { ...selectRows(encoded, [row]), ids: int64Rows([ids]) };
    const nPositions = positionCount(encoded);
    const size = (this.#nAlignmentHeads ?? 0) * ids.length * nPositions;
    if (size > this.#scores.length) this.#scores = new Float32Array(size);
    const dims = [1, this.#nAlignmentHeads ?? 0, ids.length, nPositions];
    const into = { attention: { type: "float32" as const, dims, data: this.#scores.subarray(0, size) } };
    await this.prepare({ alignment: true, beams: false });
    const { attention } = await this.sessions.alignment!.run(
      feeds,
      size > 0 && this.device === "cpu" ? into : undefined,
    );
    this.#nAlignmentHeads = attention.dims[1];
    const scores = size > 0 && this.device === "cpu" ? into.attention.data : attention.data as Float32Array;
    return { scores, nHeads: attention.dims[1], nRows: ids.length, nPositions };
  }

  /** How many positions to encode of a window: whole tiles of keys. */
  #positions(seconds: number): number {
    const { nAudioCtx } = this.dimensions;
    if (!this.sessions.encoder.outputNames.includes("n_positions")) return nAudioCtx;
    const wanted = (seconds + SILENCE_SECONDS) / SECONDS_PER_POSITION;
    return Math.min(nAudioCtx, Math.ceil(wanted / KEY_TILE) * KEY_TILE);
  }

  #timeToken(seconds: number): bigint {
    return BigInt(this.tokenizer.timestampBegin + Math.max(0, Math.floor(seconds / SECONDS_PER_TIMESTAMP)));
  }

  /** Writes the profiles, if `profilePrefix` was set. */
  endProfiling(): void {
    for (const session of Object.values(this.sessions)) session.endProfiling();
  }

  /** Frees the weights. They stay in memory if the thread ends without it. */
  async release(): Promise<void> {
    await whileMappingChanges(this.weightsPath, async () => {
      for (const session of Object.values(this.sessions)) await session.release();
    });
  }
}

/** @throws {ModelError} if the folder has no tokenizer */
export async function loadTokenizer(folder: string): Promise<WhisperTokenizer> {
  return new WhisperTokenizer(await readTokenizer(folder));
}

/** Chooses device and precision: int8 on the CPU and float16 on CUDA by default. int8 runs on the CPU only. */
export async function choosePrecision(
  requested: Pick<ModelOptions, "device" | "precision">,
): Promise<{ device: Device; precision: Precision; reason: string | null }> {
  if (requested.precision === "int8" && requested.device !== "cpu") {
    return { device: "cpu", precision: "int8", reason: "the precision is int8, which is for the CPU" };
  }
  const { device, reason } = await chooseDevice(requested.device);
  const defaultPrecision = device === "cuda" ? "float16" : "int8";
  return { device, precision: requested.precision === "auto" ? defaultPrecision : requested.precision, reason };
}

function int64Scalar(value: number): Value {
  return { type: "int64", dims: [], data: BigInt64Array.of(BigInt(value)) };
}

/**
 * Uniform numbers, shape (steps, rows). Each column has its own seed, so that a row does not depend on its neighbours.
 */
function noiseColumns(seeds: number[], steps: number, rows: number): Float32Array {
  const all = new Float32Array(steps * rows);
  for (let row = 0; row < rows; row++) {
    uniformNumbers(seeds[row] ?? 0, steps).forEach((value, i) => all[i * rows + row] = value);
  }
  return all;
}

function int64Rows(rows: number[][]): Value {
  return { type: "int64", dims: [rows.length, rows[0].length], data: BigInt64Array.from(rows.flat(), BigInt) };
}

function decodedRow(outputs: Record<string, Value>, row: number, rows: number, endOfText: number): DecodedRow {
  const ids = outputs.tokens.data as BigInt64Array; // (steps, rows)
  const all = outputs.logprobs.data as Float32Array;
  const isLooped = Boolean((outputs.looped.data as Uint8Array)[row]);
  const tokens: number[] = [];
  const logprobs: number[] = [];
  let isEnded = false;
  for (let i = row; i < ids.length && !isEnded; i += rows) {
    isEnded = Number(ids[i]) === endOfText;
    if (isEnded && isLooped) break; // padding: the row was stopped, the others go on
    if (!isEnded) tokens.push(Number(ids[i]));
    logprobs.push(all[i]);
  }
  const languages = outputs.language_probs;
  const n = languages ? languages.dims[1] : 0;
  return {
    tokens,
    logprobs,
    isEnded: isEnded && !isLooped,
    isLooped,
    noSpeechProb: (outputs.no_speech_prob.data as Float32Array)[row],
    languageProbs: languages ? (languages.data as Float32Array).slice(row * n, (row + 1) * n) : new Float32Array(0),
  };
}
