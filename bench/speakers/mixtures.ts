import { Random } from "../soak/random.ts";
import { RATE } from "../corpus/samples.ts";

/** A stretch of one speaker's speech, in seconds. */
export interface Turn {
  speaker: string;
  start: number;
  end: number;
}

export interface Mixture {
  name: string;
  samples: Float32Array;
  /** Where somebody speaks, by the levels of the clips: silences inside of turns are left out. */
  turns: Turn[];
}

/** What a speaker can say: phrases between pauses, in their order. */
export interface Voice {
  name: string;
  phrases: Float32Array[];
}

export type Channel = "as recorded" | "telephone";

const STEP = RATE / 100; // samples: 10 ms
const LEVEL = 0.05; // mean square root of a speaker
const FRAME_DB_RANGE = 30;
/** Quieter stretches that are shorter belong to a phrase. */
const PAUSE_STEPS = 25;
const MARGIN_STEPS = 5;

/** Cuts a clip at its pauses. */
export function voiceOf(name: string, samples: Float32Array): Voice {
  const spans = speechIn(samples);
  return {
    name,
    phrases: spans.map(({ start, end }) =>
      samples.slice(Math.max(0, start - MARGIN_STEPS) * STEP, Math.min((end + MARGIN_STEPS) * STEP, samples.length))
    ),
  };
}

/** Spans of 10 ms steps with speech, by their levels alone, so that they owe nothing to the detector that is measured. */
export function speechIn(samples: Float32Array): { start: number; end: number }[] {
  const levels: number[] = [];
  for (let at = 0; at + STEP <= samples.length; at += STEP) {
    let sum = 1e-10;
    for (let i = Math.max(0, at - STEP); i < Math.min(samples.length, at + 2 * STEP); i++) sum += samples[i] ** 2;
    levels.push(10 * Math.log10(sum / (3 * STEP)));
  }
  const sorted = levels.toSorted((a, b) => a - b);
  const loud = sorted[Math.floor(0.95 * sorted.length)];
  const quiet = sorted[Math.floor(0.05 * sorted.length)];
  const threshold = Math.max(loud - FRAME_DB_RANGE, quiet + 0.35 * (loud - quiet));
  const spans: { start: number; end: number }[] = [];
  for (const [step, level] of levels.entries()) {
    if (level < threshold) continue;
    const last = spans.at(-1);
    if (last && step - last.end < PAUSE_STEPS) last.end = step + 1;
    else spans.push({ start: step, end: step + 1 });
  }
  return spans.filter(({ start, end }) => end - start >= 10);
}

/**
 * Makes a conversation: the speakers take turns of 1 to 10 s, until but one has said all that is known of them. Nothing
 * is said twice. A turn begins 0.1 to 1.2 s after the last one, at a level of its speaker.
 */
export function mix(name: string, voices: readonly Voice[], channel: Channel, random: Random): Mixture {
  const left = voices.map(({ name, phrases }) => ({
    name,
    phrases: [...phrases],
    gain: LEVEL / loudness(phrases) * 10 ** (random.between(-4, 4) / 20),
  }));
  const pieces: { samples: Float32Array; at: number; gain: number; speaker: string }[] = [];
  let end = 0.3 * RATE;
  let last: string | null = null;
  let seconds = 0;
  while (seconds < 180) {
    const ready = left.filter(({ name, phrases }) => phrases.length > 0 && (name !== last || voices.length === 1));
    if (ready.length === 0) break;
    const speaker = random.pick(ready);
    const wanted = Math.exp(random.between(0, Math.log(10)));
    let spoken = 0;
    while (speaker.phrases.length > 0 && spoken < wanted) {
      const samples = speaker.phrases.shift()!;
      const at = Math.round(end + RATE * (spoken === 0 ? random.between(0, 1.1) : random.between(0.15, 0.5)));
      pieces.push({ samples, at, gain: speaker.gain, speaker: speaker.name });
      end = at + samples.length;
      spoken += samples.length / RATE;
    }
    seconds += spoken;
    last = speaker.name;
  }
  const samples = new Float32Array(Math.ceil(end) + RATE / 2);
  const turns: Turn[] = [];
  for (const piece of pieces) {
    for (const [i, value] of piece.samples.entries()) samples[piece.at + i] += value * piece.gain;
    for (const span of speechIn(piece.samples)) {
      const at = (steps: number) => (piece.at + steps * STEP) / RATE;
      turns.push({ speaker: piece.speaker, start: at(span.start), end: at(span.end) });
    }
  }
  return { name, samples: through(channel, samples, random), turns };
}

function loudness(phrases: readonly Float32Array[]): number {
  let sum = 0;
  let count = 1e-9;
  for (const samples of phrases) {
    for (const value of samples) sum += value * value;
    count += samples.length;
  }
  return Math.sqrt(sum / count);
}

/** Faint noise under all, and on the telephone also one band for all, so that recordings are less easily told apart. */
function through(channel: Channel, samples: Float32Array, random: Random): Float32Array {
  const isPhone = channel === "telephone";
  const noise = LEVEL * 10 ** ((isPhone ? -20 : -35) / 20);
  const noisy = samples.map((value) => value + noise * 1.73 * (2 * random.next() - 1));
  return isPhone ? filtered(filtered(noisy, 3400, true), 300, false) : noisy;
}

/** Two passes of a second-order Butterworth filter. */
function filtered(samples: Float32Array, hz: number, isLowPass: boolean): Float32Array {
  const k = Math.tan(Math.PI * hz / RATE);
  const norm = 1 / (1 + Math.SQRT2 * k + k * k);
  const b = isLowPass ? [k * k * norm, 2 * k * k * norm] : [norm, -2 * norm];
  const a = [2 * (k * k - 1) * norm, (1 - Math.SQRT2 * k + k * k) * norm];
  let out = samples;
  for (let pass = 0; pass < 2; pass++) {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    out = out.map((x) => {
      const y = b[0] * x + b[1] * x1 + b[0] * x2 - a[0] * y1 - a[1] * y2;
      [x2, x1, y2, y1] = [x1, x, y1, y];
      return y;
    });
  }
  return out;
}
