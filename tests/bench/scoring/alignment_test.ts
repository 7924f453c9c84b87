import assert from "node:assert/strict";
import type { Clip } from "../../../bench/clips.ts";
import { alignTranscript } from "../../../bench/scoring/alignment.ts";

/** Half a second a word, one after the other. */
function clipOf(reference: string, name = "a"): Clip {
  const words = reference.split(" ").map((word, i) => ({ word, start: i / 2, end: i / 2 + 0.5 }));
  return { name, path: "", language: "en", reference, words };
}

Deno.test("alignTranscript() counts a missing sentence as lost speech, a wrong word and a missing short word not", () => {
  const clip = clipOf("The cat sat there. Nobody saw the dog. It ran away quickly.");
  const [result] = alignTranscript(clip, "The hat sat there. It ran quickly.");
  assert.deepEqual(result, {
    ...{ name: "a", errors: 6, words: 12, lostSeconds: 2, droppedSeconds: 0, lost: ["nobody saw the dog"] },
  });
});

Deno.test("alignTranscript() tells lost speech from speech that the engine says it dropped", () => {
  const clip = clipOf("one cat two dogs three birds four fish");
  const [result] = alignTranscript(clip, "one cat four fish", [{ start: 0.9, end: 3.1 }]);
  assert.deepEqual([result.lostSeconds, result.droppedSeconds, result.lost], [0, 2, []]);
});

Deno.test("alignTranscript() takes a number's time from all its words, and splits a contraction's between its two", () => {
  const clip = clipOf("He counted two hundred forty five and didn't stop");
  const [result] = alignTranscript(clip, "He counted and stop");
  assert.deepEqual([result.words, result.lostSeconds], [7, 2 + 0]); // 245; "did not" is half a second: not lost
  const [whole] = alignTranscript(clip, "He counted 245 and did not stop.");
  assert.equal(whole.errors, 0);
});

Deno.test("alignTranscript() estimates the time of words that have none", () => {
  const clip: Clip = { name: "a", path: "", language: "en", reference: "a b c d e f" };
  assert.equal(alignTranscript(clip, "a f")[0].lostSeconds.toFixed(3), "1.200");
  const aligned = [{ word: "C", start: 3, end: 4 }];
  assert.equal(alignTranscript({ ...clip, aligned }, "a f")[0].lostSeconds.toFixed(3), "1.900");
});

Deno.test("alignTranscript() gives each member of a joined recording its own errors", () => {
  const members = [
    clipOf("red green blue", "x"),
    { ...clipOf("", "quiet"), words: [] },
    clipOf("black and white", "y"),
  ];
  const joined = clipOf("red green blue black and white", "joined");
  const results = alignTranscript(joined, "red green blue grey and also white or", [], members);
  assert.deepEqual(results.map(({ name, errors, words }) => [name, errors, words]), [
    ["x", 0, 3],
    ["quiet", 0, 0],
    ["y", 3, 3],
  ]);
});

Deno.test("alignTranscript() counts words over a recording in which nothing is said as errors", () => {
  const [result] = alignTranscript({ name: "a", path: "", language: "en", reference: "" }, "Thank you.");
  assert.deepEqual([result.errors, result.words, result.lostSeconds], [2, 0, 0]);
});

Deno.test("alignTranscript() takes words that are heard as one, or as others, for wrong and not for lost", () => {
  const clip = clipOf("afterwards they argued about the ending until midnight");
  const lostIn = (text: string) => alignTranscript(clip, text)[0].lost;
  assert.deepEqual(lostIn("afterwards theyarguedabouttheanding until midnight"), []);
  assert.deepEqual(lostIn("afterwards the argument bout dhe ending until midnight"), []);
  assert.deepEqual(lostIn("afterwards the until midnight"), ["they argued about"]);
  assert.deepEqual(lostIn("afterwards they argued about the"), ["ending until midnight"]);
});

Deno.test("alignTranscript() pairs a misheard word with the one that it is like, so that no other counts as lost", () => {
  const clip = clipOf("we saw a film and then argued over the ending vehemently");
  assert.deepEqual(alignTranscript(clip, "We saw a film and arguer vehement.")[0].lost, ["over the ending"]);
});
