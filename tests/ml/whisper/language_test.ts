import assert from "node:assert/strict";
import { detectLanguage } from "../../../ml/whisper/language.ts";
import type { WhisperModel } from "../../../ml/whisper/model.ts";

function hears(rows: { probs: number[]; noSpeechProb: number }[], codes = ["en", "es"]) {
  const model = {
    tokenizer: { languageTokens: new Map(codes.map((code, i) => [code, i])), prompt: () => [1, 2, 3] },
    decode: () => Promise.resolve(rows.map(({ probs, noSpeechProb }) => ({ languageProbs: probs, noSpeechProb }))),
  };
  return detectLanguage(model as unknown as WhisperModel, {});
}

Deno.test("detectLanguage() averages the first three windows", async () => {
  const row = (es: number) => ({ probs: [1 - es, es], noSpeechProb: 0 });
  const { language, probability } = await hears([row(0.9), row(0.2), row(0.7), row(0), row(0)]);
  assert.equal(language, "es");
  assert.ok(Math.abs(probability - 0.6) < 1e-9);
});

Deno.test("detectLanguage() passes over music and noise, where Whisper says English", async () => {
  const music = { probs: [1, 0], noSpeechProb: 0.8 };
  assert.equal((await hears([music, music, music, { probs: [0.1, 0.9], noSpeechProb: 0.1 }])).language, "es");
  assert.deepEqual(await hears([music]), { language: "en", probability: 1, isHeard: false }); // better than nothing
});

Deno.test("detectLanguage() says English for a model that knows no other", async () => {
  assert.deepEqual(await hears([], []), { language: "en", probability: 1, isHeard: true });
});
