import type { Log } from "../../src/core/log.ts";
import { chooseDevice } from "../onnx/device.ts";
import { type Device, Session, type Value } from "../onnx/session.ts";
import type { WhisperDevice, WhisperPrecision } from "../../src/core/config.ts";
import { readTokenizer } from "../models/tokenizer_file.ts";
import type { AlignmentScores } from "./alignment.ts";
import type { ModelDimensions } from "./dimensions.ts";
import { graphFolder } from "./graph_cache.ts";
import type { Precision } from "./graph_parts.ts";
import { type Encoded, joinRows, rowCount } from "./encoded.ts";
import { uniformNumbers } from "./random.ts";
import { SECONDS_PER_TIMESTAMP, WhisperTokenizer } from "./tokenizer.ts";

export interface ModelOptions {
  /** With the weights, of CTranslate2 or of Hugging Face, config.json and the tokenizer. */
  folder: string;
  /** Where the graphs go if the folder can't be written to. */
  cacheDir: string;
  threads: number;
  device: WhisperDevice;
  precision: WhisperPrecision;
  log: Log;
}

export interface DecodeOptions {
  /** Ends in `<|startoftranscript|>` with its language and task; the same for every row. */
  prompt: number[];
  /** 0: the likeliest token. */
  temperature: number;
  /** The same seed gives the same tokens. */
  seed?: number;
  /** Tokens to decode at most; as many as the model takes if absent. */
  maxNew?: number;
  /** For each row the seconds up to which it may not end after a pair of times, for there is more to hear. */
  leastEndSeconds?: number[];
}

/** What was decoded from one window. */
export interface DecodedRow {
  /** With times, without the end token. */
  tokens: number[];
  /** Of each token, and of the end token where it came. */
  logprobs: number[];
  /** Whether the end token came before the room was used up. */
  isEnded: boolean;
  noSpeechProb: number;
  /** By the order of the tokenizer's languages; empty for an English-only model. */
  languageProbs: Float32Array;
}

/** A Whisper model in memory: three graphs, its tokenizer and its sizes. Every run blocks the thread. */
export class WhisperModel {
  private constructor(
    readonly dimensions: ModelDimensions,
    readonly tokenizer: WhisperTokenizer,
    readonly device: Device,
    /** Why it is not on CUDA although that was asked for, or tried. */
    readonly fallbackReason: string | null,
    private readonly sessions: { encoder: Session; decoder: Session; alignment: Session },
  ) {}

  /**
   * Loads a model; the first time its graphs are written.
   *
   * @throws {ModelError} if the folder does not hold one
   */
  static async load({ folder, cacheDir, threads, log, ...wanted }: ModelOptions): Promise<WhisperModel> {
    const tokenizer = new WhisperTokenizer(await readTokenizer(folder));
    const { device, precision, reason } = await choosePrecision(wanted);
    if (reason) log[wanted.device === "cuda" ? "warn" : "debug"]("CUDA is not used", { reason });
    const graphs = await graphFolder({ folder, cacheDir, precision, tokens: tokenizer, log });
    const load = (name: string) => Session.create(`${graphs.path}/${name}.onnx`, { threads, device });
    const sessions: Session[] = [];
    try {
      for (const name of ["encoder", "decoder", "alignment"]) sessions.push(await load(name));
    } catch (error) {
      await Promise.all(sessions.map((session) => session.release()));
      throw error;
    }
    const [encoder, decoder, alignment] = sessions;
    return new WhisperModel(graphs.dimensions, tokenizer, device, reason, { encoder, decoder, alignment });
  }

  /**
   * Encodes windows. On a CPU one after the other: eight at once take half as long again, and a gigabyte more.
   *
   * @param mel (rows, nMels, 2 * nAudioCtx)
   */
  async encode(mel: Float32Array, signal?: AbortSignal): Promise<Encoded> {
    const { nMels, nAudioCtx } = this.dimensions;
    const rowSize = nMels * nAudioCtx * 2;
    const step = this.device === "cpu" ? rowSize : mel.length;
    const parts: Encoded[] = [];
    for (let at = 0; at < mel.length; at += step) {
      signal?.throwIfAborted();
      const data = mel.subarray(at, at + step);
      const dims = [data.length / rowSize, nMels, 2 * nAudioCtx];
      parts.push(await this.sessions.encoder.run({ mel: { type: "float32", dims, data } }));
    }
    return joinRows(parts);
  }

