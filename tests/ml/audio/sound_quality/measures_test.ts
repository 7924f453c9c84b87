import assert from "node:assert/strict";
import { FrameMeter } from "../../../../ml/audio/sound_quality/frame_meter.ts";
import { measureSpeech } from "../../../../ml/audio/sound_quality/measures.ts";

const RATE = 16_000;
const FRAME = 512;
/** Three seconds: a voice from 1 s to 2 s, quiet before and after. */
const SPAN = [{ start: Math.ceil(RATE / FRAME), end: Math.floor(2 * RATE / FRAME) }];

/** A voice of 40 harmonics that comes in syllables of 150 ms; `sound` may change it. */
function measure(change: (sample: number, i: number) => number = (sample) => sample) {
  const meter = new FrameMeter();
  let state = 1;
  const noise = () => (state = Math.imul(state, 1664525) + 1013904223 | 0) / 2 ** 31;
  const samples = Float32Array.from({ length: 3 * RATE }, (_, i) => {
    const isVoice = i >= SPAN[0].start * FRAME && i < SPAN[0].end * FRAME;
    let voice = 0;
    for (let h = 1; h <= 40; h++) voice += Math.sin(2 * Math.PI * 170 * h * i / RATE + h * h) / h;
    const syllable = Math.max(0, Math.sin(Math.PI * (i % 2400) / 2400)) ** 0.5;
    return change((isVoice ? 0.1 * voice * syllable : 0) + 0.001 * noise(), i);
  });
  meter.push(samples);
  return measureSpeech(meter, SPAN)!;
}

Deno.test("the signal-to-noise ratio of a voice over noise of a known level is found within 2 dB", () => {
  const { snrDb, noiseDb, speechDb } = measure();
  assert.ok(Math.abs(noiseDb - 10 * Math.log10(0.001 ** 2 / 3)) < 1, `noise ${noiseDb}`);
  assert.ok(Math.abs(snrDb - (speechDb - noiseDb)) < 0.1);
  let state = 9;
  const noise = () => (state = Math.imul(state, 1664525) + 1013904223 | 0) / 2 ** 31;
  const level = Math.sqrt(3 * 10 ** ((speechDb - 10) / 10)); // uniform noise 10 dB below the voice
  assert.ok(Math.abs(measure((sample) => sample + level * noise()).snrDb - 10) < 2);
});

Deno.test("clipping is found at whatever level it was saved, and a voice as it is has none", () => {
  assert.ok(measure().clippedShare < 0.02);
  const clip = (limit: number, gain: number) => measure((s) => gain * Math.max(-limit, Math.min(limit, s)));
  assert.ok(clip(0.05, 1).clippedShare > 0.1);
  assert.ok(Math.abs(clip(0.05, 0.5).clippedShare - clip(0.05, 1).clippedShare) < 0.02);
});

Deno.test("gaps with sharp edges are measured, pauses and the ends of syllables are not", () => {
  assert.equal(measure().droppedShare, 0);
  // 50 ms of each 300 are lost, in the middle of a syllable
  const { droppedShare } = measure((sample, i) => i % 4800 >= 1000 && i % 4800 < 1800 ? 0 : sample);
  assert.ok(droppedShare > 0.1 && droppedShare < 0.2, String(droppedShare));
});

Deno.test("without speech nothing is measured of it", () => {
  const meter = new FrameMeter();
  meter.push(new Float32Array(RATE));
  assert.equal(measureSpeech(meter, []), null);
});
