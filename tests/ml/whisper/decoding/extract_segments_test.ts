import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import type { Attempt } from "../../../../ml/whisper/decoding/attempt.ts";
import {
  type DraftSegment,
  dropHurriedRepeats,
  extractSegments,
  leastEndSeconds,
} from "../../../../ml/whisper/decoding/extract_segments.ts";
import type { WhisperTokenizer } from "../../../../ml/whisper/tokenizer.ts";

const T0 = 1000;
const at = (seconds: number) => T0 + Math.round(seconds * 50);
const words = (text: string) => [...text].map((c) => c.charCodeAt(0));
const tokenizer = {
  endOfText: 500,
  timestampBegin: T0,
  decode: (tokens: number[]) => String.fromCharCode(...tokens.filter((token) => token < 500)),
} as unknown as WhisperTokenizer;

/** For windows cut at pauses: their rest is read again, except in the last round. */
const FIRST = { shouldFindRest: true, isSeeking: false, hasVoice: true };
const LAST = { shouldFindRest: false, isSeeking: false, hasVoice: true };
/** For windows that start where the previous reading ended. */
const SEEKING = { shouldFindRest: false, isSeeking: true, hasVoice: true };

function windowOf(speech: [number, number][], start = 100, end = 120): AudioWindow {
  const samples = Float32Array.from({ length: (end - start) * 16000 }, (_, i) => i / 16000);
  return { start, end, samples, speech: speech.map(([from, to]) => ({ start: from, end: to })) };
}

function attempt(tokens: number[], values: Partial<Attempt> = {}): Attempt {
  return {
    temperature: 0,
    tokens,
    logprobs: tokens.map((_, i) => -i / 100),
    isEnded: true,
    isLooped: false,
    text: tokenizer.decode(tokens),
    avgLogprob: -0.3,
    compressionRatio: 1.2,
    noSpeechProb: 0,
    ...values,
  };
}

Deno.test("extractSegments() puts a window's segments into media time, with the logprobs of their text", () => {
  const tokens = [at(0.5), ...words(" one"), at(2), at(3), ...words(" two"), at(19)];
  const { segments, dropped, logprobs, rest } = extractSegments(
    windowOf([[100, 119]]),
    attempt(tokens),
    tokenizer,
    FIRST,
  );
  assert.deepEqual(segments.map(({ start, end, text }) => [start, end, text]), [[100.5, 102, " one"], [
    103,
    119,
    " two",
  ]]);
  assert.deepEqual([dropped, rest], [[], null]);
  assert.deepEqual(logprobs, [[-0.01, -0.02, -0.03, -0.04], [-0.07, -0.08, -0.09, -0.1]]);
});

Deno.test("extractSegments() returns the rest if speech continues after the last segment", () => {
  const tokens = [at(0), ...words(" one"), at(8)];
  const { segments, rest } = extractSegments(windowOf([[100, 107], [109, 118]]), attempt(tokens), tokenizer, FIRST);
  assert.equal(segments.length, 1);
  assert.deepEqual([rest?.start, rest?.end, rest?.speech], [108, 120, [{ start: 109, end: 118 }]]);
  assert.equal(rest?.samples.length, 12 * 16000);
  assert.equal(rest?.samples[0], 8);
});

Deno.test("extractSegments() returns no rest for a short murmur, or for a window of which nothing was read", () => {
  const short = extractSegments(windowOf([[100, 107], [109, 109.8]]), attempt([at(0), 65, at(8)]), tokenizer, FIRST);
  assert.equal(short.rest, null);
  const stuck = extractSegments(windowOf([[100, 119]]), attempt([at(0), 65, at(0.4)]), tokenizer, FIRST);
  assert.equal(stuck.rest, null);
  // Last round
  assert.equal(extractSegments(windowOf([[100, 119]]), attempt([at(0), 65, at(8)]), tokenizer, LAST).rest, null);
});

