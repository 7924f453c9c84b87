import assert from "node:assert/strict";
import fc from "fast-check";
import { ValidationError } from "../../../src/core/errors.ts";
import { LANGUAGE_CODES } from "../../../src/core/languages.ts";
import {
  MAX_PROMPT_CHARS,
  readLanguage,
  readTranscribeArguments,
  readTranscribeOptions,
  TRANSCRIBE_FIELDS,
  writeTranscribeOptions,
} from "../../../src/schemas/transcribe_options.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";

Deno.test("readTranscribeOptions() reads JSON, readTranscribeArguments() the same values as texts", () => {
  const options: TranscribeOptions = {
    language: "es",
    task: "translate",
    beamSize: 5,
    initialPrompt: "Zürich, 東京",
    hotwords: "StreamForge",
    conditionOnPreviousText: true,
    temperature: 0.25,
    voiceActivity: true,
    voiceThreshold: 0.4,
    wordTimestamps: false,
  };
  const fields = {
    ...{ language: "Spanish", task: "translate", beam_size: 5, prompt: " Zürich, 東京\0", hotwords: "StreamForge" },
    ...{ condition_on_previous_text: true, temperature: 0.25, vad: true, vad_threshold: 0.4, word_timestamps: false },
  };
  assert.deepEqual(Object.keys(fields).sort(), [...TRANSCRIBE_FIELDS].sort());
  assert.deepEqual(readTranscribeOptions(fields), options);
  const query = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  assert.deepEqual(readTranscribeArguments(query), options);
});

Deno.test("readTranscribeOptions() leaves out absent, null, empty and unknown fields", () => {
  const nothing = { prompt: "", hotwords: " ", beam_size: null, vad: undefined, model: "base", max_lines: 2 };
  assert.deepEqual(readTranscribeOptions(nothing), {});
  for (const language of [null, "", "auto"]) assert.deepEqual(readTranscribeOptions({ language }), { language: null });
  assert.deepEqual(readTranscribeOptions({ language: "auto-segment" }), { language: "auto-segment" });
});

Deno.test("readLanguage() takes one language, and its error does not offer a value that it refuses", () => {
  for (const value of [undefined, null, "", "auto"]) assert.equal(readLanguage(value), null);
  assert.equal(readLanguage("Spanish"), "es");
  for (const value of ["auto-segment", "klingon", 7]) {
    assert.throws(() => readLanguage(value), (error: Error) => {
      assert.ok(error instanceof ValidationError);
      assert.match(error.message, /^language is .*: it must be a language of Whisper such as .*, or "auto"$/);
      return true;
    });
  }
});

Deno.test("readTranscribeOptions() names the field, what it held and what it may hold", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ language: "klingon" }, /^language is "klingon": it must be a language of Whisper .* "auto", or "auto-segment"$/],
    [{ language: 7 }, /^language is 7/],
    [{ task: "sing" }, /^task is "sing": it must be one of transcribe, translate$/],
    [{ beam_size: 0 }, /^beam_size is 0: it must be a whole number from 1 to 10$/],
    [{ beam_size: 11 }, /^beam_size is 11/],
    [{ beam_size: 2.5 }, /^beam_size is 2\.5/],
    [{ beam_size: "five" }, /^beam_size is "five"/],
    [{ beam_size: "5" }, /^beam_size is "5": it must be a whole number from 1 to 10$/],
    [{ vad: "true" }, /^vad is "true": it must be true or false$/],
    [{ beam_size: true }, /^beam_size is true/],
    [{ beam_size: [5] }, /^beam_size is \[5\]/],
    [{ temperature: -0.1 }, /^temperature is -0\.1: it must be a number from 0 to 1$/],
    [{ temperature: "1.01" }, /^temperature is "1\.01"/],
    [{ temperature: "0x1" }, /^temperature is "0x1"/],
    [{ vad: 0 }, /^vad is 0: it must be true or false$/],
    [{ vad: "no" }, /^vad is "no"/],
    [{ vad_threshold: 0 }, /^vad_threshold is 0: it must be a number above 0 and below 1$/],
    [{ vad_threshold: 1 }, /^vad_threshold is 1/],
    [{ vad: false, vad_threshold: 0.4 }, /^vad_threshold is 0\.4 and vad is false: .* must be left out$/],
    [{ condition_on_previous_text: "yes" }, /^condition_on_previous_text is "yes"/],
    [{ word_timestamps: 1 }, /^word_timestamps is 1/],
    [{ prompt: ["a"] }, /^prompt is \["a"\]: it must be text of at most 2000 characters$/],
    [{ prompt: "x".repeat(MAX_PROMPT_CHARS + 1) }, /^prompt has 2001 characters: it must be text of at most 2000/],
    [{ task: "x".repeat(500) }, /^task is "x{99}\.\.\.: it must be/],
  ];
  for (const [fields, message] of wrong) {
    assert.throws(() => readTranscribeOptions(fields), (error: Error) => {
      assert.ok(error instanceof ValidationError);
      assert.match(error.message, message);
      return true;
    });
  }
});

const absentOr = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll("\0", "x").trim()).filter(Boolean);
const options = fc.record({
  language: absentOr(fc.constantFrom(null, "auto-segment" as const, ...LANGUAGE_CODES)),
  task: absentOr(fc.constantFrom("transcribe" as const, "translate" as const)),
  beamSize: absentOr(fc.integer({ min: 1, max: 10 })),
  initialPrompt: absentOr(text),
  hotwords: absentOr(text),
  conditionOnPreviousText: absentOr(fc.boolean()),
  temperature: absentOr(fc.integer({ min: 0, max: 100 }).map((n) => n / 100)),
  voiceActivity: absentOr(fc.constant(true)),
  voiceThreshold: absentOr(fc.integer({ min: 1, max: 99 }).map((n) => n / 100)),
  wordTimestamps: absentOr(fc.boolean()),
});

Deno.test("property: the options that writeTranscribeOptions() wrote are read back from JSON, without defaults", () => {
  const usual: TranscribeOptions = {
    ...{ task: "transcribe", beamSize: 1, temperature: 0, voiceActivity: true },
    ...{ conditionOnPreviousText: false, wordTimestamps: true },
  };
  fc.assert(fc.property(options, (options) => {
    const expected = Object.entries(options).filter(([name, value]) =>
      value !== undefined && value !== usual[name as keyof TranscribeOptions]
    );
    const written = JSON.parse(JSON.stringify(writeTranscribeOptions(options)));
    assert.deepEqual(readTranscribeOptions(written), Object.fromEntries(expected));
  }));
});

Deno.test("writeTranscribeOptions() writes equal options in the same way", () => {
  assert.deepEqual(writeTranscribeOptions({ task: "transcribe", beamSize: 1, wordTimestamps: true }), {});
  assert.deepEqual(writeTranscribeOptions({ voiceActivity: false, language: null }), { language: "auto", vad: false });
});
