import type { AudioWindow } from "../../audio/windows.ts";
import type { Device } from "../../onnx/session.ts";
import type { Precision } from "../graphs/graph_builder.ts";
import type { BatchResult, LanguageScores, OptionalGraphs, ReadRequest } from "../decoding/types.ts";

/**
 * A model that reads windows, one call at a time, in this thread or in its own. On the CPU two lanes with one thread
 * each read 20 % more in the same time than one lane with two threads; what is read alone goes to the first, with more.
 */
export interface Lane {
  /** Loads the optional graphs of a transcription ahead of its first call. */
  prepare?(graphs: OptionalGraphs): Promise<void>;
  /** Scores the languages of windows. Their encoded audio is kept for a `read()` of the same windows. */
  detectLanguage(windows: AudioWindow[], signal?: AbortSignal): Promise<LanguageScores[]>;
  read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<BatchResult>;
  /** Called after each transcription, also after a failed one. Frees what was loaded only for it. */
  endJob?(): Promise<void>;
  /** Frees the model's memory. The lane can't be used afterwards. */
  release(): Promise<void>;
}

/** The device that a model runs on. */
export interface DeviceUse {
  device: Device;
  precision: Precision;
  /** The number of lanes. */
  lanes: number;
  /** Why the model does not run on CUDA, although CUDA was requested or tried. */
  fallbackReason: string | null;
}
