import assert from "node:assert/strict";
import { sentencesOf } from "../../../ml/text/sentences.ts";

const cue = (start: number, end: number, text: string) => ({ start, end, text, words: [] });

Deno.test("sentencesOf puts cues together and cuts where sentences end", () => {
  const sentences = sentencesOf([
    cue(0, 4, "Press the button\nfor ten"),
    cue(4, 8, "seconds. Then let go."),
    cue(8, 9, "Good"),
  ]);
  assert.deepEqual(sentences.map(({ text }) => text), ["Press the button for ten seconds.", "Then let go.", "Good"]);
  assert.deepEqual(sentences.map(({ start, end }) => [start, end]), [[0, 5], [5, 8], [8, 9]]);
});

Deno.test("sentencesOf takes the times of words where a cue has them", () => {
  const words = [["One.", 1, 1.5], ["Two", 3, 3.2], ["three.", 3.3, 3.9]].map(([word, start, end]) => ({
    ...{ word: ` ${word}`, start: start as number, end: end as number, probability: 1 },
  }));
  const sentences = sentencesOf([{ start: 0.9, end: 4, text: "One. Two three.", words }]);
  assert.deepEqual(sentences.map(({ start, end }) => [start, end]), [[1, 1.5], [3, 3.9]]);
});

Deno.test("sentencesOf does not end a sentence after an abbreviation, an initial or a number", () => {
  const text = "Dr. A. Smith paid 3.50 dollars, i.e. little. Really?";
  assert.deepEqual(sentencesOf([cue(0, 5, text)]).map(({ text }) => text), [
    "Dr. A. Smith paid 3.50 dollars, i.e. little.",
    "Really?",
  ]);
});

Deno.test("sentencesOf ends a sentence at a long silence, and after forty words at the end of a cue", () => {
  assert.equal(sentencesOf([cue(0, 1, "and so"), cue(9, 10, "we begin")]).length, 2);
  const words = "word ".repeat(25).trim();
  assert.deepEqual(sentencesOf([0, 1, 2, 3].map((i) => cue(i, i + 1, words))).map(({ start }) => start), [0, 2]);
});

Deno.test("sentencesOf leaves out what nobody says", () => {
  assert.deepEqual(
    sentencesOf([cue(0, 1, "[music]"), cue(1, 2, "- Hello. (laughs)"), cue(2, 3, "♪ la la ♪")]).map(
      ({ text }) => text,
    ),
    ["Hello."],
  );
  assert.deepEqual(sentencesOf([]), []);
});
