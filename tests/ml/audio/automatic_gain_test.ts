import assert from "node:assert/strict";
import { AutomaticGain } from "../../../ml/audio/automatic_gain.ts";
import { noise } from "../../data/speech.ts";

const FRAME = 100; // samples
const REACH = 5; // frames

function raise(samples: Float32Array, pieceSamples = samples.length): number[] {
  const raiser = new AutomaticGain(FRAME, REACH);
  const raised: number[] = [];
  for (let i = 0; i < samples.length; i += pieceSamples) {
    raised.push(...raiser.push(samples.subarray(i, i + pieceSamples)));
  }
  return [...raised, ...raiser.end()];
}

function rms(samples: number[]): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

function join(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("AutomaticGain does not change loud audio", () => {
  const samples = noise(3000, 0.2);
  assert.deepEqual(raise(samples), [...samples]);
});

Deno.test("AutomaticGain brings quiet audio to the target, and near-silence up by 30 dB", () => {
  assert.ok(Math.abs(rms(raise(noise(5000, 0.006))) - 0.06) < 0.015);
  const hiss = noise(5000, 0.0001);
  assert.ok(Math.abs(rms(raise(hiss)) / rms([...hiss]) - 32) < 1e-3);
  assert.deepEqual(raise(new Float32Array(250)), new Array(300).fill(0));
});

Deno.test("AutomaticGain keeps the gain low only within reach of loud audio", () => {
  const [loud, quiet] = [noise(1000, 0.2), noise(2000, 0.006)];
  const raised = raise(join(loud, quiet));
  const gain = (frame: number) =>
    rms(raised.slice(frame * FRAME, (frame + 1) * FRAME)) /
    rms([...quiet].slice((frame - 10) * FRAME, (frame - 9) * FRAME));
  assert.ok(Math.abs(gain(12) - 1) < 1e-6); // two frames after
  assert.ok(gain(17) > 4); // seven
});

Deno.test("AutomaticGain changes its gain without a step", () => {
  const steady = new Float32Array(4000).fill(0.01).fill(0.5, 1000, 1100);
  const raised = raise(steady);
  for (let i = 1; i < raised.length; i++) {
    const isEdge = i === 1000 || i === 1100;
    assert.ok(isEdge || Math.abs(raised[i] - raised[i - 1]) < 0.002, `a step at ${i}`);
  }
});

Deno.test("AutomaticGain gives the same result for any chunk sizes, in whole frames", () => {
  const samples = join(noise(1111, 0.01), noise(700, 0.3, 2), noise(2222, 0.001, 3), noise(333, 0.05, 4));
  const whole = raise(samples);
  assert.equal(whole.length, 4400);
  for (const piece of [1, 37, 100, 1500]) assert.deepEqual(raise(samples, piece), whole);
  const raiser = new AutomaticGain(FRAME, REACH);
  assert.equal(raiser.push(samples.subarray(0, 600)).length, 0);
  assert.equal(raiser.push(samples.subarray(600, 799)).length, 100);
});

Deno.test("AutomaticGain returns nothing for no audio", () => {
  assert.deepEqual(raise(new Float32Array(0)), []);
});
