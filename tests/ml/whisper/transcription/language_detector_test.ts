/** The language of recordings with two languages, or with noise and music first. */
import assert from "node:assert/strict";
import type { Segment } from "../../../../src/core/types.ts";
import { noise } from "../../../data/speech.ts";
import {
  engine,
  joined,
  music,
  pieces,
  plain,
  recording,
  SAMPLE_RATE,
  sharedEngine,
  silence,
  textOf,
} from "../engine/engine_fixture.ts";

const SPANISH = await recording("spanish.flac"); // 15 s
const SENTENCE = await recording("sentence.flac");
const SENTENCES = await recording("sentences.opus");
const seconds = (samples: Float32Array, from: number, to?: number) =>
  samples.subarray(from * SAMPLE_RATE, to === undefined ? undefined : to * SAMPLE_RATE);
/** Long enough to end a window. */
const GAP = silence(6);
const SPANISH_FIRST = joined(
  SPANISH,
  GAP,
  SENTENCE,
  GAP,
  seconds(SENTENCES, 3.6, 7),
  GAP,
  seconds(SENTENCES, 37.6, 41),
);

const whisper = await sharedEngine("base");

/** The number of `words` in the text. */
function found(segments: Segment[], words: string): number {
  const written = new Set(plain(textOf(segments)));
  return plain(words).filter((word) => written.has(word)).length;
}

Deno.test("most windows decide, not the first: one in Spanish before three in English", async () => {
  const { language, languageProbability, languageProbabilities, segments } = await whisper.transcribe(
    ...[pieces(SPANISH_FIRST), {}, {}] as const,
  );
  assert.equal(language, "en");
  assert.deepEqual(languageProbabilities?.slice(0, 2).map(({ language }) => language), ["en", "es"]);
  assert.equal(languageProbabilities![0].probability, languageProbability);
  assert.ok(languageProbabilities![1].probability > 0.1, "a quarter of the windows is in Spanish");
  assert.equal(found(segments, "gardener kitchen paintings newspaper"), 4);
  assert.equal(found(segments, "ciudad niños trabaja presidente"), 0); // it was read as English too
  assert.ok(segments.every((segment) => segment.language === undefined));
});

Deno.test("most windows decide, not the first: one in English before three in Spanish", async () => {
  const spanish = [seconds(SPANISH, 0, 4), GAP, seconds(SPANISH, 4, 7.2), GAP, seconds(SPANISH, 7.2)];
  const { language, segments } = await whisper.transcribe(pieces(joined(SENTENCE, GAP, ...spanish)), {}, {});
  assert.equal(language, "es");
  assert.ok(found(segments, "profesora ciudad trabaja hospital universidad dormir") >= 5, textOf(segments));
  assert.equal(found(segments, "gardener kitchen"), 0);
});

Deno.test("auto-segment: each segment is written in its own language and has its code", async () => {
  const given: [string, string | undefined][] = [];
  const { language, segments } = await whisper.transcribe(pieces(SPANISH_FIRST), { language: "auto-segment" }, {
    onSegments: (some, info) => void given.push([info.language, some[0].language]),
  });
  assert.equal(language, "es"); // the first segment's
  const isSpanish = (segment: Segment) => segment.end < SPANISH.length / SAMPLE_RATE + 1;
  for (const segment of segments) assert.equal(segment.language, isSpanish(segment) ? "es" : "en", segment.text);
  assert.ok(found(segments.filter(isSpanish), "profesora ciudad trabaja hospital universidad dormir") >= 5);
  assert.equal(found(segments, "gardener kitchen paintings newspaper"), 4);
  assert.ok(given.length > 0 && given.every(([ofBatch, ofSegment]) => ofBatch === ofSegment));
});

Deno.test("noise and music at the beginning do not settle the language", async () => {
  const first = joined(noise(25 * SAMPLE_RATE, 0.03), music(5));
  const media = joined(first, seconds(SPANISH, 0, 7.2));
  for (const voiceActivity of [true, false]) {
    const { language, segments } = await whisper.transcribe(pieces(media), { voiceActivity }, {});
    assert.equal(language, "es");
    assert.ok(found(segments, "profesora ciudad trabaja hospital") >= 3, textOf(segments));
    assert.ok(segments.every(({ start }) => start > 29), "nothing is said before");
  }
});

Deno.test("an English-only model treats auto-segment as English", async () => {
  const english = engine("tiny.en");
  try {
    const { language, segments } = await english.transcribe(pieces(SENTENCE), { language: "auto-segment" }, {});
    assert.equal(language, "en");
    assert.match(textOf(segments), /three rows of beans behind the kitchen/);
  } finally {
    await english.close();
  }
});
