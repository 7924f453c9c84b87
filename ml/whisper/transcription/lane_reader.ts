import type { TranscribeOptions } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { contextTokens, encodeText } from "../decoding/previous_text.ts";
import type { BatchResult, ReadRequest } from "../decoding/types.ts";
import type { LanePool } from "../lanes/lane_pool.ts";
import type { LoadedLanes } from "../lanes/load_lanes.ts";
import type { LanguageDetector } from "./language_detector.ts";

export interface LaneReaderDeps {
  models: Pick<LoadedLanes, "lanes" | "tokenizer" | "dimensions">;
  options: TranscribeOptions;
  pool: LanePool;
  detector: LanguageDetector;
  signal: AbortSignal;
}

/** Has lanes read windows as the options of a transcription ask. */
export class LaneReader {
  readonly #deps: LaneReaderDeps;
  /**
   * Text tokens before the next window: the initial prompt and, with `conditionOnPreviousText`, the text since then.
   */
  #previousText: number[];

  constructor(deps: LaneReaderDeps) {
    this.#deps = deps;
    this.#previousText = encodeText(deps.models.tokenizer, deps.options.initialPrompt);
  }

  /**
   * Starts to load what the lanes will need. An error is thrown later, by the call that needs what could not be loaded.
   */
  prepareLanes(): void {
    const { pool, models } = this.#deps;
    const { wordTimestamps, beamSize } = this.#request();
    const graphs = { alignment: wordTimestamps, beams: beamSize > 1 };
    for (const lane of models.lanes) {
      pool.use(async () => await lane.prepare?.(graphs), lane).catch(() => {});
    }
  }

  /** Reads a batch in the next free lane, or in the one that has encoded it already. */
  read(batch: AudioWindow[]): Promise<BatchResult> {
    const { pool, detector, signal } = this.#deps;
    const request = this.#request();
    return pool.use(async (lane) => {
      signal.throwIfAborted(); // aborted while waiting for a lane
      return await lane.read(batch, request, signal);
    }, detector.laneThatEncoded(batch[0]));
  }

  /**
   * With `conditionOnPreviousText`, keeps the text for the next window; drops it all where it went wrong, as
   * faster-whisper.
   */
  remember({ tokens, shouldResetPrompt }: BatchResult): void {
    const { options, models: { dimensions } } = this.#deps;
    if (!options.conditionOnPreviousText) return;
    this.#previousText = shouldResetPrompt ? [] : [...this.#previousText, ...tokens].slice(-dimensions.nTextCtx);
  }

  #request(): ReadRequest {
    const { options, models: { tokenizer, dimensions }, detector } = this.#deps;
    const { task = "transcribe", temperature = 0, beamSize = 1, wordTimestamps = true, voiceActivity = true } = options;
    return {
      language: detector.languageToRequest,
      task,
      ...contextTokens(tokenizer, dimensions, options, this.#previousText),
      temperature,
      beamSize,
      wordTimestamps,
      isCutAtPauses: voiceActivity,
      scriptWords: options.scriptWords,
    };
  }
}
