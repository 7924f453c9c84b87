import assert from "node:assert/strict";
import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { type AudioWindow, speechWindows } from "../../../ml/audio/windows.ts";
import { inPieces, longRecording, readSpeech, readWords } from "../../data/speech.ts";

async function windowsOf(samples: Float32Array, pieceSamples?: number): Promise<AudioWindow[]> {
  const model = await loadVoiceModel(1);
  try {
    return await Array.fromAsync(speechWindows(inPieces(samples, pieceSamples), new VoiceActivity(model)));
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

Deno.test("speechWindows() ends a window where the media ends", async () => {
  const samples = (await readSpeech("sentence.flac")).subarray(0, 40001); // in the middle of a word
  const windows = await windowsOf(samples);
  assert.equal(windows.length, 1);
  assert.equal(windows[0].end, 40001 / 16000);
  assert.ok(windows[0].speech.at(-1)!.end <= windows[0].end);
});
