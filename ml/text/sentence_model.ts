import { Session } from "../onnx/session.ts";
import { WordPiece } from "./wordpiece.ts";

/** Numbers in an embedding. */
export const EMBEDDING_SIZE = 384;

/** The name that results say. It was trained on English. */
export const SENTENCE_MODEL = { name: "all-MiniLM-L6-v2 (int8)" } as const;

/**
 * all-MiniLM-L6-v2 on ONNX Runtime: a text to a vector whose scalar product with another's is how alike their meanings
 * are. Texts run one at a time: the graph quantizes each run as a whole, so that in a batch the result of a text would
 * depend on its neighbours.
 */
export class SentenceModel {
  #session: Session;
  #tokenizer: WordPiece;

  private constructor(session: Session, tokenizer: WordPiece) {
    this.#session = session;
    this.#tokenizer = tokenizer;
  }

  /**
   * @param path of the model's .onnx file
   * @throws {Error} with ONNX Runtime's message, if it can't be loaded
   */
  static async load(path: string): Promise<SentenceModel> {
    const vocabulary = await Deno.readTextFile(new URL("./bert_vocab.txt", import.meta.url));
    return new SentenceModel(await Session.create(path, { threads: 1, device: "cpu" }), new WordPiece(vocabulary));
  }

  /**
   * Blocks the thread for some milliseconds.
   *
   * @returns (384), of length 1: the mean over the tokens, as the model was trained
   */
  async embed(text: string): Promise<Float32Array> {
    const ids = this.#tokenizer.encode(text);
    const dims = [1, ids.length];
    const input = (data: BigInt64Array) => ({ type: "int64" as const, dims, data });
    const { last_hidden_state: hidden } = await this.#session.run({
      input_ids: input(BigInt64Array.from(ids, BigInt)),
      attention_mask: input(new BigInt64Array(ids.length).fill(1n)),
      token_type_ids: input(new BigInt64Array(ids.length)),
    });
    return meanOf(hidden.data as Float32Array, ids.length); // (1, nTokens, 384)
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** @param rows row-major (nRows, 384) */
function meanOf(rows: Float32Array, nRows: number): Float32Array {
  const sum = new Float32Array(EMBEDDING_SIZE);
  for (let row = 0; row < nRows; row++) {
    for (let i = 0; i < EMBEDDING_SIZE; i++) sum[i] += rows[row * EMBEDDING_SIZE + i];
  }
  return normalized(sum);
}

/** The vector with length 1; a zero vector stays. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** How alike two vectors of length 1 are, -1 to 1. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The direction in the middle of some vectors. */
export function centre(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(EMBEDDING_SIZE);
  for (const vector of vectors) for (let i = 0; i < EMBEDDING_SIZE; i++) sum[i] += vector[i];
  return normalized(sum);
}
