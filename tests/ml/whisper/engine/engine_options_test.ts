/** The options of a transcription, with real weights. */
import assert from "node:assert/strict";
import type { EngineTranscribeOptions } from "../../../../ml/whisper/engine/engine.ts";
import type { Segment } from "../../../../src/core/types.ts";
import { longRecording } from "../../../data/speech.ts";
import {
  editDistance,
  joined,
  pieces,
  plain,
  recording,
  SAMPLE_RATE,
  sharedEngine,
  silence,
  textOf,
  wordsOf,
} from "./engine_fixture.ts";

const ALL = await recording("sentences.opus");
const seconds = (from: number, to: number) => ALL.subarray(from * SAMPLE_RATE, to * SAMPLE_RATE);
/** "Our neighbor repairs old clocks ... the color of honey." */
const NEIGHBOR = joined(seconds(7.1, 10.8), seconds(44.9, 48.3));
/** Two windows, with speech at 30 s. */
const { samples: SPEECH, sentences: SENTENCES } = await longRecording(50, 3);

const whisper = await sharedEngine("base");
const read = (audio: Float32Array, options: EngineTranscribeOptions = {}) =>
  whisper.transcribe(pieces(audio), { language: "en", ...options }, {});

const baseline = await read(SPEECH);
const SAID = plain(SENTENCES.map(({ text }) => text).join(" "));

function assertText(segments: Segment[], mostWrong: number): void {
  const wrong = editDistance(SAID, plain(textOf(segments)));
  assert.ok(wrong <= mostWrong, `${wrong} of ${SAID.length} words are wrong: ${textOf(segments)}`);
}

function assertInOrder(spans: { start: number; end: number }[], from: number, to: number): void {
  spans.forEach(({ start, end }, i) => {
    const floor = spans[i - 1]?.end ?? from;
    assert.ok(start >= floor - 1e-9 && end > start && end <= to + 1e-9, `${floor} ${start} ${end} ${to}`);
  });
}

Deno.test("an initial prompt and hotwords set the spelling", async () => {
  const plainly = await read(NEIGHBOR);
  assert.match(textOf(plainly.segments), /neighbor .* color /);
  for (const option of ["initialPrompt", "hotwords"]) {
    const { segments } = await read(NEIGHBOR, { [option]: "My neighbour's favourite colour is grey." });
    assert.match(textOf(segments), /^Our neighbour .* colour of honey/);
  }
});

Deno.test("the end of a far too long prompt is used, and the text still fits", async () => {
  const initialPrompt = `${
    "We talked about the weather and the garden. ".repeat(80)
  } My neighbour's favourite colour is grey.`;
  const { segments } = await read(NEIGHBOR, { initialPrompt });
  assert.match(textOf(segments), /neighbour .* colour of honey/);
});

Deno.test("conditionOnPreviousText: windows are read one by one, and only some words differ", async () => {
  const { segments, dropped } = await read(SPEECH, { conditionOnPreviousText: true });
  assert.deepEqual(dropped, []);
  assertText(segments, 8);
  assertInOrder(wordsOf(segments), 0, 50);
});

Deno.test("without voice activity all audio is read: the same text, with nothing lost or repeated at 30 s", async () => {
  assert.ok(SENTENCES.some(({ start, end }) => start < 29.9 && end > 30.1), "somebody speaks at 30 s");
  const { segments, duration } = await read(SPEECH, { voiceActivity: false });
  assert.equal(duration, 50);
  assertText(baseline.segments, 7);
  assertText(segments, 8);
  assertInOrder(segments, 0, 50);
  assertInOrder(wordsOf(segments), 0, 50);
  const across = SENTENCES.find(({ start, end }) => start < 29.9 && end > 30.1)!;
  const around = wordsOf(segments).filter(({ start }) => start > across.start - 0.7 && start < across.end);
  const wrong = editDistance(plain(across.text), around.flatMap(({ word }) => plain(word)));
  assert.ok(wrong <= 1, `${around.map(({ word }) => word).join("")}: ${across.text}`);
});

Deno.test("without voice activity silence is skipped, and the times after it are right", async () => {
  const { segments } = await read(joined(silence(61), NEIGHBOR), { voiceActivity: false });
  assert.match(textOf(segments), /^Our neighbor repairs .* honey\.$/);
  assert.ok(segments[0].start > 59.5 && segments[0].start < 63);
});

Deno.test("without word times the text is the same, words fill their segments, and segments end with the speech", async () => {
  const { segments } = await read(SPEECH, { wordTimestamps: false });
  assert.deepEqual(
    segments.map(({ text, tokens }) => [text, tokens]),
    baseline.segments.map(({ text, tokens }) => [text, tokens]),
  );
  assertInOrder(wordsOf(segments), 0, 50);
  for (const { text, start, end, words } of segments) {
    assert.equal(words.map(({ word }) => word).join(""), text);
    assert.deepEqual([words[0].start, words.at(-1)!.end], [start, end]);
    assert.ok(words.every(({ probability }) => probability > 0 && probability <= 1));
    const own = SENTENCES.find((sentence) => sentence.text === text.trim());
    if (own) assert.ok(Math.abs(start - own.start) < 1.2 && Math.abs(end - own.end) < 1.2, `${text} ${start} ${end}`);
  }
  assert.ok(segments.filter(({ text }) => SENTENCES.some((own) => own.text === text.trim())).length > 8);
  // A long pause after the last word does not belong to it
  const { segments: [last] } = await read(joined(seconds(7.1, 10.8), silence(4)), { wordTimestamps: false });
  assert.ok(last.end < 4.2, `it ends at ${last.end}`);
});

Deno.test("attempts begin at the given temperature, and the same file gives the same text again", async () => {
  const first = await read(NEIGHBOR, { temperature: 1 });
  assert.ok(first.segments.length > 0 && first.segments.every(({ temperature }) => temperature === 1));
  assert.deepEqual(await read(NEIGHBOR, { temperature: 1 }), first);
  const warm = await read(NEIGHBOR, { temperature: 0.5 });
  assert.ok(warm.segments.every(({ temperature }) => temperature >= 0.5));
});

Deno.test("two people who speak at once are transcribed without loops, the same each time", async () => {
  const length = 14 * SAMPLE_RATE;
  const both = Float32Array.from({ length }, (_, i) => (SPEECH[i] + ALL[20 * SAMPLE_RATE + i]) / 2);
  const first = await read(both);
  const words = plain(textOf(first.segments));
  assert.ok(words.length > 20, `${words.length} words`);
  const counts = new Map<string, number>();
  for (let i = 0; i + 3 <= words.length; i++) {
    const three = words.slice(i, i + 3).join(" ");
    counts.set(three, (counts.get(three) ?? 0) + 1);
  }
  assert.ok(Math.max(...counts.values()) <= 3, JSON.stringify([...counts].filter(([, n]) => n > 3)));
  assertInOrder(wordsOf(first.segments), 0, 14);
  assert.deepEqual(await read(both), first);
});

Deno.test("two runs of everything give identical transcripts", async () => {
  assert.deepEqual(await read(SPEECH), baseline);
});

Deno.test("encoded windows of one file are not used for the next, whose windows have the same times", async () => {
  const padded = (from: number) => joined(seconds(from, from + 4), silence(2));
  const options = { voiceActivity: false };
  const { language } = await whisper.transcribe(pieces(padded(0)), options, {}); // the language is detected
  assert.equal(language, "en");
  for (let i = 0; i < 2; i++) { // once in each lane
    assert.match(textOf((await read(padded(7.1), options)).segments), /^Our neighbor repairs/);
  }
});
