import assert from "node:assert/strict";
import { makeFftBuffers, N_BINS, N_FFT, powerSpectrum } from "../../../ml/audio/fft.ts";
import { logMel } from "../../../ml/audio/log_mel.ts";
import { noise, readSpeech } from "../../data/speech.ts";

Deno.test("powerSpectrum() agrees with a transform computed by definition", () => {
  const samples = noise(N_FFT, 0.3);
  const buffers = makeFftBuffers();
  buffers.frame.set(samples);
  const power = new Float64Array(N_BINS);
  powerSpectrum(buffers, power);
  for (let k = 0; k < N_BINS; k++) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < N_FFT; n++) {
      re += samples[n] * Math.cos(2 * Math.PI * k * n / N_FFT);
      im -= samples[n] * Math.sin(2 * Math.PI * k * n / N_FFT);
    }
    const wanted = re * re + im * im;
    assert.ok(Math.abs(power[k] - wanted) < 1e-9 * Math.max(1, wanted), `bin ${k}: ${power[k]}, not ${wanted}`);
  }
});

Deno.test("powerSpectrum() keeps the energy of the samples", () => {
  const samples = noise(N_FFT, 0.5, 3);
  const buffers = makeFftBuffers();
  buffers.frame.set(samples);
  const power = new Float64Array(N_BINS);
  powerSpectrum(buffers, power);
  let inBins = power[0] + power[N_BINS - 1];
  for (let k = 1; k < N_BINS - 1; k++) inBins += 2 * power[k]; // twice: each has a mirror image
  const inSamples = samples.reduce((sum, x) => sum + x * x, 0);
  assert.ok(Math.abs(inBins / N_FFT - inSamples) < 1e-9);
});

Deno.test("logMel() equals openai/whisper's within 1e-5, for 80 and for 128 mels", async () => {
  const samples = await readSpeech("sentence.flac");
  const bytes = await Deno.readFile(new URL("../../data/mel_reference.f32", import.meta.url));
  const reference = new Float32Array(bytes.buffer);
  let at = 0;
  let worst = 0;
  for (const nMels of [80, 128]) {
    const { data, nFrames } = logMel(samples, nMels);
    assert.equal(nFrames, 3000);
    assert.equal(data.length, nMels * 3000);
    for (let mel = 0; mel < nMels; mel++) {
      for (let column = 0; column < 440; column += 5) {
        worst = Math.max(worst, Math.abs(data[mel * 3000 + column] - reference[at++]));
      }
    }
  }
  assert.equal(at, reference.length);
  assert.ok(worst < 1e-5, `off by ${worst}`);
});

Deno.test("logMel() fills the padding with the value that computing it would give", async () => {
  const samples = await readSpeech("sentence.flac");
  const padded = new Float32Array(480000);
  padded.set(samples);
  assert.deepEqual(logMel(samples, 80).data, logMel(padded, 80).data);
});

Deno.test("logMel() reflects the end of a full window and drops audio after it", () => {
  const long = noise(500000, 0.1);
  const { data } = logMel(long, 80);
  assert.deepEqual(data, logMel(long.subarray(0, 480000), 80).data);
  assert.ok(data.every(Number.isFinite));
});

Deno.test("logMel() of nothing is silence everywhere", () => {
  const { data } = logMel(new Float32Array(0), 80);
  assert.ok(data.every((value) => value === -1.5)); // (log10 1e-10 + 4) / 4
});

Deno.test("logMel() refuses a number of mels that Whisper does not have, and a row of another length", () => {
  assert.throws(() => logMel(new Float32Array(10), 64), /nMels is 64: it must be 80 or 128/);
  assert.throws(() => logMel(new Float32Array(10), 80, new Float32Array(7)), /data has 7 values/);
});