Deno.test("extractSegments() returns the part after the token limit as the rest", () => {
  const tokens = [at(0), ...words(" whole"), at(9), at(9), ...words(" cut o")];
  const cut = extractSegments(windowOf([[100, 119]]), attempt(tokens, { isEnded: false }), tokenizer, FIRST);
  assert.deepEqual([cut.segments.map(({ text }) => text), cut.rest?.start], [[" whole"], 109]);
  const ended = extractSegments(windowOf([[100, 119]]), attempt(tokens), tokenizer, FIRST);
  assert.deepEqual([ended.segments.map(({ text }) => text), ended.rest], [[" whole", " cut o"], null]);
});

Deno.test("extractSegments() drops silence, repetition and words without speech, each with its rule", () => {
  const silent = attempt([at(0), ...words(" Thanks."), at(4)], { avgLogprob: -1.3, noSpeechProb: 0.9 });
  const first = extractSegments(windowOf([[100, 119]]), silent, tokenizer, FIRST);
  assert.deepEqual([first.segments, first.dropped[0].rule, first.dropped[0].text, first.rest], [
    [],
    "silence",
    " Thanks.",
    null,
  ]);

  const looping = attempt([at(0), ...words(" la".repeat(60)), at(19)], { compressionRatio: 12 });
  assert.equal(extractSegments(windowOf([[100, 119]]), looping, tokenizer, FIRST).dropped[0].rule, "repetition");
  const [why] = first.dropped;
  assert.deepEqual([why.temperature, why.avgLogprob, why.noSpeechProb, why.compressionRatio], [0, -1.3, 0.9, 1.2]);
  assert.deepEqual([why.start, why.end], [100, 104]);

  const tokens = [at(0), ...words(" said"), at(5), at(10), ...words(" invented"), at(12)];
  const { segments, dropped } = extractSegments(windowOf([[100, 105]]), attempt(tokens), tokenizer, FIRST);
  assert.deepEqual([segments.map(({ text }) => text), dropped.map(({ rule }) => rule)], [[" said"], ["no voice"]]);
});

Deno.test("extractSegments() keeps two of a line that a looping window repeats", () => {
  const line = (i: number) => [at(i), ...words(" Hello there"), at(i + 1)];
  const tokens = [0, 1, 2, 3, 4].flatMap(line);
  const looping = attempt(tokens, { compressionRatio: 4 });
  const { segments, dropped } = extractSegments(windowOf([[100, 105]]), looping, tokenizer, FIRST);
  assert.deepEqual([segments.length, dropped.length], [2, 3]);
  assert.equal(extractSegments(windowOf([[100, 105]]), attempt(tokens), tokenizer, FIRST).segments.length, 5);
  const said = attempt(tokens, { compressionRatio: 4, isRepetitionSaid: true });
  const { segments: all, isDoubtful } = extractSegments(windowOf([[100, 105]]), said, tokenizer, FIRST);
  assert.deepEqual([all.length, isDoubtful], [5, false]);
});

Deno.test("extractSegments() keeps a piece that was cut off in the last round: nothing comes after it", () => {
  const tokens = [at(0), ...words(" whole"), at(9), at(9), ...words(" cut o")];
  const { segments } = extractSegments(windowOf([[100, 119]]), attempt(tokens, { isEnded: false }), tokenizer, LAST);
  assert.deepEqual(segments.map(({ text }) => text), [" whole", " cut o"]);
});

Deno.test("extractSegments() returns up to where a window was read, as openai/whisper seeks", () => {
  const readTo = (tokens: number[], values: Partial<Attempt> = {}) => {
    const { segments, readTo } = extractSegments(windowOf([[100, 120]]), attempt(tokens, values), tokenizer, SEEKING);
    return [readTo, segments.map(({ text }) => text).join()];
  };
  const one = [at(0), ...words(" one"), at(8)];
  // A single time at the end: the rest of the window is silence
  assert.deepEqual(readTo(one), [120, " one"]);
  // A pair: the sentence after it continues beyond the window
  assert.deepEqual(readTo([...one, at(8)]), [108, " one"]);
  assert.deepEqual(readTo([...one, at(9), ...words(" two"), at(15), at(15)]), [115, " one, two"]);
  // Text without a closing time is cut off: it is read again with the next window
  assert.deepEqual(readTo([...one, at(9), ...words(" tw")]), [108, " one"]);
  // but not if that would be the whole window
  assert.deepEqual(readTo([at(0), ...words(" one and on")]), [120, " one and on"]);
  // A single short word
  assert.deepEqual(readTo([at(0), ...words(" o"), at(0.4), at(0.4)]), [100.4, " o"]);
  assert.deepEqual(readTo([]), [120, ""]);
  assert.deepEqual(readTo([...one, at(8)], { avgLogprob: -1.3, noSpeechProb: 0.9 }), [120, ""]); // silence
});

