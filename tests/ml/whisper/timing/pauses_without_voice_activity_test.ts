import assert from "node:assert/strict";
import { noise, readWords } from "../../../data/speech.ts";
import { joined, pieces, plain, recording, SAMPLE_RATE, sharedEngine, wordsOf } from "../engine/engine_fixture.ts";

const whisper = await sharedEngine("base");

Deno.test("without voice activity too, the words before and after a pause are where they are spoken", async () => {
  const { words } = await readWords("sentence");
  const sentence = await recording("sentence.flac");
  const pauses = [0.5, 1.5, 2];
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
  const firsts = found.filter((_, i) => i + 1 < found.length && plain(found[i + 1].word)[0] === "old");
  assert.equal(firsts.length, pauses.length, found.map(({ word }) => word).join(""));
  for (const [i, { word, start }] of firsts.entries()) {
    const spoken = starts[i] + words[0].start;
    assert.ok(Math.abs(start - spoken) < 0.3, `"${word}" starts at ${start}, not at ${spoken}`);
    const before = found[found.indexOf(firsts[i]) - 1];
    if (before) assert.ok(before.end < starts[i] - pauses[i] + 0.3, `"${before.word}" ends at ${before.end}`);
  }
});
