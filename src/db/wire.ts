/**
 * Finds the messages in what goes over a connection to Postgres, one way: a type byte and a length of four bytes that
 * counts itself. Chunks end anywhere.
 */
export class Messages {
  #header = new Uint8Array(5);
  #headerBytes: number;
  #isUntyped: boolean;
  #bodyBytes = 0; // that are still to come

  /** @param startsUntyped as a client does: its first message has a length and no type */
  constructor({ startsUntyped = false } = {}) {
    this.#isUntyped = startsUntyped;
    this.#headerBytes = startsUntyped ? 1 : 0;
  }

  /** @returns the types of the messages that begin in this chunk; "" is the one without a type */
  read(chunk: Uint8Array): string[] {
    const types: string[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#bodyBytes > 0) {
        const passed = Math.min(this.#bodyBytes, chunk.length - at);
        this.#bodyBytes -= passed;
        at += passed;
        continue;
      }
      this.#header[this.#headerBytes++] = chunk[at++];
      if (this.#headerBytes < 5) continue;
      this.#bodyBytes = Math.max(0, new DataView(this.#header.buffer).getUint32(1) - 4);
      types.push(this.#isUntyped ? "" : String.fromCharCode(this.#header[0]));
      this.#isUntyped = false;
      this.#headerBytes = 0;
    }
    return types;
  }
}

/** Types of messages that the server answers with one ReadyForQuery each: the first one, Query, Sync. */
export const ASKING = ["", "Q", "S"];
export const READY_FOR_QUERY = "Z";
