import type { FrameSpan } from "../speech_spans.ts";
import { FRAME_SAMPLES } from "../voice_activity.ts";
import { BAND_HZ, BANDS, decibels, type FrameMeter, quantile, STEP_SAMPLES } from "./frame_meter.ts";

/** What is measured of speech and of what is around it. */
export interface SpeechMeasures {
  /** dB of full scale, while somebody speaks. */
  speechDb: number;
  /** dB of full scale, while nobody speaks. */
  noiseDb: number;
  /** dB from the noise to the speech without it. */
  snrDb: number;
  /** Hz up to which speech has sound; 8000 is all that Whisper gets. */
  bandwidthHz: number;
  /** Seconds in which the end of a sound would fall by 60 dB; no less than 0.1. Above 0.4 the room echoes. */
  decaySeconds: number;
  /** The share of the samples that lie near the highest level of all. */
  clippedShare: number;
  /** The share of speech that is missing in short gaps. */
  droppedShare: number;
}

const MAX_SNR_DB = 60;
/** Frames on either side of speech that are neither speech nor noise: breath, decay, a late detector. */
const MARGIN_FRAMES = 4;
/** With fewer frames of noise, the quietest frames are taken for it. */
const MIN_NOISE_FRAMES = 12;
const QUIET_SHARE = 0.03;

/**
 * Measures speech.
 *
 * @param speech spans of frames, in order
 * @returns null where nobody speaks
 */
export function measureSpeech(meter: FrameMeter, speech: readonly FrameSpan[]): SpeechMeasures | null {
  const levels = meter.levels.values;
  const isSpeech = mask(levels.length, speech, 0);
  const isNear = mask(levels.length, speech, MARGIN_FRAMES);
  const speechFrames = indexesOf(isSpeech, 1);
  if (speechFrames.length === 0) return null;
  const noiseFrames = findNoise(levels, indexesOf(isNear, 0));
  const speechPower = meanPower(levels, speechFrames);
  const noisePower = 10 ** (quantile(noiseFrames.map((frame) => levels[frame]), 0.5) / 10); // breath is not noise
  const speechDb = decibels(speechPower);
  const noiseDb = decibels(noisePower);
  const clean = Math.max(speechPower - noisePower, speechPower * 1e-3);
  return {
    speechDb,
    noiseDb,
    snrDb: Math.min(MAX_SNR_DB, decibels(clean) - noiseDb),
    bandwidthHz: measureBandwidth(meter.bands.values, speechFrames),
    decaySeconds: measureDecay(meter.steps.values, speechDb),
    clippedShare: measureClipping(meter.amplitudes),
    droppedShare: measureDropouts(meter.steps.values, speech, speechDb),
  };
}

function mask(length: number, spans: readonly FrameSpan[], margin: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (const { start, end } of spans) mask.fill(1, Math.max(0, start - margin), Math.min(length, end + margin));
  return mask;
}

function indexesOf(mask: Uint8Array, value: number): number[] {
  return Array.from(mask.keys()).filter((i) => mask[i] === value);
}

/** Frames of noise. Digital silence is none where there is other sound: it is what a muted microphone gives. */
function findNoise(levels: Float32Array, quiet: number[]): number[] {
  if (quiet.length >= MIN_NOISE_FRAMES) return quiet;
  const limit = quantile(levels, QUIET_SHARE);
  return Array.from(levels.keys()).filter((frame) => levels[frame] <= limit);
}

function meanPower(levels: Float32Array, frames: readonly number[]): number {
  return frames.reduce((sum, frame) => sum + 10 ** (levels[frame] / 10), 0) / Math.max(1, frames.length);
}

/** A band has sound if it is no farther below the loudest band: fricatives are 40 to 60 dB below vowels. */
const BELOW_LOUDEST_DB = 65;
/** The level of a band is that of this share of the frames: fricatives are rarer, and clicks fill all bands. */
const BAND_SHARE = 0.8;

/** Finds the highest band with sound while somebody speaks; what a codec cut off is empty. */
function measureBandwidth(bands: Float32Array, speech: readonly number[]): number {
  const levels = Array.from(
    { length: BANDS },
    (_, band) => quantile(speech.map((frame) => bands[frame * BANDS + band]), BAND_SHARE),
  );
  const loudest = Math.max(...levels);
  const highest = levels.findLastIndex((power) => decibels(power / loudest) > -BELOW_LOUDEST_DB);
  return Math.max(1, highest + 1) * BAND_HZ;
}

