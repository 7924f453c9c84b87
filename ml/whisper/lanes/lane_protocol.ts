import type { AudioWindow } from "../../audio/windows.ts";
import type { LoadOptions } from "../decoding/model.ts";
import type { TokenTable } from "../tokenizer.ts";
import type { PlainError } from "./plain_error.ts";
import type { LaneNeeds, ReadRequest } from "../decoding/types.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

/** To a lane in a thread of its own. Calls are answered by their `id`. */
export type ToLane =
  | { type: "load"; id: number; library: RuntimeLibrary; options: LoadOptions }
  /** What the call to load waits for once the graphs are there: a tokenizer that was read elsewhere. */
  | { type: "tokenizer"; json: string; table: TokenTable }
  /** There is none, so that the call to load fails and frees what it has loaded. */
  | { type: "noTokenizer" }
  | { type: "prepare"; id: number; needs: LaneNeeds }
  | { type: "hear"; id: number; windows: AudioWindow[] }
  | { type: "read"; id: number; windows: AudioWindow[]; request: ReadRequest }
  | { type: "release"; id: number }
  /** Ends the call under way at its next step. */
  | { type: "abort" };

export type FromLane =
  | { type: "done"; id: number; result: unknown }
  | { type: "failed"; id: number; error: PlainError };
