/** Sounds without speech, mono, 16 kHz, always the same. */
import { noise } from "../../data/speech.ts";

const SAMPLE_RATE = 16000;

function overTime(seconds: number, value: (t: number, i: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, i) => value(i / SAMPLE_RATE, i));
}

/** Scales to a root mean square of `level`. */
function scaled(samples: Float32Array, level: number): Float32Array {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const gain = level / Math.sqrt(power);
  return samples.map((value) => value * gain);
}

export function whiteNoise(seconds: number, level = 0.05): Float32Array {
  return noise(Math.round(seconds * SAMPLE_RATE), level);
}

/**
 * Noise that falls by 3 dB an octave, like rain, wind and waterfalls: the sum of six one-pole filters of white noise.
 */
export function pinkNoise(seconds: number, level = 0.05): Float32Array {
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555, 0.0751, 0.1539, 0.3105, 0.533, -0.0169];
  const state = poles.map(() => 0);
  const pink = whiteNoise(seconds, 0.1).map((white) => {
    poles.forEach((pole, k) => state[k] = pole * state[k] + gains[k] * white);
    return state.reduce((sum, value) => sum + value, 0.5362 * white);
  });
  return scaled(pink, level);
}

/** Noise that falls by 6 dB an octave, like a motor or the inside of a plane. */
export function brownNoise(seconds: number, level = 0.05): Float32Array {
  let last = 0;
  return scaled(whiteNoise(seconds, 0.1).map((white) => last = 0.998 * last + white), level);
}

/** Mains hum, with its harmonics. */
export function hum(seconds: number, level = 0.05): Float32Array {
  const harmonics = [1, 0.2, 0.6, 0.1, 0.3, 0.05, 0.15];
  const wave = (t: number) =>
    harmonics.reduce((sum, gain, k) => sum + gain * Math.sin(2 * Math.PI * 50 * (k + 1) * t), 0);
  return scaled(overTime(seconds, wave), level);
}

const midi = (note: number) => 440 * 2 ** ((note - 69) / 12);

/** A tone with overtones, like strings. */
function tone(hz: number, t: number, brightness: number): number {
  let sum = 0;
  for (let k = 1; k <= 8 && k * hz < 7500; k++) sum += brightness ** (k - 1) / k * Math.sin(2 * Math.PI * hz * k * t);
  return sum;
}

const CHORDS = [[57, 60, 64], [53, 57, 60], [48, 52, 55], [55, 59, 62]]; // a minor, F, C, G

/** Chords that swell and fade, two seconds each. */
export function chords(seconds: number, level = 0.1): Float32Array {
  return scaled(
    overTime(seconds, (t) => {
      const swell = Math.sin(Math.PI * (t / 2 % 1)) ** 0.5;
      return swell * CHORDS[Math.floor(t / 2) % 4].reduce((sum, note) => sum + tone(midi(note), t, 0.8), 0);
    }),
    level,
  );
}

/** The notes of the same chords one after the other, plucked, four a second, over two octaves. */
export function arpeggio(seconds: number, level = 0.1): Float32Array {
  const pattern = [0, 1, 2, 3, 4, 3, 2, 1];
  return scaled(
    overTime(seconds, (t) => {
      const step = Math.floor(t * 4);
      const place = pattern[step % 8];
      const note = CHORDS[Math.floor(t / 2) % 4][place % 3] + 12 * Math.floor(place / 3);
      return Math.exp(-5 * (t * 4 % 1)) * tone(midi(note), t, 0.6);
    }),
    level,
  );
}

/** Bass drum, snare and hi-hat at 120 beats a minute. */
export function drums(seconds: number, level = 0.1): Float32Array {
  const hiss = whiteNoise(seconds, 1);
  return scaled(
    overTime(seconds, (t, i) => {
      const beat = Math.floor(t * 2);
      const since = t % 0.5;
      const bass = beat % 2 === 0
        ? Math.exp(-12 * since) * Math.sin(2 * Math.PI * (50 * since - 8 * Math.exp(-30 * since)))
        : 0;
      const snare = beat % 2 === 1 ? Math.exp(-18 * since) * (0.6 * hiss[i] + Math.sin(2 * Math.PI * 190 * since)) : 0;
      const hat = 0.15 * Math.exp(-60 * (t % 0.25)) * (hiss[i] - (hiss[i - 1] ?? 0));
      return 2 * bass + snare + hat;
    }),
    level,
  );
}

/** Drums, chords and a plucked tune together. */
export function band(seconds: number, level = 0.1): Float32Array {
  const instruments = [drums(seconds), chords(seconds), arpeggio(seconds)];
  return scaled(instruments[0].map((value, i) => value + instruments[1][i] + instruments[2][i]), level);
}