/** How long after a loud moment its decay is read: the quietest step of these, 100 to 120 ms later. */
const DECAY_STEPS = [10, 11, 12];
const DECAY_SECONDS = 0.11;
/** A moment is loud within this of the level of speech, and a sound ends there if it has fallen by this 60 ms later. */
const NEAR_SPEECH_DB = 5;
const ENDING_STEPS = 6;
const ENDING_DB = 3;
/** The share of endings that fall less: the rest are slow because of the speaker, not of the room. */
const FAST_SHARE = 0.8;
const MIN_DECAY_SECONDS = 0.1;

/** Estimates the echo of the room from how far sounds have fallen a tenth of a second after they end. */
function measureDecay(steps: Float32Array, speechDb: number): number {
  const falls: number[] = [];
  for (let step = 0; step + DECAY_STEPS.at(-1)! < steps.length; step++) {
    const level = steps[step];
    if (level < speechDb - NEAR_SPEECH_DB || steps[step + ENDING_STEPS] > level - ENDING_DB) continue;
    falls.push(level - Math.min(...DECAY_STEPS.map((later) => steps[step + later])));
  }
  const fall = quantile(falls, FAST_SHARE);
  return fall > 0 ? Math.max(MIN_DECAY_SECONDS, 60 * DECAY_SECONDS / fall) : MIN_DECAY_SECONDS;
}

/** The highest level is what this share of the samples exceeds. */
const TOP_SHARE = 1e-4;
const NEAR_TOP = 0.8;

/**
 * Measures how much of the sound is cut off at the top: in speech few samples come near the highest level, in clipped
 * speech many do, at whatever volume it was saved.
 */
function measureClipping(amplitudes: Float64Array): number {
  const total = amplitudes.reduce((sum, count) => sum + count, 0);
  let top = amplitudes.length - 1;
  for (let count = 0; top > 0; top--) {
    count += amplitudes[top];
    if (count > TOP_SHARE * total) break;
  }
  const near = amplitudes.subarray(Math.floor(NEAR_TOP * top)).reduce((sum, count) => sum + count, 0);
  return near / Math.max(1, total);
}

/** A gap falls from speech and rises to it by this much within a step or two ... */
const GAP_DB = 35;
/** ... and lasts at most this long: a pause between words is longer, or fades. */
const MAX_GAP_STEPS = 40;

/** Measures which share of speech is missing in gaps with sharp edges. */
function measureDropouts(steps: Float32Array, speech: readonly FrameSpan[], speechDb: number): number {
  let lost = 0;
  let spoken = 0;
  for (const { start, end } of joinedSpans(speech)) {
    const from = Math.floor(start * FRAME_SAMPLES / STEP_SAMPLES);
    const to = Math.min(Math.floor(end * FRAME_SAMPLES / STEP_SAMPLES), steps.length);
    spoken += to - from;
    for (let step = from + 1; step < to; step++) {
      if (!(isSpoken(steps[step - 1]) || isSpoken(steps[step - 2])) || steps[step] > speechDb - GAP_DB - 10) continue;
      let last = step;
      while (last < to && steps[last] <= speechDb - GAP_DB - 10) last++;
      const isSharp = Math.max(steps[step - 1], steps[step - 2] ?? -Infinity) - steps[step] > GAP_DB &&
        Math.max(steps[last] ?? -Infinity, steps[last + 1] ?? -Infinity) - steps[last - 1] > GAP_DB;
      if (isSharp && last - step <= MAX_GAP_STEPS) lost += last - step;
      step = last;
    }
  }
  return lost / Math.max(1, spoken);

  function isSpoken(db: number | undefined): boolean {
    return db !== undefined && db > speechDb - 20;
  }
}

/** Joins spans that gaps divide. */
function joinedSpans(speech: readonly FrameSpan[]): FrameSpan[] {
  const joined: FrameSpan[] = [];
  for (const { start, end } of speech) {
    const last = joined.at(-1);
    if (last && (start - last.end) * FRAME_SAMPLES <= MAX_GAP_STEPS * STEP_SAMPLES) last.end = end;
    else joined.push({ start, end });
  }
  return joined;
}
