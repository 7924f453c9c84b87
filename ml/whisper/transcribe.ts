import { ValidationError } from "../../src/core/errors.ts";
import { LANGUAGES } from "../../src/core/languages.ts";
import type { TranscribeOptions, Transcript } from "../../src/core/types.ts";
import { SeekableAudio } from "../audio/seekable_audio.ts";
import { VoiceActivity } from "../audio/voice_activity.ts";
import { speechWindows } from "../audio/windows.ts";
import type { Session } from "../onnx/session.ts";
import { LanePool } from "./lanes/lane_pool.ts";
import type { LoadedLanes } from "./lanes/load_lanes.ts";
import type { TranscribeListener } from "./progress.ts";
import { Delivery } from "./transcription/delivery.ts";
import { LaneReader } from "./transcription/lane_reader.ts";
import { LanguageDetector } from "./transcription/language_detector.ts";
import { readOneByOne } from "./transcription/read_one_by_one.ts";
import { readSeeking } from "./transcription/read_seeking.ts";
import { readSideBySide } from "./transcription/read_side_by_side.ts";

/** The models of a transcription. They are loaded once and used for many. */
export interface TranscribeModels extends LoadedLanes {
  voiceModel: Pick<Session, "run">;
}

/**
 * Transcribes or translates speech.
 *
 * Voice activity cuts the audio into windows of speech; lanes read them in batches side by side; segments are delivered
 * in the order of time. With `conditionOnPreviousText`, and without voice activity, windows are read one after the
 * other instead.
 * @param audio mono, 16 kHz, in [-1, 1], in pieces of any size; held only as far as windows need it
 * @throws {ValidationError} if the model does not know the language, or can't translate
 */
export async function transcribe(
  models: TranscribeModels,
  audio: AsyncIterable<Float32Array>,
  options: TranscribeOptions,
  listener: TranscribeListener,
  signal?: AbortSignal,
): Promise<Transcript> {
  checkOptions(models, options);
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const isCutAtSpeech = options.voiceActivity !== false;
  const { tokenizer } = models;
  const pool = new LanePool(models.lanes, models.batchWindows);
  const detector = new LanguageDetector({ pool, tokenizer, requested: options.language, signal: stop.signal });
  const delivery = new Delivery({ listener, detector, tokenizer, isCutAtSpeech, signal });
  const reader = new LaneReader({ models, options, pool, detector, signal: stop.signal });
  const context = { pool, reader, detector, delivery, stop };
  try {
    signal?.throwIfAborted();
    reader.prepareLanes(); // while the first audio is decoded
    const counted = delivery.countAudio(audio, stop.signal);
    if (isCutAtSpeech) {
      const voice = new VoiceActivity(models.voiceModel);
      const windows = delivery.trackPending(speechWindows(counted, voice, { threshold: options.voiceThreshold }));
      if (options.conditionOnPreviousText) await readOneByOne(windows, context);
      else await readSideBySide(windows, context);
    } else {
      await readSeeking(new SeekableAudio(counted), context);
    }
    signal?.throwIfAborted();
    return delivery.transcript();
  } finally {
    stop.abort();
    signal?.removeEventListener("abort", onAbort);
    await pool.waitUntilIdle(); // a lane takes one call at a time, and the next transcription uses the same lanes
    await Promise.all(models.lanes.map((lane) => lane.endJob?.()));
  }
}

function checkOptions({ tokenizer }: LoadedLanes, { language, task }: TranscribeOptions): void {
  if (tokenizer.isMultilingual) {
    if (language && language !== "auto-segment" && !tokenizer.languageTokens.has(language)) {
      throw new ValidationError(`the language is "${language}": this model does not know it`);
    }
    return;
  }
  if (language && language !== "en" && language !== "auto-segment") {
    throw new ValidationError(`the language is ${LANGUAGES[language] ?? language}: this model knows English only`);
  }
  if (task === "translate") throw new ValidationError("this model knows English only: it can't translate");
}
