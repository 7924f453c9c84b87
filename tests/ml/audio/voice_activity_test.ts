import assert from "node:assert/strict";
import { FRAME_SECONDS, loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { inPieces, noise, readSpeech, readWords } from "../../data/speech.ts";

async function withModel(use: (detect: (samples: Float32Array, piece?: number) => Promise<number[]>) => Promise<void>) {
  const model = await loadVoiceModel(1);
  try {
    await use(async (samples, piece) => {
      const voice = new VoiceActivity(model);
      const probabilities: number[] = [];
      for await (const part of inPieces(samples, piece)) probabilities.push(...await voice.push(part));
      return [...probabilities, ...await voice.end()];
    });
  } finally {
    await model.release();
  }
}

Deno.test("VoiceActivity detects the words of a passage and the pauses between its sentences", async () => {
  const samples = await readSpeech("passage.flac");
  const { words } = await readWords("passage");
  await withModel(async (detect) => {
    const probabilities = await detect(samples);
    assert.equal(probabilities.length, Math.ceil(samples.length / 512));
    const at = (seconds: number) => probabilities[Math.floor(seconds / FRAME_SECONDS)];
    const detected = words.filter(({ start, end }) => at((start + end) / 2) >= 0.5).length;
    assert.ok(detected >= 0.95 * words.length, `${detected} of ${words.length} words`);
    for (const [i, { end }] of words.entries()) {
      const next = words[i + 1]?.start ?? Infinity;
      if (next - end > 1) assert.ok(at(end + 0.6) < 0.35, `pause at ${end}`);
    }
  });
});

Deno.test("VoiceActivity detects speech that is 50 dB quieter", async () => {
  const samples = await readSpeech("sentence.flac");
  await withModel(async (detect) => {
    const count = (probabilities: number[]) => probabilities.filter((p) => p >= 0.5).length;
    const loud = count(await detect(samples));
    const quiet = count(await detect(samples.map((x) => x * 10 ** (-50 / 20))));
    assert.ok(loud > 80 && quiet > 0.9 * loud, `${quiet} frames, ${loud} when loud`);
  });
});

Deno.test("VoiceActivity detects a whisper between loud sentences, in mild noise too", async () => {
  const sentence = await readSpeech("sentence.flac");
  const { words } = await readWords("sentence");
  const pause = new Float32Array(3 * 16000);
  const from = (sentence.length + pause.length) / 16000;
  await withModel(async (detect) => {
    for (const decibels of [-30, -36]) {
      for (const level of [0, 0.0002]) {
        const whisper = sentence.map((x) => x * 10 ** (decibels / 20));
        const samples = Float32Array.from([sentence, pause, whisper, pause, sentence].flatMap((part) => [...part]));
        noise(samples.length, level).forEach((x, i) => samples[i] += x);
        const probabilities = await detect(samples);
        const at = (seconds: number) => probabilities[Math.floor(seconds / FRAME_SECONDS)];
        const detected = words.filter(({ start, end }) => at(from + (start + end) / 2) >= 0.5).length;
        assert.ok(detected >= 0.9 * words.length, `${detected} of ${words.length} at ${decibels} dB, noise ${level}`);
        assert.ok(at(from - 1.5) < 0.35, `the pause before it is taken for speech: ${at(from - 1.5)}`);
      }
    }
  });
});

/** Chords with a melody: tones with fading overtones, like a piano's. */
function music(nSamples: number): Float32Array {
  const samples = new Float32Array(nSamples);
  const notes = [0, 4, 7, 12, 11, 9, 7, 5, 4, 2, 0, 7];
  for (let i = 0; i < nSamples; i++) {
    const beat = Math.floor(i / 6400); // 0.4 s
    const fade = Math.exp(-3 * (i % 6400) / 6400);
    const tones = [notes[beat % 12] + 12, notes[Math.floor(beat / 4) * 5 % 12], notes[Math.floor(beat / 4) * 7 % 12]];
    for (const note of tones) {
      const phase = 2 * Math.PI * 220 * 2 ** (note / 12) * i / 16000;
      samples[i] += 0.05 * fade * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase));
    }
  }
  return samples;
}

Deno.test("VoiceActivity detects nothing in silence, noise, hum and music", async () => {
  const seconds = 20;
  const n = seconds * 16000;
  let last = 0;
  const sounds = {
    silence: new Float32Array(n),
    hiss: noise(n, 0.001),
    noise: noise(n, 0.1),
    rumble: noise(n, 0.05).map((x) => last = 0.98 * last + 0.2 * x),
    music: music(n),
    quietMusic: music(n).map((x) => 0.02 * x),
    hum: Float32Array.from({ length: n }, (_, i) => 0.2 * Math.sin(2 * Math.PI * 50 * i / 16000)),
  };
  await withModel(async (detect) => {
    for (const [name, samples] of Object.entries(sounds)) {
      const loudest = Math.max(...await detect(samples));
      assert.ok(loudest < 0.5, `${name}: ${loudest}`);
    }
  });
});

Deno.test("VoiceActivity gives the same result for any chunk sizes", async () => {
  const samples = (await readSpeech("sentences.opus")).subarray(0, 50 * 16000); // blocks of 8 s
  await withModel(async (detect) => {
    const whole = await detect(samples, samples.length);
    assert.equal(whole.length, Math.ceil(samples.length / 512));
    assert.deepEqual(await detect(samples, 70001), whole);
  });
});

Deno.test("VoiceActivity has no frames for no audio and one for a single sample", async () => {
  await withModel(async (detect) => {
    assert.deepEqual(await detect(new Float32Array(0)), []);
    assert.equal((await detect(new Float32Array(1))).length, 1);
  });
});
