import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import type { DraftSegment } from "../../../../ml/whisper/decoding/extract_segments.ts";
import {
  cutAround,
  mayHideSpeech,
  nearestSegment,
  overlongWords,
  touchingWords,
  unlisted,
  unreadWindows,
  withoutWords,
} from "../../../../ml/whisper/decoding/unread_speech.ts";

const SAMPLE_RATE = 16_000;

/** A window from 100 s on, whose samples are their own numbers. */
function windowWith(speech: [number, number][], seconds = 20): AudioWindow {
  const samples = new Float32Array(seconds * SAMPLE_RATE).map((_, i) => i);
  return { start: 100, end: 100 + seconds, samples, speech: speech.map(([start, end]) => ({ start, end })) };
}

function segmentWith(...words: [number, number][]): DraftSegment {
  const [start, end] = [words[0][0], words.at(-1)![1]];
  return {
    ...{ start, end, text: "", tokens: [], temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 },
    words: words.map(([start, end]) => ({ word: " a", start, end, probability: 1 })),
  };
}

function spansOf(window: AudioWindow, segments: DraftSegment[], isSplit = false): [number, number][] {
  return unreadWindows(window, segments, { isSplit }).map(({ start, end, samples }) => {
    assert.ok(Math.abs(samples[0] / SAMPLE_RATE - (start - 100)) < 0.001, "the samples are those of its time");
    assert.ok(Math.abs(samples.length / SAMPLE_RATE - (end - start)) < 0.001);
    return [start, end];
  });
}

Deno.test("speech with words over it is not read again, nor less than 0.8 s without words", () => {
  const window = windowWith([[101, 104], [108, 110]]);
  assert.deepEqual(spansOf(window, [segmentWith([101, 102.5], [102.6, 104]), segmentWith([108, 110])]), []);
  assert.deepEqual(spansOf(window, [segmentWith([101, 104], [108, 108.9])]), [], "words may end a little early");
});

Deno.test("a sentence without words is a window of its own, with half a second of sound around it", () => {
  const window = windowWith([[101, 104], [108, 110]]);
  assert.deepEqual(spansOf(window, [segmentWith([101, 104])]), [[107.5, 110.5]]);
  assert.deepEqual(spansOf(window, [segmentWith([108, 110])]), [[100.5, 104.5]]);
  assert.deepEqual(spansOf(window, []), [[100.5, 110.5]]);
});

Deno.test("a skipped passage in the middle of speech is read from one word to the next", () => {
  const window = windowWith([[101, 115]]);
  assert.deepEqual(spansOf(window, [segmentWith([101, 103], [109, 115])]), [[103, 109]]);
});

Deno.test("what stayed without words is cut at its pauses", () => {
  const window = windowWith([[101, 103], [105, 107], [107.2, 109]]);
  assert.deepEqual(spansOf(window, [], true), [[100.5, 103.5], [104.5, 109.5]]);
});

Deno.test("speech that no reading finds words in is listed with its reason", () => {
  const { start, end, rule, text } = withoutWords(windowWith([[101, 103], [105, 107]]));
  assert.deepEqual([start, end, rule, text], [101, 107, "no words", ""]);
});

Deno.test("speech is listed once: only where no entry covers most of it", () => {
  const part = windowWith([[101, 103]], 5);
  const entry = (start: number, end: number) => ({ ...withoutWords(part), start, end, rule: "repetition" });
  assert.deepEqual(unlisted([part], [entry(100.5, 103.5)]), []);
  assert.deepEqual(unlisted([part], [entry(100, 102), entry(101.9, 104)]), []);
  const rules = (dropped: ReturnType<typeof entry>[]) => unlisted([part], dropped).map(({ rule }) => rule);
  assert.deepEqual(rules([entry(100, 101.5)]), ["no words"], "1.5 s of it are not listed");
  assert.deepEqual(rules([entry(110, 112)]), ["no words"]);
});

Deno.test("a word touches the speech that goes on from it without a pause, on either side", () => {
  const window = windowWith([[101, 105]]);
  const said = [segmentWith([101, 101.5], [104, 105])];
  const [part] = unreadWindows(window, said, { isSplit: false });
  assert.deepEqual(touchingWords(part, said).map(({ start }) => start), [101, 104]);
  const { start, end, speech } = cutAround(window, said[0].words[0], part);
  assert.deepEqual([start, end, speech], [101, 104, [{ start: 101, end: 104 }]]);

  const pause = windowWith([[101, 101.5], [103, 105]]);
  const before = [segmentWith([101, 101.5])];
  const [after] = unreadWindows(pause, before, { isSplit: false });
  assert.deepEqual(touchingWords(after, before), []);
});

Deno.test("a segment with few letters for its speech may hide speech without words", () => {
  const window = windowWith([[101, 104], [106, 109]]);
  const segment = { ...segmentWith([101, 109]), text: " Good evening and welcome to the news." };
  assert.equal(mayHideSpeech(segment, window), true);
  assert.equal(mayHideSpeech({ ...segment, end: 104 }, window), false);
});

Deno.test("in a translation a segment covers all of its time, unless it has few letters for it", () => {
  const window = windowWith([[101, 105], [108, 112]]);
  const text = " Good evening and welcome to the news, dear listeners.";
  const translated = { ...segmentWith([101, 101.5], [104, 105]), text };
  const gaps = (segment: DraftSegment) =>
    unreadWindows(window, [segment], { isSplit: true, isTranslation: true }).map(({ start, end }) => [start, end]);
  assert.deepEqual(gaps(translated), [[107.5, 112.5]], "its own gap is not read twice");
  assert.deepEqual(gaps({ ...translated, text: " Good evening." }), [[101.5, 104], [107.5, 112.5]]);
});

Deno.test("the nearest segment is one of the same window", () => {
  const window = windowWith([[101, 119]]);
  const [first, last, next] = [segmentWith([101, 104]), segmentWith([115, 119]), segmentWith([120, 121])];
  assert.equal(nearestSegment({ start: 105, end: 108 }, window, [first, last, next]), first);
  assert.equal(nearestSegment({ start: 110, end: 114 }, window, [first, last, next]), last);
  assert.equal(nearestSegment({ start: 118, end: 120 }, window, [next]), undefined);
});

Deno.test("a word that lasts longer than in slow speech may lie over words that were skipped; pauses do not count", () => {
  const window = windowWith([[101, 105], [108, 112]]);
  const overlong = (...words: [number, number][]) =>
    overlongWords(window, [segmentWith(...words)]).map(({ start }) => start);
  assert.deepEqual(overlong([101, 102], [102, 104.5], [108, 109]), [102]);
  assert.deepEqual(overlong([104.2, 108.4]), []);
  assert.deepEqual(overlong([99, 104]), [], "it is read in the window before");
});

Deno.test("between words without a pause a second without words is read again, at the edges of speech it takes longer", () => {
  const window = windowWith([[101, 106], [108, 112]]);
  assert.deepEqual(spansOf(window, [segmentWith([101, 103], [104.1, 106], [108, 112])]), [[103, 104.1]]);
  assert.deepEqual(spansOf(window, [segmentWith([101, 103], [103.9, 106], [108, 112])]), []);
  assert.deepEqual(spansOf(window, [segmentWith([101, 104.95], [108, 112])]), []);
});
