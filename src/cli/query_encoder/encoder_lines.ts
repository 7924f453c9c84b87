/** A line of the process that embeds queries: first `ready` or `failed`, then a vector for each query, in order. */
export type FromEncoder =
  | { type: "ready" }
  | { type: "failed"; reason: string }
  /** The bytes of float32 numbers in the order of this machine. */
  | { type: "vector"; base64: string };
