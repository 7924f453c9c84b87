import { Session, type Value } from "../../onnx/session.ts";
import { type MarianCheckpoint, openMarian } from "./checkpoint.ts";
import { decoderGraph, encoderGraph } from "./graphs.ts";
import { MarianTokenizer } from "./marian_tokenizer.ts";

/** Hides what fills up a row: far below any score. */
const HIDDEN = -1e9;
/** Texts that are translated side by side. */
const BATCH = 8;

/** A Marian model on ONNX Runtime, in float32. Blocks its thread. */
export class MarianModel {
  readonly tokenizer: MarianTokenizer;
  readonly #checkpoint: MarianCheckpoint;
  readonly #encoder: Session;
  readonly #decoder: Session;

  private constructor(
    checkpoint: MarianCheckpoint,
    tokenizer: MarianTokenizer,
    sessions: { encoder: Session; decoder: Session },
  ) {
    this.#checkpoint = checkpoint;
    this.tokenizer = tokenizer;
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
  }

  /**
   * @param folder with config.json, vocab.json, source.spm, target.spm and the weights
   * @throws {ModelError} if a file is missing or damaged, or it is another kind of model
   */
  static async load(folder: string, threads: number): Promise<MarianModel> {
    const checkpoint = openMarian(folder);
    const tokenizer = MarianTokenizer.read(folder, checkpoint);
    const options = { threads, device: "cpu" } as const;
    const encoder = await Session.create(encoderGraph(checkpoint).toModel(), options);
    try {
      const decoder = await Session.create(decoderGraph(checkpoint).toModel(), options);
      return new MarianModel(checkpoint, tokenizer, { encoder, decoder });
    } catch (error) {
      await encoder.release();
      throw error;
    }
  }

  /**
   * Translates texts. One that is longer than the model reads at once is translated in parts.
   *
   * @param token of the target language, where the model has several
   * @returns a translation for each text, in their order; of an empty text an empty one
   */
  async translate(texts: readonly string[], token?: string): Promise<string[]> {
    const { nPositions } = this.#checkpoint.dimensions;
    const parts = texts.flatMap((text, at) =>
      this.tokenizer.encode(text, nPositions, token).map((ids) => ({ at, ids, out: "" }))
    );
    const byLength = parts.toSorted((a, b) => a.ids.length - b.ids.length); // rows of a batch are filled up to one length
    for (let i = 0; i < byLength.length; i += BATCH) {
      const batch = byLength.slice(i, i + BATCH);
      const most = Math.min(nPositions - 1, 2 * batch.at(-1)!.ids.length + 30); // tokens: a model that repeats itself stops
      const made = await this.generate(batch.map(({ ids }) => ids), most);
      batch.forEach((part, row) => part.out = this.tokenizer.decode(made[row]));
    }
    return texts.map((_, at) => parts.filter((part) => part.at === at).map(({ out }) => out).join(" ").trim());
  }

  /**
   * Writes the likeliest token of each row until it ends.
   *
   * @param rows tokens of the texts, each with its end
   * @param most new tokens of a row
   * @param onLogits gets the logits of each step, (rows, nVocab)
   * @returns the new tokens of each row, without its end
   */
  async generate(
    rows: readonly number[][],
    most: number,
    onLogits?: (logits: Float32Array) => void,
  ): Promise<number[][]> {
    const { dimensions: d, startId, endId, forbiddenIds } = this.#checkpoint;
    const longest = Math.max(...rows.map(({ length }) => length));
    const fixed = await this.#encode(rows, longest);
    const size = d.nState / d.decoderHeads;
    let past: Record<string, Value> = {};
    for (let i = 0; i < d.decoderLayers; i++) {
      const none: Value = { type: "float32", dims: [rows.length, d.decoderHeads, 0, size], data: new Float32Array() };
      past = { ...past, [`past_k_${i}`]: none, [`past_v_${i}`]: none };
    }
    const made: number[][] = rows.map(() => []);
    const hasEnded = rows.map(() => false);
    let newest = rows.map(() => startId);
    for (let step = 0; step < most && hasEnded.includes(false); step++) {
      const { logits, ...present } = await this.#decoder.run({
        ...fixed,
        ...past,
        ids: { type: "int64", dims: [rows.length, 1], data: BigInt64Array.from(newest, BigInt) },
        position: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(step)) },
      });
      past = Object.fromEntries(
        Object.entries(present).map(([name, value]) => [name.replace("present", "past"), value]),
      );
      const scores = logits.data as Float32Array;
      onLogits?.(scores.slice());
      newest = rows.map((_, row) => likeliest(scores.subarray(row * d.nVocab, (row + 1) * d.nVocab), forbiddenIds));
      newest.forEach((id, row) => {
        hasEnded[row] ||= id === endId;
        if (!hasEnded[row]) made[row].push(id);
      });
    }
    return made;
  }

  async #encode(rows: readonly number[][], longest: number): Promise<Record<string, Value>> {
    const ids = new BigInt64Array(rows.length * longest).fill(BigInt(this.#checkpoint.startId));
    const hidden = new Float32Array(rows.length * longest).fill(HIDDEN);
    rows.forEach((row, i) => {
      row.forEach((id, at) => ids[i * longest + at] = BigInt(id));
      hidden.fill(0, i * longest, i * longest + row.length);
    });
    const mask: Value = { type: "float32", dims: [rows.length, 1, 1, longest], data: hidden };
    const cross = await this.#encoder.run({ ids: { type: "int64", dims: [rows.length, longest], data: ids }, mask });
    return { ...cross, mask };
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }
}

function likeliest(scores: Float32Array, forbidden: readonly number[]): number {
  for (const id of forbidden) scores[id] = -Infinity;
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (scores[id] > scores[best]) best = id;
  return best;
}
