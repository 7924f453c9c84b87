/**
 * Finds the messages in one direction of a Postgres connection. Each has a type byte and a length of four bytes, which
 * counts itself; chunks may split a message anywhere.
 */
export class Messages {
  #header = new Uint8Array(5);
  #headerBytes: number;
  #isUntyped: boolean;
  #bodyBytes = 0; // not yet received
  #type = "";
  #key: number[] = [];

  /** @param options.startsUntyped for the client's direction: its first message has a length but no type */
  constructor({ startsUntyped = false } = {}) {
    this.#isUntyped = startsUntyped;
    this.#headerBytes = startsUntyped ? 1 : 0;
  }

  /** @returns the types of the messages whose header ends in this chunk; "" for the message without a type */
  read(chunk: Uint8Array): string[] {
    const types: string[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#bodyBytes > 0) {
        const passed = Math.min(this.#bodyBytes, chunk.length - at);
        if (this.#type === KEY_DATA) this.#key.push(...chunk.subarray(at, at + passed));
        this.#bodyBytes -= passed;
        at += passed;
        continue;
      }
      this.#header[this.#headerBytes++] = chunk[at++];
      if (this.#headerBytes < 5) continue;
      this.#bodyBytes = Math.max(0, new DataView(this.#header.buffer).getUint32(1) - 4);
      this.#type = this.#isUntyped ? "" : String.fromCharCode(this.#header[0]);
      types.push(this.#type);
      this.#isUntyped = false;
      this.#headerBytes = 0;
    }
    return types;
  }

  /** The server's BackendKeyData, which a cancel request needs: process id and secret. */
  get key(): readonly number[] {
    return this.#key;
  }
}

/** Types of messages that the server answers with one ReadyForQuery each: startup, Query, Sync. */
export const REQUEST_TYPES = ["", "Q", "S"];
export const READY_FOR_QUERY = "Z";
const KEY_DATA = "K";

/** The CancelRequest message: sent alone on a new connection, it cancels the statement of another one. */
export function cancelRequest(key: readonly number[]): Uint8Array {
  return new Uint8Array([0, 0, 0, 8 + key.length, 4, 210, 22, 46, ...key]);
}
