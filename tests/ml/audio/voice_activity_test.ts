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

Deno.test("VoiceActivity hears the words of a passage and the pauses between its sentences", async () => {
  const samples = await readSpeech("passage.flac");
  const { words } = await readWords("passage");
  await withModel(async (detect) => {
    const probabilities = await detect(samples);
    assert.equal(probabilities.length, Math.ceil(samples.length / 512));
    const at = (seconds: number) => probabilities[Math.floor(seconds / FRAME_SECONDS)];
    const heard = words.filter(({ start, end }) => at((start + end) / 2) >= 0.5).length;
    assert.ok(heard >= 0.95 * words.length, `${heard} of ${words.length} words`);
    for (const [i, { end }] of words.entries()) {
      const next = words[i + 1]?.start ?? Infinity;
      if (next - end > 1) assert.ok(at(end + 0.6) < 0.35, `pause at ${end}`);
    }
  });
});

Deno.test("VoiceActivity hears speech that is 50 dB quieter", async () => {
  const samples = await readSpeech("sentence.flac");
  await withModel(async (detect) => {
    const count = (probabilities: number[]) => probabilities.filter((p) => p >= 0.5).length;
    const loud = count(await detect(samples));
    const quiet = count(await detect(samples.map((x) => x * 10 ** (-50 / 20))));
    assert.ok(loud > 80 && quiet > 0.9 * loud, `${quiet} frames, ${loud} when loud`);
  });
});

Deno.test("VoiceActivity hears nothing in silence, noise and hum", async () => {
  const seconds = 20;
  const n = seconds * 16000;
  let last = 0;
  const sounds = {
    silence: new Float32Array(n),
    hiss: noise(n, 0.001),
    noise: noise(n, 0.1),
    rumble: noise(n, 0.05).map((x) => last = 0.98 * last + 0.2 * x),
    hum: Float32Array.from({ length: n }, (_, i) => 0.2 * Math.sin(2 * Math.PI * 50 * i / 16000)),
  };
  await withModel(async (detect) => {
    for (const [name, samples] of Object.entries(sounds)) {
      const loudest = Math.max(...await detect(samples));
      assert.ok(loudest < 0.5, `${name}: ${loudest}`);
    }
  });
});

Deno.test("VoiceActivity gives the same whatever the pieces that the audio comes in", async () => {
  const samples = (await readSpeech("sentences.opus")).subarray(0, 150 * 16000); // more than a block of 128 s
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
