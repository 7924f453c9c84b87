import assert from "node:assert/strict";
import { cueTextAttributes, withLineMarks, withoutLineMarks } from "../../../../routes/web/shared/cue_text.ts";

const CASES: [text: string, language: string, lang: string, dir: string][] = [
  ["Hello.", "en", "en", "ltr"],
  ["", "en", "en", "ltr"],
  ["الفرن means oven", "en", "en", "ltr"],
  ["الفرن", "en", "en", "auto"],
  ["نعم.", "ar", "ar", "rtl"],
  ["", "he", "he", "rtl"],
  ["(240)", "ar", "ar", "rtl"],
  ["Radio 5 يشعل الفرن", "ar", "ar", "rtl"],
  ["Hello.", "ar", "ar", "auto"],
  ["日本語", "ja", "ja", "ltr"],
  ["sugeng enjing", "jw", "jv", "ltr"], // Whisper's code
  ["Hello.", "und", "", "auto"],
];

for (const [text, language, lang, dir] of CASES) {
  Deno.test(`cueTextAttributes(): "${text}" in ${language} has lang="${lang}" and dir="${dir}"`, () => {
    assert.deepEqual(cueTextAttributes(text, language), { lang, dir });
  });
}

const MARKED: [text: string, language: string, marked: string][] = [
  ["Radio 5 يشعل الفرن", "ar", "\u200fRadio 5 يشعل الفرن"],
  ["<v Ann>Radio 5\nيشعل الفرن", "ar", "\u200f<v Ann>Radio 5\nيشعل الفرن"],
  ["<b>يشعل</b> &amp; Radio", "ar", "<b>يشعل</b> &amp; Radio"],
  ["Good morning.", "ar", "Good morning."],
  ["الفرن means oven", "en", "\u200eالفرن means oven"],
  ["<b>الفرن</b>", "en", "<b>الفرن</b>"],
  ["الفرن means oven", "und", "الفرن means oven"],
];

Deno.test("withLineMarks() marks the lines whose first letter has another direction, once", () => {
  for (const [text, language, marked] of MARKED) {
    assert.equal(withLineMarks(text, language), marked);
    assert.equal(withLineMarks(marked, language), marked);
    assert.equal(withoutLineMarks(marked), text);
  }
});