Deno.test("leastEndSeconds() is the time after which less than a second of speech is left", () => {
  assert.ok(Math.abs(leastEndSeconds(windowOf([[100, 119]])) - 17.7) < 1e-9);
  assert.ok(Math.abs(leastEndSeconds(windowOf([[100, 110], [118, 118.4]])) - 9.1) < 1e-9);
  assert.equal(leastEndSeconds(windowOf([[105, 105.5]])), 0); // less than a second of speech
});

Deno.test("extractSegments() drops doubtful text in a window without speech, and skips the window", () => {
  const tokens = [at(0), ...words(" thanks"), at(2), at(2)];
  const read = (values: Partial<Attempt>, hasVoice: boolean) => {
    const options = { ...SEEKING, hasVoice };
    return extractSegments(windowOf([[100, 120]]), attempt(tokens, values), tokenizer, options);
  };
  const doubts = [{ avgLogprob: -1.3, noSpeechProb: 0.4 }, { avgLogprob: -0.9, noSpeechProb: 0.7 }, { isLooped: true }];
  for (const doubt of doubts) {
    const { segments, dropped, readTo } = read(doubt, false);
    assert.deepEqual([segments, dropped.map(({ rule }) => rule), readTo], [[], ["no voice"], 120]);
    assert.equal(read(doubt, true).segments.length, 1);
    assert.equal(read(doubt, true).readTo, 102);
  }
  assert.equal(read({}, false).segments.length, 1); // a probable text
});

Deno.test("extractSegments() resets the prompt after a high temperature or when all failed, but not after silence", () => {
  const reset = (values: Partial<Attempt>) => {
    return extractSegments(windowOf([[100, 120]]), attempt([at(0), 65, at(8)], values), tokenizer, SEEKING)
      .shouldResetPrompt;
  };
  assert.deepEqual([0, 0.4, 0.6, 1].map((temperature) => reset({ temperature })), [false, false, true, true]);
  assert.equal(reset({ temperature: 0, isLastResort: true }), true);
  assert.equal(reset({ temperature: 1, avgLogprob: -1.3, noSpeechProb: 0.9 }), false);
});

Deno.test("dropHurriedRepeats() drops a sentence that is written again where there is no time for it", () => {
  const tokens = [0, 4, 8].flatMap((start) => [at(start), ...words(" We sing until dawn."), at(start + 3)]);
  const result = extractSegments(windowOf([[100, 111]]), attempt(tokens), tokenizer, FIRST);
  const say = (segment: DraftSegment, seconds: number) => {
    segment.words = [{ word: segment.text, start: segment.start, end: segment.start + seconds, probability: 1 }];
  };
  result.segments.forEach((segment) => say(segment, 1));
  dropHurriedRepeats(result);
  assert.equal(result.segments.length, 3); // a refrain
  say(result.segments[2], 0.3);
  dropHurriedRepeats(result);
  assert.deepEqual([result.segments.map(({ start }) => start), result.logprobs.length], [[100, 104], 2]);
  assert.deepEqual(result.dropped.map(({ start, rule }) => [start, rule]), [[108, "repetition"]]);
  result.segments[0].text = " Nothing else.";
  say(result.segments[1], 0.1); // another sentence, whose words only got wrong times
  dropHurriedRepeats(result);
  assert.equal(result.segments.length, 2);
});
