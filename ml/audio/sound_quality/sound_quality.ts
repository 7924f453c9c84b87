import { measureLoudness } from "../../../src/media/loudness.ts";
import type { MediaInfo } from "../../../src/media/media_info.ts";
import type { MediaTools } from "../../../src/media/process/tools.ts";
import { readAudio } from "../../../src/media/audio.ts";
import type { SoundQualityJson, SoundReasonJson } from "../../../src/schemas/sound_quality.ts";
import { SAMPLE_RATE } from "../constants.ts";
import { type FrameSpan, SpeechSpanFinder } from "../speech_spans.ts";
import { loadVoiceModel, VoiceActivity } from "../voice_activity.ts";
import { decibels, FrameMeter } from "./frame_meter.ts";
import { measureSpeech, type SpeechMeasures } from "./measures.ts";
import { predictCaptions, scoreSound } from "./score.ts";

/** What made a result. The number rises when the same sound gets another result. */
export const SOUND_QUALITY_RULE = "sound quality rule 1";

/** Of longer sound, pieces from its whole length are measured, as long as this together. */
const MAX_MEASURED_SECONDS = 1800;
export const PIECE_SECONDS = 1;
const GROUP_PIECES = 30;
/** Quieter frames are silence. */
export const SILENCE_DB = -60;
/** A channel is empty if it is this quiet ... */
const EMPTY_DB = -75;
/** ... while the other one is louder than this. */
const HEARD_DB = -60;
/** Whisper was unsure of captions whose words have a lower mean probability. */
const UNSURE = 0.6;

export interface SoundQualityOptions {
  info: MediaInfo;
  /** Mean probability of the words of the captions; null where there are none. */
  confidence?: number | null;
  signal?: AbortSignal;
  /** Gets the seconds of sound that are read, at least once a second of work, and may delay the rest. */
  onProgress?(seconds: number): Promise<void>;
}

/**
 * Measures the sound of a file, and judges how well speech in it can be understood.
 *
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function measureSoundQuality(
  tools: MediaTools,
  path: string,
  { info, confidence = null, signal, onProgress }: SoundQualityOptions,
): Promise<SoundQualityJson> {
  const stop = new AbortController();
  const ownSignal = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const loudness = measureLoudness(tools, path, { info, signal: ownSignal }); // meanwhile, by a program of its own
  loudness.catch(() => {});
  const channels: SoundChannels = { levelsDb: [], isOppositePhase: false };
  const sound = readAudio(tools, path, {
    ...{ info, signal, chunkSeconds: PIECE_SECONDS, onOppositePhase: () => channels.isOppositePhase = true },
    onChannels: (meanSquares) => channels.levelsDb = meanSquares.map(decibels),
  });
  const measured = await measureSound(sound, { seconds: info.durationSeconds, signal, onProgress })
    .catch((error) => {
      stop.abort(error);
      throw error;
    });
  const { integratedLufs, rangeLu, truePeakDb } = await loudness;
  const isSilent = truePeakDb === null || integratedLufs === null && measured.speech === null;
  return {
    ...judgeSound(measured, { channels, isSilent, confidence }),
    loudness: { integrated_lufs: integratedLufs, range_lu: rangeLu, true_peak_db: truePeakDb },
  };
}

/** What was measured of the mono sound. */
export interface MeasuredSound {
  meter: FrameMeter;
  spans: FrameSpan[];
  /** null: nobody speaks. */
  speech: SpeechMeasures | null;
}

export interface SoundChannels {
  /** Mean square of each, in dB of full scale. */
  levelsDb: number[];
  isOppositePhase: boolean;
}

/** Judges measured sound; its loudness is another measure. */
export function judgeSound(
  { meter, spans, speech }: MeasuredSound,
  { channels, isSilent, confidence }: { channels: SoundChannels; isSilent: boolean; confidence: number | null },
): Omit<SoundQualityJson, "loudness"> {
  const { levelsDb, isOppositePhase } = channels;
  const { score, reasons } = scoreSound({ speech, isSilent, isOppositePhase, onlyChannel: findOnlyChannel(levelsDb) });
  const frames = Math.max(1, meter.frames);
  return {
    score,
    captions: predictCaptions(score, confidence),
    reasons: [...unsureReasons(confidence), ...reasons],
    speech_share: rounded(spans.reduce((sum, { start, end }) => sum + end - start, 0) / frames, 3),
    silence_share: rounded(meter.levels.values.filter((db) => db < SILENCE_DB).length / frames, 3),
    speech: speech && speechJson(speech),
    channel_levels_db: levelsDb.map((db) => rounded(db, 1)),
    is_opposite_phase: isOppositePhase,
    confidence: confidence === null ? null : rounded(confidence, 3),
  };
}

/**
 * Measures sound while it is read.
 *
 * @param sound mono, 16 kHz, in [-1, 1], in chunks of a second
 * @param options.seconds its length; null: unknown, then all of it is measured
 */
export async function measureSound(
  sound: AsyncIterable<Float32Array>,
  { seconds, signal, onProgress }: { seconds: number | null } & Pick<SoundQualityOptions, "signal" | "onProgress">,
): Promise<MeasuredSound> {
  const every = Math.max(1, Math.ceil((seconds ?? 0) / MAX_MEASURED_SECONDS));
  const model = await loadVoiceModel(1);
  try {
    const voice = new VoiceActivity(model);
    const finder = new SpeechSpanFinder();
    const meter = new FrameMeter();
    const spans: FrameSpan[] = [];
    let samples = 0;
    let piece = 0;
    for await (const chunk of sound) {
      signal?.throwIfAborted();
      samples += chunk.length;
      if (Math.floor(piece++ / GROUP_PIECES) % every === 0) {
        meter.push(chunk);
        spans.push(...finder.push(await voice.push(chunk)));
      }
      await onProgress?.(samples / SAMPLE_RATE);
    }
    spans.push(...finder.push(await voice.end()), ...finder.end());
    return { meter, spans, speech: measureSpeech(meter, spans) };
  } finally {
    await model.release();
  }
}

function findOnlyChannel(levelsDb: readonly number[]): number | null {
  if (levelsDb.length !== 2) return null;
  const heard = levelsDb.findIndex((db) => db > HEARD_DB);
  return heard >= 0 && levelsDb[1 - heard] < EMPTY_DB ? heard + 1 : null;
}

function unsureReasons(confidence: number | null): SoundReasonJson[] {
  if (confidence === null || confidence > UNSURE) return [];
  return [{
    code: "unsure_captions",
    text: `Whisper was unsure of the words: their mean probability is ${Math.round(100 * confidence)} %.`,
    advice: "Read the captions through, or generate them again with a larger model or the right language.",
  }];
}

function speechJson(speech: SpeechMeasures): SoundQualityJson["speech"] {
  return {
    level_db: rounded(speech.speechDb, 1),
    noise_db: rounded(speech.noiseDb, 1),
    snr_db: rounded(speech.snrDb, 1),
    bandwidth_hz: speech.bandwidthHz,
    decay_seconds: rounded(speech.decaySeconds, 2),
    clipped_share: rounded(speech.clippedShare, 4),
    dropped_share: rounded(speech.droppedShare, 4),
  };
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
