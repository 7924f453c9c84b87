import type { Random } from "../soak/random.ts";
import { RATE } from "./samples.ts";

/** Sounds without words, each of `count` samples. Their loudness is set where they are mixed. */
export const NOISES: Record<string, (count: number, random: Random) => Float32Array> = {
  white: (count, random) => generate(count, () => gaussian(random)),
  pink: (count, random) => pink(count, random),
  rumble: (count, random) => filtered(count, random, 0.98),
  hum: (count, random) => hum(count, random),
  street: (count, random) => street(count, random),
  keyboard: (count, random) => keyboard(count, random),
};

function generate(count: number, next: (i: number) => number): Float32Array {
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i++) samples[i] = next(i);
  return samples;
}

/** Close enough to a normal distribution: the sum of four uniform ones. */
function gaussian(random: Random): number {
  return random.next() + random.next() + random.next() + random.next() - 2;
}

/** White noise through a one-pole low-pass filter. */
function filtered(count: number, random: Random, pole: number): Float32Array {
  let state = 0;
  return generate(count, () => state = pole * state + (1 - pole) * gaussian(random));
}

/** Falls by 3 dB an octave: the sum of low-passed noises an octave and a half apart. */
function pink(count: number, random: Random): Float32Array {
  const poles = [0.5, 0.86, 0.965, 0.9915, 0.998];
  const states = poles.map(() => 0);
  return generate(count, () => {
    const noise = gaussian(random);
    let sum = noise * 0.1;
    for (let n = 0; n < poles.length; n++) {
      states[n] = poles[n] * states[n] + Math.sqrt(1 - poles[n]) * gaussian(random) * 0.3;
      sum += states[n];
    }
    return sum;
  });
}

/** Mains hum at 50 or 60 Hz with harmonics, over a little white noise, as from a bad cable. */
function hum(count: number, random: Random): Float32Array {
  const frequency = random.chance(0.5) ? 50 : 60;
  const harmonics = Array.from({ length: 12 }, (_, n) => random.between(0.2, 1) / (n + 1));
  return generate(count, (i) => {
    const angle = 2 * Math.PI * frequency * i / RATE;
    return harmonics.reduce((sum, level, n) => sum + level * Math.sin((n + 1) * angle), 0) + 0.1 * gaussian(random);
  });
}

/** Cars that pass: low noise that swells every few seconds. */
function street(count: number, random: Random): Float32Array {
  const [low, high] = [filtered(count, random, 0.98), filtered(count, random, 0.6)];
  const cars = Array.from({ length: Math.ceil(count / RATE / 4) }, () => ({
    at: random.between(0, count),
    width: random.between(0.8, 2.5) * RATE,
    level: random.between(1, 4),
  }));
  return generate(count, (i) => {
    const swell = cars.reduce((sum, { at, width, level }) => sum + level * Math.exp(-(((i - at) / width) ** 2)), 0.5);
    return swell * (low[i] * 4 + high[i] * 0.3);
  });
}

/** Keys that are struck: bursts of 20 ms with uneven pauses, over faint noise. */
function keyboard(count: number, random: Random): Float32Array {
  const samples = generate(count, () => gaussian(random) * 0.01);
  for (let at = 0; at < count; at += Math.round(random.between(0.08, 0.6) * RATE)) {
    const level = random.between(0.4, 1);
    for (let i = 0; i < 320 && at + i < count; i++) samples[at + i] += level * gaussian(random) * Math.exp(-i / 60);
  }
  return samples;
}

const CHORDS = [[0, 4, 7], [9, 12, 16], [5, 9, 12], [7, 11, 14]]; // half-tones above the root: I, vi, IV, V
const HARMONICS = [1, 0.5, 0.3, 0.2, 0.12];

/** A song without words: four chords in a circle, a melody over them, and drums. */
export function music(count: number, random: Random): Float32Array {
  const samples = new Float32Array(count);
  const root = 110 * 2 ** (random.index(12) / 12);
  const beat = Math.round(random.between(0.4, 0.65) * RATE);
  const hasDrums = random.chance(0.7);
  for (let n = 0, at = 0; at < count; n++, at += beat) {
    const chord = CHORDS[Math.floor(n / 4) % CHORDS.length];
    if (n % 4 === 0) { for (const tone of chord) addTone(samples, at, beat * 4, root * 2 ** (tone / 12), 0.25); }
    if (random.chance(0.8)) addTone(samples, at, beat, root * 4 * 2 ** (random.pick(chord) / 12), 0.2);
    if (hasDrums) addDrum(samples, at, n % 2 === 0 ? 0.6 : 0.3, random);
  }
  return samples;
}

function addTone(samples: Float32Array, at: number, length: number, frequency: number, level: number): void {
  const end = Math.min(samples.length, at + length);
  for (let i = at; i < end; i++) {
    const envelope = Math.min(1, (i - at) / 200, (end - i) / 800) * Math.exp(-(i - at) / length);
    const angle = 2 * Math.PI * frequency * i / RATE;
    for (let n = 0; n < HARMONICS.length; n++) {
      samples[i] += level * envelope * HARMONICS[n] * Math.sin((n + 1) * angle);
    }
  }
}

function addDrum(samples: Float32Array, at: number, level: number, random: Random): void {
  for (let i = 0; i < 1600 && at + i < samples.length; i++) {
    samples[at + i] += level * (Math.sin(2 * Math.PI * 60 * i / RATE) + 0.4 * gaussian(random)) * Math.exp(-i / 400);
  }
}

const REVERB_DENSITY = 1000; // impulses a second

/**
 * Puts a sound into a room: echoes that come at random times and fade by 60 dB within `seconds` (velvet noise, whose
 * few impulses make the convolution cheap). The direct sound stays where it is, so times stay true.
 */
export function inRoom(samples: Float32Array, seconds: number, random: Random): Float32Array {
  const out = samples.slice();
  // Echoes about as strong as the direct sound
  const level = Math.sqrt(random.between(0.5, 1.5) * 6.9 / (seconds * REVERB_DENSITY));
  for (let time = random.between(0.004, 0.012); time < seconds; time += random.between(0.5, 1.5) / REVERB_DENSITY) {
    const delay = Math.round(time * RATE);
    const gain = (random.chance(0.5) ? level : -level) * 10 ** (-3 * time / seconds);
    for (let i = delay; i < samples.length; i++) out[i] += gain * samples[i - delay];
  }
  return out;
}
