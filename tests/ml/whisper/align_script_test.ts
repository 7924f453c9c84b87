import assert from "node:assert/strict";
import { alignScript } from "../../../ml/whisper/align_script.ts";
import { inPieces, readSpeech, readWords, type TimedWord } from "../../data/speech.ts";
import { sharedEngine } from "./engine/engine_fixture.ts";

const engine = await sharedEngine("tiny.en");
const samples = await readSpeech("passage.flac");
const { text, words: truth } = await readWords("passage");
const audio = () => inPieces(samples);

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Differences of the starts from the true ones, in seconds, sorted. */
function errors(words: { word: string; start: number }[], expected: TimedWord[]): number[] {
  assert.deepEqual(words.map(({ word }) => plain(word)), expected.map(({ word }) => plain(word)));
  return words.map(({ start }, i) => Math.abs(start - expected[i].start)).sort((a, b) => a - b);
}
const median = (sorted: number[]) => sorted[sorted.length >> 1];

Deno.test("the words of a spoken text get their times", async () => {
  const { words, matchedCount } = await alignScript(engine, audio, { text, language: "en" });
  const sorted = errors(words, truth);
  assert.ok(matchedCount > 0.9 * words.length, `${matchedCount}`);
  assert.ok(median(sorted) < 0.1, `${median(sorted)}`);
  assert.ok(sorted[Math.floor(sorted.length * 0.9)] < 0.3);
});

Deno.test("words that differ from the transcript are timed by the model's attention, and the others stay", async () => {
  const changes: Record<string, string> = {
    baker: "pastrycook",
    winter: "December",
    mechanic: "technician",
    cake: "muffins",
  };
  const original = await alignScript(engine, audio, { text, language: "en" });
  const script = text.replace(/\w+/g, (word) => changes[word] ?? word);
  assert.notEqual(script, text);
  const { words, matchedCount } = await alignScript(engine, audio, { text: script, language: "en" });
  assert.ok(matchedCount < words.length);
  const expected = truth.map((word) => ({ ...word, word: word.word.replace(/\w+/g, (part) => changes[part] ?? part) }));
  const sorted = errors(words, expected);
  assert.ok(median(sorted) < 0.1);
  const changed = words.flatMap((word, i) => word.isMatched ? [] : [Math.abs(word.start - truth[i].start)]).sort((
    a,
    b,
  ) => a - b);
  assert.ok(median(changed) < 0.25, changed.join(" "));
  words.forEach((word, i) => {
    if (word.isMatched && original.words[i].isMatched) assert.equal(word.start, original.words[i].start);
    if (i > 0) assert.ok(word.start >= words[i - 1].end - 1e-9);
  });
});

Deno.test("a passage that is missing in the transcript is timed in the window that contains it", async () => {
  // The transcript lacks the words after the first sentence
  const first = truth.slice(0, 13);
  const rest = truth.slice(26);
  const transcribedWords = [...first, ...rest].map(({ word, start, end }) => ({
    word: ` ${word}`,
    start,
    end,
    probability: 1,
  }));
  const { words, matchedCount } = await alignScript(engine, audio, { text, language: "en", transcribedWords });
  assert.equal(matchedCount, transcribedWords.length);
  const missed = words.slice(13, 26).map(({ start }, i) => Math.abs(start - truth[13 + i].start)).sort((a, b) => a - b);
  assert.ok(median(missed) < 0.25, missed.join(" "));
});

Deno.test("a text that is not spoken in the audio is refused, and the error says why", async () => {
  const other =
    "Quantum chromodynamics describes gluons exchanging colour charges between quarks inside hadrons everywhere";
  await assert.rejects(
    alignScript(engine, audio, { text: other, language: "en" }),
    /^ValidationError: only \d+ of the 12 words of the text are heard in this sound/,
  );
});
