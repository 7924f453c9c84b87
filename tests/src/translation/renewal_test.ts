import assert from "node:assert/strict";
import { defaultCaptionLayout } from "../../../src/captions/mod.ts";
import type { Cue, EditedCue } from "../../../src/core/types.ts";
import { planTranslation, translatedCues } from "../../../src/translation/renewal.ts";

function cue(start: number, text: string, more: Partial<EditedCue> = {}): EditedCue {
  return { id: 0, start, end: start + 1.5, text, words: [], isEdited: false, ...more };
}

const ORIGINAL: Cue[] = [cue(0, "one"), cue(2, "two"), cue(4, "three"), cue(6, "four")];
const TRANSLATION = [cue(0, "uno"), cue(2, "dos"), cue(4, "tres"), cue(6, "cuatro")];
const layout = defaultCaptionLayout("es");
const summary = (cues: EditedCue[]) =>
  cues.map(({ start, text, isEdited }) => `${start} ${text}${isEdited ? "*" : ""}`);

function renewed(original: Cue[], cues: EditedCue[], texts: [number, string][] = []) {
  const plan = planTranslation(original, { original: ORIGINAL, cues });
  const list = translatedCues(original, plan, { texts: new Map(texts), layout, language: "es" });
  return { plan, cues: summary(list) };
}

Deno.test("planTranslation() wants every cue the first time", () => {
  assert.deepEqual([...planTranslation(ORIGINAL, null).wanted], [0, 1, 2, 3]);
});

Deno.test("planTranslation() wants only changed and new cues again", () => {
  const changed = [ORIGINAL[0], cue(2, "two and a half"), cue(3.6, "new"), ORIGINAL[2], ORIGINAL[3]];
  const { plan, cues } = renewed(changed, TRANSLATION, [[1, "dos y medio"], [2, "nuevo"]]);
  assert.deepEqual([...plan.wanted], [1, 2]);
  assert.deepEqual(cues, ["0 uno", "2 dos y medio", "3.6 nuevo", "4 tres", "6 cuatro"]);
});

Deno.test("a translated cue moves with its original, and goes with it", () => {
  const moved = [ORIGINAL[0], { ...ORIGINAL[1], start: 2.2, end: 3.7 }, ORIGINAL[3]];
  const { plan, cues } = renewed(moved, TRANSLATION);
  assert.equal(plan.wanted.size, 0);
  assert.deepEqual(cues, ["0 uno", "2.2 dos", "6 cuatro"]);
});

Deno.test("a person's cue stays, also if its original changed; what a person deleted stays deleted", () => {
  const edited = [TRANSLATION[0], cue(2, "DOS", { isEdited: true }), TRANSLATION[3], cue(8, "fin", { isEdited: true })];
  const changed = [ORIGINAL[0], cue(2, "two!"), ORIGINAL[2], cue(6, "4")];
  const { plan, cues } = renewed(changed, edited, [[3, "4"]]);
  assert.deepEqual([...plan.wanted], [3]);
  assert.equal(plan.doubtful.length, 1);
  assert.deepEqual(cues, ["0 uno", "2 DOS*", "6 4", "8 fin*"]);
});

Deno.test("what a person deleted stays deleted, also if its sentence is translated anew", () => {
  const changed = [ORIGINAL[0], cue(2, "two!"), ORIGINAL[2], ORIGINAL[3]];
  const { plan, cues } = renewed(changed, TRANSLATION.toSpliced(2, 1), [[1, "¡dos!"], [2, "tres"]]);
  assert.deepEqual([...plan.wanted], [1]);
  assert.deepEqual(cues, ["0 uno", "2 ¡dos!", "6 cuatro"]);
});

Deno.test("a cue that a person cut in two stays in two", () => {
  const halves = [cue(2, "do", { end: 2.7, isEdited: true }), cue(2.8, "os", { end: 3.5, isEdited: true })];
  const { cues } = renewed(ORIGINAL, [TRANSLATION[0], ...halves, TRANSLATION[2], TRANSLATION[3]]);
  assert.deepEqual(cues, ["0 uno", "2 do*", "2.8 os*", "4 tres", "6 cuatro"]);
});

Deno.test("translatedCues() keeps times, speaker and place, and breaks lines for the language", () => {
  const original: Cue[] = [{ ...cue(0, "x"), speaker: "Ann", position: { line: 0 } }];
  const text = "Esta es una frase bastante larga que no cabe en una sola línea de la pantalla.";
  const plan = planTranslation(original, null);
  const [one] = translatedCues(original, plan, { texts: new Map([[0, text]]), layout, language: "es" });
  assert.deepEqual([one.start, one.end, one.speaker, one.position], [0, 1.5, "Ann", { line: 0 }]);
  assert.equal(one.text.split("\n").length, 2);
  assert.equal(one.text.replace("\n", " "), text);
  const long = Array(6).fill(text).join(" ");
  const [full] = translatedCues(original, plan, { texts: new Map([[0, long]]), layout, language: "es" });
  assert.equal(full.text.replaceAll("\n", " "), long, "nothing is lost where it does not fit");
});
