import type { LanePool } from "../lanes/lane_pool.ts";
import type { Delivery } from "./delivery.ts";
import type { LaneReader } from "./lane_reader.ts";
import type { LanguageDetector } from "./language_detector.ts";

/** What every reading strategy of one transcription uses. */
export interface TranscriptionContext {
  pool: LanePool;
  reader: LaneReader;
  detector: LanguageDetector;
  delivery: Delivery;
  /** Aborted when the caller aborts, and when the transcription ends or fails, so that all other work stops. */
  stop: AbortController;
}
