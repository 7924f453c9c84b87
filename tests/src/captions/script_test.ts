import assert from "node:assert/strict";
import fc from "fast-check";
import { matchScript, orderWords, scriptWords } from "../../../src/captions/script.ts";
import { speak, speakUnspaced } from "./make.ts";

Deno.test("scriptWords() keeps every letter; lone punctuation belongs to a word, and each Chinese character is a word", () => {
  assert.deepEqual(scriptWords("– Well-known, he said …\n\nand  left.").map(({ word }) => word), [
    " – Well-",
    "known,",
    " he",
    " said …",
    " and",
    " left.",
  ]);
  assert.deepEqual(scriptWords("今日は。").map(({ word }) => word), [" 今", "日", "は。"]);
  assert.deepEqual(scriptWords("Don’t!").map(({ plain }) => plain), ["dont"]);
});

const SAID = "The baker in our street opens his shop before the sun comes up. He lights the oven and weighs the flour.";

Deno.test("recognized words get their times, whatever their punctuation and capitals", () => {
  const { words } = speak(SAID);
  const matched = matchScript(scriptWords(SAID.toUpperCase().replaceAll(".", "!")), words);
  assert.deepEqual(matched.map(({ start, isMatched }) => [start, isMatched]), words.map(({ start }) => [start, true]));
});

Deno.test("a word that was recognized as another gets the other's time, and is not matched", () => {
  const { words } = speak(SAID.replace("street", "tree").replace("oven", "of in"));
  const matched = matchScript(scriptWords(SAID), words);
  const of = (plain: string) => matched[scriptWords(SAID).findIndex((word) => word.plain === plain)];
  assert.equal(of("street").start, words.find(({ word }) => word === " tree")!.start);
  assert.equal(of("oven").isMatched, false);
  const lights = words.findIndex(({ word }) => word === " of");
  assert.ok(of("oven").start >= words[lights].start && of("oven").start <= words[lights + 1].start);
});

Deno.test("a sentence that was not spoken gets times between its neighbours, and words beside it keep theirs", () => {
  const { words } = speak(SAID);
  const script = scriptWords(SAID.replace("He lights", "Nobody has ever seen him late. He lights"));
  const matched = orderWords(matchScript(script, words));
  assert.equal(matched.filter(({ isMatched }) => isMatched).length, words.length);
  const after = matched.findIndex(({ word }) => word === " lights");
  assert.equal(matched[after].start, words.find(({ word }) => word === " lights")!.start);
});

Deno.test("a repeated passage is matched with the occurrence in the script's order", () => {
  const chorus = "we walk along the river and share a bag of cookies";
  const spoken = speak(`First ${chorus} [5] then something else happens here [5] and again ${chorus} at last`);
  const matched = matchScript(
    scriptWords(`then something else happens here and again ${chorus} at last`),
    spoken.words,
  );
  const starts = spoken.words.slice(-matched.length).map(({ start }) => start);
  assert.deepEqual(matched.map(({ start }) => start), starts);
});

Deno.test("Japanese is matched character by character", () => {
  const { words } = speakUnspaced("今日は良い天気です");
  const matched = matchScript(scriptWords("今日は良い天気です。"), words);
  assert.deepEqual(matched.map(({ start }) => start), words.map(({ start }) => start));
});

Deno.test("property: every word of a script gets a time, in order, and none overlaps the next", () => {
  const words = fc.array(fc.constantFrom("the", "rain", "in", "Spain.", "stays", "mainly", "on", "plains"), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(words, words, (script, spoken) => {
      const ordered = orderWords(matchScript(scriptWords(script.join(" ")), speak(spoken.join(" ")).words));
      assert.equal(ordered.map(({ word }) => word).join(""), ` ${script.join(" ")}`);
      ordered.forEach((word, i) => {
        assert.ok(word.start >= 0 && word.end >= word.start - 1e-9, JSON.stringify(word));
        if (i > 0) assert.ok(word.start >= ordered[i - 1].end - 1e-9, JSON.stringify(ordered.slice(i - 1, i + 1)));
      });
    }),
    { numRuns: 300 },
  );
});
