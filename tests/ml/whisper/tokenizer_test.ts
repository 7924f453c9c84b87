import assert from "node:assert/strict";
import fc from "fast-check";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";

async function load(model: "base" | "tiny.en"): Promise<WhisperTokenizer> {
  const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("error"));
  return await WhisperTokenizer.load(`${await store.resolve(model)}/tokenizer.json`);
}

const base = await load("base");
const english = await load("tiny.en");

Deno.test("WhisperTokenizer finds the special tokens of a multilingual model", () => {
  const { endOfText, startOfTranscript, translate, transcribe, startOfPrevious, noSpeech, noTimestamps } = base;
  assert.deepEqual(
    [endOfText, startOfTranscript, translate, transcribe, startOfPrevious, noSpeech, noTimestamps],
    [50257, 50258, 50358, 50359, 50361, 50362, 50363],
  );
  assert.equal(base.timestampBegin, 50364);
  assert.equal(base.vocabSize, 51865);
  assert.ok(base.isMultilingual);
  assert.equal(base.languageTokens.size, 99);
  assert.equal(base.languageTokens.get("en"), 50259);
  assert.equal(base.languageTokens.get("su"), 50357);
  assert.deepEqual(base.prompt("es", "transcribe"), [50258, 50262, 50359]);
  assert.deepEqual(base.prompt("es", "translate"), [50258, 50262, 50358]);
  assert.throws(() => base.prompt("yue", "transcribe"), /no token for the language "yue"/);
});

Deno.test("WhisperTokenizer finds the special tokens of an English-only model", () => {
  assert.deepEqual(
    [english.endOfText, english.startOfTranscript, english.noSpeech, english.timestampBegin, english.vocabSize],
    [50256, 50257, 50361, 50363, 51864],
  );
  assert.ok(!english.isMultilingual);
  assert.equal(english.languageTokens.size, 0);
  assert.deepEqual(english.prompt("en", "transcribe"), [50257]);
});

Deno.test("encode() gives the tokens that Whisper was trained on", () => {
  assert.deepEqual(base.encode(" Hello world"), [2425, 1002]);
  assert.deepEqual(base.encode("日本語の天気"), [27311, 31348, 2972, 6135, 25870]);
  assert.deepEqual(base.encode(" It's 7 o'clock, isn't it?"), [467, 311, 1614, 277, 6, 9023, 11, 1943, 380, 309, 30]);
});

for (const [name, tokenizer] of [["multilingual", base], ["English-only", english]] as const) {
  Deno.test(`decode() undoes encode(), ${name}`, () => {
    const texts = [
      " Hello, it's 3.5 o'clock...",
      "日本語のテキスト",
      "你好，世界",
      " สวัสดีครับ",
      " 🙂👩‍👩‍👧🇪🇸",
      " naïve façade",
      "\u{FEFF}mark first",
      " <|endoftext|>",
      "  two  spaces\n",
      "",
    ];
    for (const text of texts) assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }));
  });

  Deno.test(`splitToWords() loses no token and no character, ${name}`, () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.constantFrom("en", "ja"), (text, language) => {
        const tokens = tokenizer.encode(text);
        const words = tokenizer.splitToWords(tokens, language);
        assert.deepEqual(words.flatMap((word) => word.tokens), tokens);
        assert.equal(words.map(({ word }) => word).join(""), text);
      }),
    );
  });
}

Deno.test("decode() skips special tokens and timestamps", () => {
  const [hello, world] = base.encode(" Hello world");
  const tokens = [base.startOfTranscript, base.timestampBegin, hello, base.timestampBegin + 50, world, base.endOfText];
  assert.equal(base.decode(tokens), " Hello world");
});

Deno.test("bytes() returns the bytes of a half character, and decode() gives U+FFFD", () => {
  const tokens = base.encode("🙂");
  assert.ok(tokens.length > 1);
  const bytes = tokens.flatMap((token) => [...base.bytes([token])]);
  assert.deepEqual(bytes, [...new TextEncoder().encode("🙂")]);
  assert.match(base.decode(tokens.slice(0, 1)), /\u{FFFD}/u);
});

Deno.test("splitToWords() splits at spaces and punctuation", () => {
  const words = base.splitToWords(base.encode(" Well, it's 3.5 \"o'clock\"!"), "en").map(({ word }) => word);
  assert.equal(words.join(""), " Well, it's 3.5 \"o'clock\"!");
  assert.deepEqual(words.slice(0, 3), [" Well", ",", " it's"]);
});

Deno.test("splitToWords() splits text without spaces into whole characters", () => {
  const tokens = base.encode("天気が🙂いい");
  const words = base.splitToWords(tokens, "ja");
  assert.ok(words.length > 2);
  for (const { word } of words) assert.ok(!word.includes("\u{FFFD}"), word);
  // A text that ends inside a character keeps its last tokens
  const cut = base.encode("🙂").slice(0, -1);
  assert.deepEqual(base.splitToWords(cut, "ja").flatMap((word) => word.tokens), cut);
});

Deno.test("timestamps are 20 ms apart", () => {
  assert.equal(base.timestampSeconds(base.timestampBegin), 0);
  assert.equal(base.timestampSeconds(base.timestampBegin + 1500), 30);
  assert.ok(base.isTimestamp(base.timestampBegin) && !base.isTimestamp(base.noTimestamps));
});

Deno.test("WhisperTokenizer refuses a file that is not Whisper's tokenizer.json, and says why", () => {
  assert.throws(() => new WhisperTokenizer("{"), /is not JSON/);
  assert.throws(() => new WhisperTokenizer("{}"), /has no vocabulary/);
  const other = JSON.stringify({ model: { vocab: { a: 0 } }, added_tokens: [] });
  assert.throws(() => new WhisperTokenizer(other), /no token <\|endoftext\|>/);
});
