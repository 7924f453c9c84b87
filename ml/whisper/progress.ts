import type { Segment } from "../../src/core/types.ts";

export interface TranscribeProgress {
  stage: "loading" | "listening" | "transcribing";
  /** Seconds of audio that are done. */
  seconds: number;
}

export interface TranscribeListener {
  onProgress?(progress: TranscribeProgress): void;
  /** Gets segments in the order of time. While a slow listener works, lanes read ahead, but only a few batches. */
  onSegments?(segments: Segment[], info: { language: string }): void | Promise<void>;
}
