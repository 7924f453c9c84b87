import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import type { DraftSegment } from "../../../../ml/whisper/decoding/extract_segments.ts";
import { splitAtCut, withoutRepeats, withSoundAfter } from "../../../../ml/whisper/decoding/window_cuts.ts";

// Two tokens a word; the first and the last token of a segment are timestamps, which have no text
const PIECES = [" thr", "ow", " a", "", " dou", "bt", " up", "on", " no", "", " A", ""];
const TIME = 100;
const tokenizer = {
  decode: (tokens: Iterable<number>) => [...tokens].map((token) => PIECES[token] ?? "").join(""),
};

/** A segment of words of half a second each. */
function segmentAt(start: number, ...words: string[]): DraftSegment {
  const tokensOf = (word: string) => {
    const first = PIECES.findIndex((piece, i) => i % 2 === 0 && piece + PIECES[i + 1] === ` ${word}`);
    return [first, first + 1];
  };
  return {
    ...{ start, end: start + words.length / 2, text: words.map((word) => ` ${word}`).join("") },
    tokens: [TIME, ...words.flatMap(tokensOf), TIME],
    ...{ temperature: 0, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0 },
    words: words.map((word, i) => ({
      word: ` ${word}`,
      start: start + i / 2,
      end: start + (i + 1) / 2,
      probability: 1,
    })),
  };
}

function textOf(segments: DraftSegment[]): string {
  for (const { text, words, tokens } of segments) {
    assert.equal(text, words.map(({ word }) => word).join(""));
    assert.equal(tokenizer.decode(tokens), text, "the tokens are those of the text");
  }
  return segments.map(({ text }) => text).join("").trim();
}

Deno.test("a window that is cut within speech is read with the sound after it", () => {
  const window: AudioWindow = {
    ...{ start: 10, end: 12, samples: new Float32Array(32000).fill(1) },
    ...{ speech: [{ start: 10, end: 10.5 }, { start: 11, end: 12 }], after: new Float32Array(8000).fill(2) },
  };
  const { end, samples, speech, after } = withSoundAfter(window);
  assert.equal(end, 12.5);
  assert.deepEqual(samples, Float32Array.from({ length: 40000 }, (_, i) => i < 32000 ? 1 : 2));
  assert.deepEqual(speech, [{ start: 10, end: 10.5 }, { start: 11, end: 12.5 }]);
  assert.equal(after, undefined);
  assert.deepEqual(window.speech[1], { start: 11, end: 12 }, "the window itself stays as it is");
  const { after: _, ...atPause } = window;
  assert.equal(withSoundAfter(atPause), atPause);
});

Deno.test("words after the cut are left to the next window, with their text and tokens", () => {
  const read = [segmentAt(0, "throw", "a", "doubt"), segmentAt(1.5, "upon")];
  const { kept, next } = splitAtCut(1, read, tokenizer);
  assert.equal(textOf(kept), "throw a");
  assert.deepEqual([kept[0].start, kept[0].end, kept[0].tokens], [0, 1, [TIME, 0, 1, 2]]);
  assert.equal(next?.word, " doubt");
  assert.deepEqual(splitAtCut(9, read, tokenizer), { kept: read, next: null });
  assert.deepEqual(splitAtCut(-1, read, tokenizer), { kept: [], next: read[0].words[0] });
});

Deno.test("a word that both windows read at a cut is written once", () => {
  const [first, second] = [segmentAt(0, "throw", "a"), segmentAt(1, "A", "doubt")];
  const cut = { at: 1, next: { word: " doubt", start: 1, end: 1.5, probability: 1 } };
  assert.equal(textOf(withoutRepeats([cut], [first, second], undefined, tokenizer)), "throw a doubt");
  assert.equal(textOf(withoutRepeats([cut], [second], first.words[1], tokenizer)), "doubt", "from the batch before");
  assert.equal(textOf(withoutRepeats([cut], [segmentAt(1, "A")], first.words[1], tokenizer)), "");
  assert.equal(
    textOf(withoutRepeats([{ ...cut, next: null }], [first, second], undefined, tokenizer)),
    "throw a doubt",
  );
});

Deno.test("a word that is said twice at a cut stays twice, and so do words that are not at a cut", () => {
  const [first, second] = [segmentAt(0, "no", "no"), segmentAt(1, "no", "doubt")];
  const next = { word: " No,", start: 1, end: 1.5, probability: 1 };
  assert.equal(textOf(withoutRepeats([{ at: 1, next }], [first, second], undefined, tokenizer)), "no no no doubt");
  const other = { at: 0.2, next: null };
  assert.equal(textOf(withoutRepeats([other], [first, second], undefined, tokenizer)), "no no no doubt");
  assert.equal(textOf(withoutRepeats([], [first, second], undefined, tokenizer)), "no no no doubt");
  const later = [first, segmentAt(1.5, "no")];
  assert.equal(textOf(withoutRepeats([{ at: 1, next: null }], later, undefined, tokenizer)), "no no no");
  assert.equal(
    textOf(withoutRepeats([{ at: 1, next: null }], [first, segmentAt(1, "throw")], undefined, tokenizer)),
    "no no throw",
  );
});
