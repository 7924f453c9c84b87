import assert from "node:assert/strict";
import { noise, readWords } from "../../../data/speech.ts";
import { joined, pieces, plain, recording, SAMPLE_RATE, sharedEngine, wordsOf } from "../engine/engine_fixture.ts";

const whisper = await sharedEngine("base");

Deno.test("without voice activity too, the words before and after a pause are where they are spoken", async () => {
  const { words } = await readWords("sentence");
  const sentence = await recording("sentence.flac");
  const pauses = [2.5, 6, 4.3];
  const starts: number[] = [];
  const audio: Float32Array[] = [];
  let samples = 0;
  for (const [i, seconds] of pauses.entries()) {
    audio.push(noise(seconds * SAMPLE_RATE, 0.001, i), sentence);
    samples += audio.at(-2)!.length;
    starts.push(samples / SAMPLE_RATE);
    samples += sentence.length;
  }
  const { segments } = await whisper.transcribe(pieces(joined(...audio)), { language: "en", voiceActivity: false }, {});
  const found = wordsOf(segments);
  const truth = starts.flatMap((from) =>
    words.map(({ word, start, end }) => ({ word, start: from + start, end: from + end }))
  );
  assert.deepEqual(found.map(({ word }) => plain(word)), truth.map(({ word }) => plain(word)));
  for (const [i, { word, start, end }] of found.entries()) {
    assert.ok(Math.abs(start - truth[i].start) < 0.3, `"${word}" starts at ${start}, not at ${truth[i].start}`);
    assert.ok(end - truth[i].end < 0.3, `"${word}" ends at ${end}, not at ${truth[i].end}`);
  }
});
