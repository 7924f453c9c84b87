import assert from "node:assert/strict";
import type { LanguageCode } from "../../../../src/core/languages.ts";
import { chooseLanguage, scoreLanguages } from "../../../../ml/whisper/decoding/language.ts";
import type { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import type { DecodeOptions } from "../../../../ml/whisper/decoding/types.ts";

const CODES: LanguageCode[] = ["en", "es"];

function choose(rows: { probs: number[]; noSpeechProb: number }[], codes = CODES) {
  return chooseLanguage(
    codes,
    rows.map(({ probs, noSpeechProb }) => ({ probabilities: Float32Array.from(probs), noSpeechProb })),
  );
}

Deno.test("chooseLanguage() averages all windows that it gets", () => {
  const row = (es: number) => ({ probs: [1 - es, es], noSpeechProb: 0 });
  const { language, probability, isFromSpeech } = choose([row(0.9), row(0.2), row(0.7), row(0.8)]);
  assert.deepEqual([language, isFromSpeech], ["es", true]);
  assert.ok(Math.abs(probability - 0.65) < 1e-6);
  // Neither the first nor the last window decides alone
  assert.equal(choose([row(0.9), row(0.1), row(0.1), row(0.1)]).language, "en");
  assert.equal(choose([row(0.1), row(0.1), row(0.1), row(0.9)]).language, "en");
});

Deno.test("chooseLanguage() ignores music and noise, where Whisper detects English", () => {
  const music = { probs: [1, 0], noSpeechProb: 0.8 };
  assert.equal(choose([music, music, music, { probs: [0.1, 0.9], noSpeechProb: 0.1 }]).language, "es");
  assert.deepEqual(choose([music]), {
    ...{ language: "en", probability: 1, isFromSpeech: false }, // better than nothing
    probabilities: [{ language: "en", probability: 1 }],
  });
});

Deno.test("chooseLanguage() chooses English for an English-only model", () => {
  assert.deepEqual(choose([], []), { language: "en", probability: 1, probabilities: [], isFromSpeech: true });
});

Deno.test("chooseLanguage() keeps the five likeliest languages above 1 %, the likeliest first", () => {
  const codes: LanguageCode[] = ["en", "es", "fr", "de", "it", "pt", "nl"];
  const { probabilities } = choose(
    [{ probs: [0.5, 0.125, 0.25, 0.0625, 0.03125, 0.02, 0.01], noSpeechProb: 0 }],
    codes,
  );
  assert.deepEqual(probabilities.map(({ language }) => language), ["en", "fr", "es", "de", "it"]);
  assert.deepEqual(probabilities.map(({ probability }) => probability), [0.5, 0.25, 0.125, 0.0625, 0.03125]);
  const sure = choose([{ probs: [0.995, 0.005], noSpeechProb: 0 }]).probabilities;
  assert.deepEqual(sure.map(({ language }) => language), ["en"]);
});

Deno.test("scoreLanguages() decodes one token of each window and returns the scores at the start", async () => {
  const calls: DecodeOptions[] = [];
  const rows = [{ languageProbs: Float32Array.of(0.25, 0.75), noSpeechProb: 0.5 }, {
    languageProbs: Float32Array.of(1, 0),
    noSpeechProb: 0,
  }];
  const model = {
    tokenizer: {
      languageTokens: new Map([["en", 7], ["es", 8]]),
      prompt: (code: string) => [1, code === "en" ? 7 : 8],
    },
    decode(_: unknown, options: DecodeOptions) {
      calls.push(options);
      return Promise.resolve(rows);
    },
  };
  const encoded = { k: { type: "float32" as const, dims: [2, 1], data: new Float32Array(2) } };
  const scores = await scoreLanguages(model as unknown as WhisperModel, encoded);
  assert.deepEqual(calls, [{ prompts: [[1, 7], [1, 7]], temperature: 0, maxNew: 1 }]);
  assert.deepEqual(scores.map(({ probabilities, noSpeechProb }) => [[...probabilities], noSpeechProb]), [
    [[0.25, 0.75], 0.5],
    [[1, 0], 0],
  ]);
});