  async decode(
    encoded: Encoded,
    { prompt, temperature, seed = 0, maxNew, leastEndSeconds }: DecodeOptions,
  ): Promise<DecodedRow[]> {
    const { nTextCtx } = this.dimensions;
    const rows = rowCount(encoded);
    const room = Math.min(maxNew ?? Math.floor(nTextCtx / 2), nTextCtx - prompt.length);
    if (room < 1) throw new RangeError(`the prompt has ${prompt.length} tokens: it must leave room within ${nTextCtx}`);
    const noise: Value = temperature > 0
      ? { type: "float32", dims: [room, rows], data: uniformNumbers(seed, room * rows) }
      : { type: "float32", dims: [1, 1], data: new Float32Array(1) };
    const outputs = await this.sessions.decoder.run({
      ...encoded,
      prompt: int64Rows(Array.from({ length: rows }, () => prompt)),
      max_new: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(room)) },
      temperature: { type: "float32", dims: [], data: Float32Array.of(temperature) },
      uniform: noise,
      least_end: {
        type: "int64",
        dims: [rows],
        data: BigInt64Array.from({ length: rows }, (_, row) => this.#timeToken(leastEndSeconds?.[row] ?? 0)),
      },
    });
    return Array.from({ length: rows }, (_, row) => decodedRow(outputs, row, rows, this.tokenizer.endOfText));
  }

  /**
   * The alignment heads' scores of finished text, before the softmax.
   *
   * @param rows tokens of each row, each of any length
   * @returns for each row (nHeads, nRows, nAudioCtx), where `nRows` is the number of tokens of the longest
   */
  async attention(encoded: Encoded, rows: number[][]): Promise<Omit<AlignmentScores, "firstRow">[]> {
    const nRows = Math.max(...rows.map((row) => row.length));
    const padded = rows.map((row) => [...row, ...new Array(nRows - row.length).fill(this.tokenizer.endOfText)]);
    const { attention } = await this.sessions.alignment.run({ ...encoded, ids: int64Rows(padded) });
    const [, nHeads, , nAudioCtx] = attention.dims;
    const size = nHeads * nRows * nAudioCtx;
    const all = attention.data as Float32Array;
    return rows.map((_, r) => ({ scores: all.subarray(r * size, (r + 1) * size), nHeads, nRows, nAudioCtx }));
  }

  #timeToken(seconds: number): bigint {
    return BigInt(this.tokenizer.timestampBegin + Math.max(0, Math.floor(seconds / SECONDS_PER_TIMESTAMP)));
  }

  /** Must be called before the thread ends, or the weights stay in memory. */
  async release(): Promise<void> {
    for (const session of Object.values(this.sessions)) await session.release();
  }
}

/** int8 on the CPU and float16 on CUDA, unless another is wanted; int8 has no operators on CUDA. */
async function choosePrecision(
  wanted: Pick<ModelOptions, "device" | "precision">,
): Promise<{ device: Device; precision: Precision; reason: string | null }> {
  if (wanted.precision === "int8" && wanted.device !== "cpu") {
    return { device: "cpu", precision: "int8", reason: "the precision is int8, which is for the CPU" };
  }
  const { device, reason } = await chooseDevice(wanted.device);
  const usual = device === "cuda" ? "float16" : "int8";
  return { device, precision: wanted.precision === "auto" ? usual : wanted.precision, reason };
}

function int64Rows(rows: number[][]): Value {
  return { type: "int64", dims: [rows.length, rows[0].length], data: BigInt64Array.from(rows.flat(), BigInt) };
}

function decodedRow(outputs: Record<string, Value>, row: number, rows: number, endOfText: number): DecodedRow {
  const ids = outputs.tokens.data as BigInt64Array; // (steps, rows)
  const all = outputs.logprobs.data as Float32Array;
  const tokens: number[] = [];
  const logprobs: number[] = [];
  let isEnded = false;
  for (let i = row; i < ids.length && !isEnded; i += rows) {
    isEnded = Number(ids[i]) === endOfText;
    if (!isEnded) tokens.push(Number(ids[i]));
    logprobs.push(all[i]);
  }
  const languages = outputs.language_probs;
  const n = languages ? languages.dims[1] : 0;
  return {
    tokens,
    logprobs,
    isEnded,
    noSpeechProb: (outputs.no_speech_prob.data as Float32Array)[row],
    languageProbs: languages ? (languages.data as Float32Array).slice(row * n, (row + 1) * n) : new Float32Array(0),
  };
}
