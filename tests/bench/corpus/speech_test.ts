import assert from "node:assert/strict";
import { makePlans } from "../../../bench/corpus/plans.ts";
import { speakAll } from "../../../bench/corpus/speech.ts";

// flite's library comes with Debian's ffmpeg; festival and espeak-ng are installed by `./sf bench:corpus` alone
Deno.test("speakAll() tells when flite says each word", async () => {
  const text = "Hello, don't you like the twenty third of May? Yes, O'Brien does.";
  const voice = { engine: "flite", name: "slt", rate: 1.25, speed: 1.1 } as const;
  const [speech, again] = await speakAll([{ voice, text }, { voice, text }], "");
  assert.deepEqual(speech.words, again.words);
  assert.equal(speech.samples.length, again.samples.length); // its breath is random: the same in the next process
  assert.deepEqual(speech.words.map(({ word }) => word), text.split(" "));
  for (const [i, { word, start, end }] of speech.words.entries()) {
    assert.ok(end - start > 0.03 && end - start < 0.6 && start >= (speech.words[i - 1]?.end ?? 0) - 1e-6, word);
  }
  // It is quiet before the first word and after the question mark, and loud in a vowel
  const level = (from: number, to: number) =>
    speech.samples.subarray(from * 16000, to * 16000).reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  const [may, yes] = [speech.words[8], speech.words[9]];
  assert.ok(level(0, speech.words[0].start - 0.05) < 0.02);
  assert.ok(level(may.end + 0.03, yes.start - 0.02) < 0.05 && level(may.start, may.end) > 0.1);
});

Deno.test("makePlans() plans the same texts for the same seed, and at least 4000 English words", async () => {
  const [plans, again, other] = [await makePlans(1), await makePlans(1), await makePlans(2)];
  assert.deepEqual(plans.map(({ parts }) => parts), again.map(({ parts }) => parts));
  assert.notEqual(JSON.stringify(plans), JSON.stringify(other));
  const texts = plans.filter(({ language }) => language === "en").flatMap(({ parts }) => parts.map(({ text }) => text));
  assert.ok(texts.join(" ").split(" ").length >= 3900);
  for (const text of texts) assert.match(text, /^[A-Za-z' ,.?!:]+$/, "spelled out, without digits and hyphens");
});
