import type { WhisperDevice, WhisperPrecision } from "../../../src/core/config.ts";
import type { Segment, TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import type { TranscribeProgress } from "../progress.ts";
import type { PlainError } from "../lanes/plain_error.ts";
import type { RuntimeLibrary } from "../../onnx/runtime_library.ts";

/** What the thread is told once, before the first job. */
export interface LoadRequest {
  type: "load";
  folder: string;
  cacheDir: string;
  library: RuntimeLibrary;
  threads: number;
  device: WhisperDevice;
  precision: WhisperPrecision;
}

/** From the main thread to the engine's. Jobs come one at a time; `job` tells late messages of the last one apart. */
export type ToWorker =
  | LoadRequest
  /** A thread that was asked for; its end of the port has gone there. */
  | { type: "lane"; lane: number; port: MessagePort }
  | { type: "laneFault"; lane: number; message: string }
  | { type: "start"; job: number; options: TranscribeOptions }
  | { type: "audio"; job: number; samples: Float32Array }
  | { type: "audioEnd"; job: number }
  | { type: "audioError"; job: number; message: string }
  | { type: "segmentsTaken"; job: number }
  | { type: "abort"; job: number }
  | { type: "release" };

/** From the engine's thread to the main one. */
export type FromWorker =
  /** A thread is wanted for a lane, or no longer. */
  | { type: "openLane"; lane: number }
  | { type: "closeLane"; lane: number }
  | { type: "loaded"; use: DeviceUse }
  /** What it runs on has changed. */
  | { type: "use"; use: DeviceUse }
  | { type: "loadFailed"; error: PlainError }
  /** One more piece of audio may be sent. */
  | { type: "pull"; job: number }
  | { type: "progress"; job: number; progress: TranscribeProgress }
  | { type: "segments"; job: number; segments: Segment[]; language: string }
  | { type: "done"; job: number; transcript: Transcript }
  | { type: "failed"; job: number; error: PlainError }
  | { type: "log"; level: "debug" | "info" | "warn" | "error"; message: string; fields?: Record<string, unknown> }
  | { type: "released" };
