import type { WhisperDevice, WhisperPrecision } from "../../../src/core/settings/settings.ts";
import type { Segment, TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import type { TranscribeProgress } from "../progress.ts";
import type { SerializedError } from "../lanes/serialized_error.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

/** Sent once, before the first job. */
export interface LoadRequest {
  type: "load";
  folder: string;
  cacheDir: string;
  library: RuntimeLibrary;
  threads: number;
  device: WhisperDevice;
  precision: WhisperPrecision;
  /** null: chosen for the device. */
  lanes: number | null;
  batchWindows: number | null;
}

/** Messages to the engine's thread. Jobs come one at a time; `job` is its number, so that late messages are ignored. */
export type ToWorker =
  | LoadRequest
  /** The answer to `openLane`: the port to the lane's new thread. */
  | { type: "lane"; lane: number; port: MessagePort }
  | { type: "laneFault"; lane: number; message: string }
  | { type: "start"; job: number; options: TranscribeOptions }
  | { type: "audio"; job: number; samples: Float32Array }
  | { type: "audioEnd"; job: number }
  | { type: "audioError"; job: number; message: string }
  | { type: "segmentsTaken"; job: number }
  | { type: "abort"; job: number }
  | { type: "release" };

/** Messages from the engine's thread to the main thread. */
export type FromWorker =
  /** Asks for a thread for a lane, or to end it. */
  | { type: "openLane"; lane: number }
  | { type: "closeLane"; lane: number }
  | { type: "loaded"; deviceUse: DeviceUse }
  /** The model now runs on another device. */
  | { type: "deviceChanged"; deviceUse: DeviceUse }
  | { type: "loadFailed"; error: SerializedError }
  /** Asks for one more piece of audio. */
  | { type: "pull"; job: number }
  | { type: "progress"; job: number; progress: TranscribeProgress }
  | { type: "segments"; job: number; segments: Segment[]; language: string }
  | { type: "done"; job: number; transcript: Transcript }
  | { type: "failed"; job: number; error: SerializedError }
  | { type: "log"; level: "debug" | "info" | "warn" | "error"; message: string; fields?: Record<string, unknown> }
  | { type: "released" };
