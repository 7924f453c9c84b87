import assert from "node:assert/strict";
import { plainWindows, SeekableAudio } from "../../../ml/audio/seekable_audio.ts";
import { inPieces } from "../../data/speech.ts";

/** Samples that say where they are. */
function ramp(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 16000 }, (_, i) => i);
}

Deno.test("plainWindows() gives all of the audio, 30 s at a time, as speech", async () => {
  const samples = ramp(70.5);
  const windows = await Array.fromAsync(plainWindows(inPieces(samples, 12345)));
  assert.deepEqual(windows.map(({ start, end }) => [start, end]), [[0, 30], [30, 60], [60, 70.5]]);
  assert.deepEqual(windows.map(({ speech }) => speech), windows.map(({ start, end }) => [{ start, end }]));
  assert.deepEqual(windows.flatMap((window) => [...window.samples]), [...samples]);
});

Deno.test("plainWindows() has no window for no audio, and none of no length where 30 s are just full", async () => {
  assert.deepEqual(await Array.fromAsync(plainWindows(inPieces(new Float32Array(0)))), []);
  const windows = await Array.fromAsync(plainWindows(inPieces(ramp(60))));
  assert.deepEqual(windows.map(({ start, end }) => [start, end]), [[0, 30], [30, 60]]);
});

Deno.test("plainWindows() stops the audio where the reader leaves early", async () => {
  let isStopped = false;
  async function* audio() {
    try {
      while (true) yield await Promise.resolve(new Float32Array(80000));
    } finally {
      isStopped = true;
    }
  }
  for await (const window of plainWindows(audio())) {
    assert.equal(window.end, 30);
    break;
  }
  assert.ok(isStopped);
});

Deno.test("SeekableAudio begins windows where it is told to, over and again", async () => {
  const samples = ramp(65);
  const audio = new SeekableAudio(inPieces(samples, 50000));
  const first = await audio.read(0);
  assert.deepEqual(first!.samples, samples.subarray(0, 480000));
  const next = await audio.read(27.48);
  assert.deepEqual([next!.start, next!.end], [27.48, 57.48]);
  assert.deepEqual(next!.samples, samples.subarray(27.48 * 16000, 57.48 * 16000));
  assert.deepEqual(await audio.read(27.48), next);
  const last = await audio.read(64.9);
  assert.equal(last!.end, 65);
  assert.equal(last!.samples.length, 1600);
  assert.equal(await audio.read(65), null);
  assert.equal(audio.seconds, 65);
});

Deno.test("SeekableAudio refuses what it has dropped, and skips what lies before", async () => {
  const audio = new SeekableAudio(inPieces(ramp(120), 7000));
  assert.equal((await audio.read(50))!.samples[0], 800000);
  await assert.rejects(audio.read(49), /asked for audio from 49 s on: it is dropped before 50 s/);
  await assert.rejects(audio.read(NaN), RangeError);
  assert.equal(await audio.read(130), null);
  assert.equal(audio.seconds, 120);
});

Deno.test("SeekableAudio reads no more of the audio than the window needs", async () => {
  let given = 0;
  async function* audio() {
    for (let i = 0; i < 100; i++) {
      given += 16000;
      yield await Promise.resolve(new Float32Array(16000));
    }
  }
  const source = new SeekableAudio(audio());
  await source.read(0);
  assert.equal(given, 30 * 16000);
  await source.read(12.5);
  assert.equal(given, 43 * 16000);
  await source.close();
});

Deno.test("SeekableAudio looks ahead, and what it saw can still be read", async () => {
  const audio = new SeekableAudio(inPieces(ramp(75), 12345));
  await audio.read(10);
  const ahead = await audio.ahead(4);
  assert.deepEqual(ahead.map(({ start, end }) => [start, end]), [[10, 40], [40, 70], [70, 75]]);
  assert.deepEqual([...ahead[1].samples.subarray(0, 2)], [640_000, 640_001]);
  assert.deepEqual((await audio.ahead(1)).map(({ start }) => start), [10]);
  const next = await audio.read(12.5);
  assert.deepEqual([next!.start, next!.end, next!.samples[0]], [12.5, 42.5, 200_000]);
});
