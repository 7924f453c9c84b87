import assert from "node:assert/strict";
import { SeekableAudio } from "../../../ml/audio/seekable_audio.ts";
import type { AudioWindow } from "../../../ml/audio/windows.ts";
import { inPieces } from "../../data/speech.ts";

/** Samples whose values are their positions. */
function ramp(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 16000 }, (_, i) => i);
}

/** Reads all of the audio in windows of 30 s. */
async function* fixedWindows(audio: AsyncIterable<Float32Array>): AsyncGenerator<AudioWindow> {
  const source = new SeekableAudio(audio);
  try {
    let window = await source.read(0);
    for (; window; window = await source.read(window.end)) yield window;
  } finally {
    await source.close();
  }
}

Deno.test("SeekableAudio reads all of the audio, 30 s at a time, as speech", async () => {
  const samples = ramp(70.5);
  const windows = await Array.fromAsync(fixedWindows(inPieces(samples, 12345)));
  assert.deepEqual(windows.map(({ start, end }) => [start, end]), [[0, 30], [30, 60], [60, 70.5]]);
  assert.deepEqual(windows.map(({ speech }) => speech), windows.map(({ start, end }) => [{ start, end }]));
  assert.deepEqual(windows.flatMap((window) => [...window.samples]), [...samples]);
});

Deno.test("SeekableAudio has no window for no audio, and no empty window at the end of exactly 60 s", async () => {
  assert.deepEqual(await Array.fromAsync(fixedWindows(inPieces(new Float32Array(0)))), []);
  const windows = await Array.fromAsync(fixedWindows(inPieces(ramp(60))));
  assert.deepEqual(windows.map(({ start, end }) => [start, end]), [[0, 30], [30, 60]]);
});

Deno.test("SeekableAudio stops the source of the audio when it is closed early", async () => {
  let isStopped = false;
  async function* audio() {
    try {
      while (true) yield await Promise.resolve(new Float32Array(80000));
    } finally {
      isStopped = true;
    }
  }
  for await (const window of fixedWindows(audio())) {
    assert.equal(window.end, 30);
    break;
  }
  assert.ok(isStopped);
});

Deno.test("SeekableAudio starts windows where the caller asks, repeatedly too", async () => {
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

Deno.test("SeekableAudio refuses audio that it has dropped, and skips audio before the window", async () => {
  const audio = new SeekableAudio(inPieces(ramp(120), 7000));
  assert.equal((await audio.read(50))!.samples[0], 800000);
  await assert.rejects(audio.read(49), /fromSeconds is 49: audio before 50 s is already dropped/);
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

Deno.test("SeekableAudio reads ahead, and those windows can still be read", async () => {
  const audio = new SeekableAudio(inPieces(ramp(75), 12345));
  await audio.read(10);
  const ahead = await audio.readAhead(4);
  assert.deepEqual(ahead.map(({ start, end }) => [start, end]), [[10, 40], [40, 70], [70, 75]]);
  assert.deepEqual([...ahead[1].samples.subarray(0, 2)], [640_000, 640_001]);
  assert.deepEqual((await audio.readAhead(1)).map(({ start }) => start), [10]);
  const next = await audio.read(12.5);
  assert.deepEqual([next!.start, next!.end, next!.samples[0]], [12.5, 42.5, 200_000]);
});
