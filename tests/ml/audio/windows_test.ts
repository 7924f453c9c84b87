import assert from "node:assert/strict";
import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { type AudioWindow, type SpeechWindowOptions, speechWindows } from "../../../ml/audio/windows.ts";
import { inPieces, longRecording, noise, readSpeech, readWords } from "../../data/speech.ts";

async function windowsOf(
  samples: Float32Array,
  pieceSamples?: number,
  options?: SpeechWindowOptions,
): Promise<AudioWindow[]> {
  const model = await loadVoiceModel(1);
  try {
    return await Array.fromAsync(speechWindows(inPieces(samples, pieceSamples), new VoiceActivity(model), options));
  } finally {
    await model.release();
  }
}

Deno.test("speechWindows() holds every word of a passage, with its own samples", async () => {
  const samples = await readSpeech("passage.flac");
  const { words } = await readWords("passage");
  const windows = await windowsOf(samples);
  assert.ok(windows.length >= 2);
  for (const { start, end, samples: own } of windows) {
    assert.ok(end - start <= 30);
    const from = Math.round(start * 16000);
    assert.deepEqual(own, samples.slice(from, from + own.length));
    assert.equal(own.length, Math.round((end - start) * 16000));
  }
  for (const word of words) {
    const isWhole = windows.some(({ start, end }) => start <= word.start && word.end <= end);
    assert.ok(isWhole, `"${word.word}" at ${word.start} s is cut`);
  }
});

Deno.test("speechWindows() cuts ten minutes between sentences only and loses none of them", async () => {
  const { samples, sentences } = await longRecording(600);
  const windows = await windowsOf(samples, 123457);
  for (const { text, start, end } of sentences) {
    // The voice begins and ends with some silence
    const isWhole = windows.some((window) => window.start <= start + 0.25 && end - 0.25 <= window.end);
    assert.ok(isWhole, `"${text}" at ${start} s is cut`);
  }
  const filled = windows.reduce((sum, { start, end }) => sum + end - start, 0) / windows.length;
  assert.ok(filled > 10, `windows of ${filled} s on average`);
});

Deno.test("speechWindows() gives a window that is cut within speech the sound after it", async () => {
  const sentence = (await readSpeech("sentence.flac")).subarray(8000, 32000); // no pause in it
  const samples = Float32Array.from({ length: 40 * 16000 }, (_, i) => sentence[i % sentence.length]);
  const [first, second] = await windowsOf(samples, 4567);
  assert.equal(first.end, second.start);
  const from = Math.round(first.end * 16000);
  assert.ok(first.after!.length >= 8000 && first.end - first.start + first.after!.length / 16000 <= 30);
  assert.deepEqual(first.after, samples.slice(from, from + first.after!.length));
});

Deno.test("speechWindows() ends a window where the media ends", async () => {
  const samples = (await readSpeech("sentence.flac")).subarray(0, 40001); // in the middle of a word
  const windows = await windowsOf(samples);
  assert.equal(windows.length, 1);
  assert.equal(windows[0].end, 40001 / 16000);
  assert.ok(windows[0].speech.at(-1)!.end <= windows[0].end);
});

Deno.test("speechWindows() keeps a whisper 36 dB below the speech before a pause", async () => {
  const sentence = await readSpeech("sentence.flac");
  const { words } = await readWords("sentence");
  const pauseSeconds = 3;
  const from = sentence.length / 16000 + pauseSeconds;
  const samples = Float32Array.from([
    ...sentence,
    ...new Float32Array(pauseSeconds * 16000),
    ...sentence.map((x) => x * 10 ** (-36 / 20)),
  ]);
  noise(samples.length, 0.0002).forEach((x, i) => samples[i] += x);
  const windows = await windowsOf(samples);
  for (const { word, start, end } of words) {
    const isWhole = windows.some((window) => window.start <= from + start && from + end <= window.end);
    assert.ok(isWhole, `"${word}" is lost`);
  }
});

Deno.test("speechWindows() has no window for half a minute of noise, and none if the threshold is too high", async () => {
  assert.deepEqual(await windowsOf(noise(30 * 16000, 0.02)), []);
  const sentence = await readSpeech("sentence.flac");
  assert.equal((await windowsOf(sentence, undefined, { threshold: 0.05 })).length, 1);
  assert.deepEqual(await windowsOf(sentence.map((x) => 0.001 * x), undefined, { threshold: 0.999999 }), []);
  await assert.rejects(windowsOf(sentence, undefined, { threshold: 1.5 }), /the voice threshold is 1.5/);
});
