import type { AudioWindow } from "../../audio/windows.ts";
import type { LoadOptions } from "../decoding/model.ts";
import type { TokenTable } from "../tokenizer.ts";
import type { SerializedError } from "./serialized_error.ts";
import type { OptionalGraphs, ReadRequest } from "../decoding/types.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

/** Messages to a lane's thread. The answer to a call has the same `id`. */
export type ToLane =
  | { type: "load"; id: number; library: RuntimeLibrary; options: LoadOptions }
  /** The tokenizer, read by another thread. `load` waits for it after the graphs are loaded. */
  | { type: "tokenizer"; json: string; table: TokenTable }
  /** The tokenizer could not be read: `load` frees its memory and fails. */
  | { type: "noTokenizer" }
  | { type: "prepare"; id: number; graphs: OptionalGraphs }
  | { type: "detectLanguage"; id: number; windows: AudioWindow[] }
  | { type: "read"; id: number; windows: AudioWindow[]; request: ReadRequest }
  | { type: "release"; id: number }
  /** Stops the running call at its next step. */
  | { type: "abort" };

export type FromLane =
  | { type: "done"; id: number; result: unknown }
  | { type: "failed"; id: number; error: SerializedError };
