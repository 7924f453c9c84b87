import type { Segment } from "../../src/core/types.ts";

export interface TranscribeProgress {
  stage: "loading" | "listening" | "transcribing";
  /** Of audio that is done. */
  seconds: number;
}

export interface TranscribeListener {
  onProgress?(progress: TranscribeProgress): void;
  /** Segments in the order of time. Reading goes on meanwhile, but not far ahead of a listener that takes long. */
  onSegments?(segments: Segment[], info: { language: string }): void | Promise<void>;
}
