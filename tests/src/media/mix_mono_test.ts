import assert from "node:assert/strict";
import { MonoMixer } from "../../../src/media/mix_mono.ts";

const RATE = 16_000;

/** Interleaves two channels, of `seconds` in all. */
function stereo(seconds: number, left: (t: number) => number, right: (t: number) => number): Float32Array {
  const samples = new Float32Array(2 * seconds * RATE);
  for (let i = 0; i < seconds * RATE; i++) {
    samples[2 * i] = left(i / RATE);
    samples[2 * i + 1] = right(i / RATE);
  }
  return samples;
}

function mix(samples: Float32Array, pieceFrames = 777): { mono: Float32Array; mixer: MonoMixer } {
  const mixer = new MonoMixer();
  const parts: number[] = [];
  for (let at = 0; at < samples.length; at += 2 * pieceFrames) {
    for (const part of mixer.push(samples.subarray(at, at + 2 * pieceFrames))) parts.push(...part);
  }
  parts.push(...mixer.end());
  return { mono: new Float32Array(parts), mixer };
}

const tone = (t: number) => 0.5 * Math.sin(2 * Math.PI * 220 * t);
const other = (t: number) => 0.4 * Math.sin(2 * Math.PI * 331 * t);

function assertEqual(mono: Float32Array, expected: (t: number) => number, from = 0): void {
  for (let i = Math.round(from * RATE); i < mono.length; i++) {
    assert.ok(Math.abs(mono[i] - expected(i / RATE)) < 1e-5, `sample ${i}: ${mono[i]}`);
  }
}

Deno.test("a mono mix is the mean of the channels, of every sample", () => {
  const { mono, mixer } = mix(stereo(2, tone, other));
  assert.equal(mono.length, 2 * RATE);
  assertEqual(mono, (t) => (tone(t) + other(t)) / 2);
  assert.equal(mixer.oppositeFrames, 0);
  assertEqual(mix(stereo(1, () => 0, tone)).mono, (t) => tone(t) / 2);
});

Deno.test("channels that cancel each other are subtracted, also where one is quieter", () => {
  const { mono, mixer } = mix(stereo(2, tone, (t) => -tone(t)));
  assertEqual(mono, tone, 0.01);
  assert.equal(mixer.oppositeFrames, mixer.soundFrames);
  assertEqual(mix(stereo(2, tone, (t) => -0.9 * tone(t))).mono, (t) => 0.95 * tone(t), 0.01);
});

Deno.test("the sign changes without a click, when the wiring changes, and silence changes nothing", () => {
  const isOpposite = (t: number) => t >= 1 && t < 3;
  const isSilent = (t: number) => t >= 2 && t < 2.5;
  const left = (t: number) => isSilent(t) ? 0 : tone(t);
  const { mono, mixer } = mix(stereo(4, left, (t) => isOpposite(t) ? -left(t) : left(t)));
  assert.equal(mixer.oppositeFrames, 1.5 * RATE);
  assert.equal(mixer.soundFrames, 3.5 * RATE);
  assertEqual(mono.subarray(0, RATE), left);
  for (let i = 1; i < mono.length; i++) assert.ok(Math.abs(mono[i] - mono[i - 1]) < 0.1, `a click at ${i / RATE}`);
  for (const t of [1.2, 1.9, 2.6, 3.3]) assertEqual(mono.subarray(0, Math.round((t + 0.01) * RATE)), left, t);
});
