/** Nothing is written for audio without speech, and a few words in noise are. */
import assert from "node:assert/strict";
import { VoiceDetector } from "../../../ml/audio/voice_detector.ts";
import type { EngineTranscribeOptions } from "../../../ml/whisper/engine/engine.ts";
import { noise } from "../../data/speech.ts";
import {
  joined,
  music,
  pieces,
  plain,
  recording,
  SAMPLE_RATE,
  sharedEngine,
  silence,
  textOf,
} from "./engine/engine_fixture.ts";
import { arpeggio, band, brownNoise, chords, drums, hum, pinkNoise, whiteNoise } from "./sounds.ts";

const whisper = await sharedEngine("base");
const transcribe = (audio: Float32Array, options: EngineTranscribeOptions = {}) =>
  whisper.transcribe(pieces(audio), options, {});

/** 20 to 40 s each, soft and loud. */
const SOUNDS: Record<string, Float32Array> = {
  "white noise": whiteNoise(30, 0.03),
  "soft pink noise": pinkNoise(24, 0.003),
  "loud brown noise": brownNoise(36, 0.2),
  "hum": hum(40, 0.05),
  "chords": chords(32, 0.1),
  "soft chords": chords(20, 0.01),
  "an arpeggio": arpeggio(25, 0.1),
  "drums": drums(28, 0.1),
  "a band": band(34, 0.2),
  "plucked tones, then noise": joined(music(12), noise(12 * SAMPLE_RATE, 0.1)),
  "silence": silence(35),
  "noise of the last bit": noise(30 * SAMPLE_RATE, 2 ** -16),
  "silence between bursts of noise": joined(silence(8), whiteNoise(1, 0.2), silence(10), pinkNoise(2, 0.1), silence(9)),
};

for (const [name, audio] of Object.entries(SOUNDS)) {
  Deno.test(`${name}: nothing is written, and no language is detected`, async () => {
    const { segments, language, languageProbability, duration } = await transcribe(audio);
    assert.deepEqual([textOf(segments), language, languageProbability], ["", null, 0]);
    assert.equal(duration, audio.length / SAMPLE_RATE);
  });
}

Deno.test("without voice activity nothing is written either, and dropped segments have their rule", async () => {
  const rules = new Map<string, number>();
  for (const [name, audio] of Object.entries(SOUNDS)) {
    const { segments, dropped, language } = await transcribe(audio, { voiceActivity: false, language: "en" });
    assert.deepEqual([textOf(segments), language], ["", null], name);
    for (const { rule, noSpeechProb, avgLogprob, compressionRatio, temperature, text } of dropped) {
      assert.ok(["silence", "no voice", "repetition"].includes(rule), `"${text}" was dropped for ${rule}`);
      if (rule === "silence") assert.ok(noSpeechProb > 0.6 && avgLogprob < -1);
      if (rule === "no voice") assert.ok(noSpeechProb > 0.6 || avgLogprob < -1 || compressionRatio > 2.4, text);
      assert.ok(temperature >= 0 && compressionRatio > 0);
      rules.set(rule, (rules.get(rule) ?? 0) + 1);
    }
  }
  assert.ok(rules.get("silence")! > 0 && rules.get("no voice")! > 0, "Whisper does write something over noise");
});

Deno.test("without voice activity progress continues through silence to the end", async () => {
  const stages: number[] = [];
  const quiet = await whisper.transcribe(pieces(silence(70)), { voiceActivity: false }, {
    onProgress: ({ stage, seconds }) => stage === "transcribing" && stages.push(seconds),
  });
  assert.deepEqual([quiet.segments, quiet.dropped, quiet.language, quiet.duration], [[], [], null, 70]);
  assert.deepEqual([...new Set(stages)], [30, 60, 70]); // each several times, while audio arrives
});

Deno.test("a few words in half a minute of noise or music are kept although Whisper doubts them", async () => {
  const all = await recording("sentences.opus");
  const phrase = all.subarray(7.1 * SAMPLE_RATE, 8.8 * SAMPLE_RATE); // "Our neighbor repairs"
  let nDoubted = 0;
  const voices = new VoiceDetector();
  for (const bed of [pinkNoise(30, 0.003), pinkNoise(30, 0.02), band(30, 0.01)]) {
    for (const at of [5, 26]) {
      const audio = bed.slice();
      phrase.forEach((value, i) => audio[at * SAMPLE_RATE + i] += value);
      assert.ok(await voices.hasVoice(audio));
      const { segments } = await transcribe(audio, { voiceActivity: false, language: "en" });
      const text = plain(textOf(segments));
      assert.ok(["neighbor", "neighbors", "repairs"].some((word) => text.includes(word)), `${at}: ${text}`);
      nDoubted += segments.some(({ avgLogprob, noSpeechProb }) => avgLogprob < -1 || noSpeechProb > 0.6) ? 1 : 0;
    }
  }
  await voices.release();
  assert.ok(nDoubted > 0, "none was doubtful");
});
