import assert from "node:assert/strict";
import { textsOfWords } from "../../../src/translation/words_to_cues.ts";

Deno.test("textsOfWords() gives each word to the cue of its time, or to the nearest, in their order", () => {
  const cues = [{ start: 1, end: 2 }, { start: 2.5, end: 4 }, { start: 6, end: 7 }];
  const words = [[" A", 0], [" b", 1.5], [" c", 2.3], [" d", 3], [" e", 2.9], [" f", 9]] as const;
  const list = words.map(([word, start]) => ({ word, start, end: start + 0.1, probability: 1 }));
  assert.deepEqual(textsOfWords(cues, list), ["A b", "c d e", "f"]);
  assert.deepEqual(textsOfWords([], list), []);
});
