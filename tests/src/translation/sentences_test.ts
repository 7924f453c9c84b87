import assert from "node:assert/strict";
import { bySentence, divideText, sentences } from "../../../src/translation/sentences.ts";
import type { SourceCue } from "../../../src/translation/translator.ts";

function cues(...texts: string[]): SourceCue[] {
  return texts.map((text, i) => ({ start: 2 * i, end: 2 * i + 1.9, text }));
}

Deno.test("sentences() joins the cues of a sentence, and ends them at pauses, dashes and speakers", () => {
  const list = cues("I went to the", "market today.", "It was", "- Closed?", "Yes", "no");
  list[5] = { ...list[5], start: 20, end: 21 };
  assert.deepEqual(sentences(list), [[0, 1], [2], [3], [4], [5]]);
  assert.deepEqual(sentences([{ ...list[0], speaker: "Ann" }, { ...list[1], speaker: "Bob" }]), [[0], [1]]);
  assert.equal(Math.max(...sentences(cues(...Array(20).fill("and on"))).map(({ length }) => length)), 6);
});

Deno.test("divideText() cuts between words, behind punctuation where that is near", () => {
  assert.deepEqual(divideText("Fui al mercado, pero estaba cerrado.", [18, 18], "es"), [
    "Fui al mercado,",
    "pero estaba cerrado.",
  ]);
  assert.deepEqual(divideText("uno dos tres", [1, 100, 1], "es"), ["uno", "dos", "tres"]);
  assert.equal(divideText("uno dos", [1, 1, 1], "es"), null);
  const parts = divideText("今天我去了市场但是关门了", [10, 10], "zh")!;
  assert.equal(parts.length, 2);
  assert.equal(parts.join(""), "今天我去了市场但是关门了");
});

Deno.test("bySentence() translates only sentences with a wanted cue, and never leaves a cue without text", async () => {
  const asked: string[][] = [];
  const translator = bySentence({
    name: "test",
    translateTexts(texts) {
      asked.push([...texts]);
      return Promise.resolve(texts.map((text) => text === "I went home late." ? "Tarde." : `<${text}>`));
    },
  });
  const list = cues("Not this one.", "I went home", "late.", "Nor this one.", "But\nthis one.");
  const request = { from: "en", to: "es", wanted: new Set([2, 4]) } as const;
  const texts = await translator.translate(list, request);
  assert.deepEqual(asked, [["I went home late.", "But this one."], ["I went home", "late."]]);
  assert.deepEqual(Object.fromEntries(texts), { 1: "<I went home>", 2: "<late.>", 4: "<But this one.>" });
});
