import type { AudioWindow } from "../../audio/windows.ts";
import type { Device } from "../../onnx/session.ts";
import type { Precision } from "../graphs/graph_parts.ts";
import type { HeardLanguage, LaneNeeds, ReadRequest, WindowsRead } from "../decoding/types.ts";

/**
 * Something that reads windows, one call at a time: a model in this thread or in another. On a CPU two models with a thread
 * each read a fifth more in the same time than one with two threads.
 */
export interface Lane {
  /** Loads what a transcription will need besides the model, so that its first words do not wait for that. */
  prepare?(needs: LaneNeeds): Promise<void>;
  hear(windows: AudioWindow[], signal?: AbortSignal): Promise<HeardLanguage[]>;
  read(windows: AudioWindow[], request: ReadRequest, signal?: AbortSignal): Promise<WindowsRead>;
  /** Told that a transcription has ended, however it did; what was done for it alone is undone. */
  endJob?(): Promise<void>;
  /** Frees the model's memory; the lane is of no use afterwards. */
  release(): Promise<void>;
}

/** What a model is computed on, and how. */
export interface DeviceUse {
  device: Device;
  precision: Precision;
  /** How many models read side by side. */
  lanes: number;
  /** Why it is not on CUDA although that was asked for, or tried. */
  fallbackReason: string | null;
}
