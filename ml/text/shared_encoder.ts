import { type Embed, SentenceEncoder } from "./sentence_encoder.ts";

/** How long the model stays loaded after its last use: the analyses of a video follow each other. */
const IDLE_MS = 30_000;
/** Texts whose vectors are kept, 1.5 kB each: several kinds embed the same sentences. */
const MAX_VECTORS = 2000;

type Encoder = Pick<SentenceEncoder, "embed" | "close">;

/**
 * One sentence encoder for all who need it within a short time. It is loaded at the first need, remembers the vectors of
 * the last texts, and is closed half a minute after its last use.
 */
export class SharedEncoder {
  readonly #load: () => Promise<Encoder>;
  readonly #idleMs: number;
  #encoder: Promise<Encoder> | null = null;
  #vectors = new Map<string, Float32Array>();
  #users = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(load: () => Promise<Encoder>, { idleMs = IDLE_MS } = {}) {
    this.#load = load;
    this.#idleMs = idleMs;
  }

  /**
   * @returns the encoder, for one user, who closes it
   * @throws {ModelError} if it can't be loaded
   */
  async open(): Promise<{ embed: Embed; close(): void }> {
    clearTimeout(this.#timer);
    this.#users++;
    const loading = this.#encoder ??= this.#load();
    try {
      const encoder = await loading;
      return { embed: (text) => this.#embed(loading, encoder, text), close: () => this.#leave() };
    } catch (error) {
      if (this.#encoder === loading) this.#encoder = null;
      this.#leave();
      throw error;
    }
  }

  async #embed(loading: Promise<Encoder>, encoder: Encoder, text: string): Promise<Float32Array> {
    const remembered = this.#vectors.get(text);
    if (remembered) return remembered;
    try {
      const vector = await encoder.embed(text);
      this.#vectors.set(text, vector);
      if (this.#vectors.size > MAX_VECTORS) this.#vectors.delete(this.#vectors.keys().next().value!);
      return vector;
    } catch (error) {
      if (this.#encoder === loading) this.#release(); // the next user loads it anew
      throw error;
    }
  }

  #leave(): void {
    if (--this.#users === 0) this.#timer = setTimeout(() => this.#release(), this.#idleMs);
  }

  #release(): void {
    void this.#encoder?.then((encoder) => encoder.close(), () => {});
    this.#encoder = null;
    this.#vectors.clear();
  }
}
