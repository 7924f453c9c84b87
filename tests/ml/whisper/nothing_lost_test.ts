/** What is said has words, also where the options make Whisper skip or repeat. */
import assert from "node:assert/strict";
import { readSentences, readWords } from "../../data/speech.ts";
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
} from "./engine/engine_fixture.ts";

const whisper = await sharedEngine("base");

Deno.test("without voice activity and with the text before it as context, no passage is lost where speaker and topic change", async () => {
  const passage = await recording("passage.flac");
  const sentences = (await readSentences()).filter(({ end }) => end < 69);
  const audio = joined(passage, silence(0.5), (await recording("sentences.opus")).subarray(0, 69 * SAMPLE_RATE));
  const from = passage.length / SAMPLE_RATE + 0.5;
  const { segments } = await whisper.transcribe(
    pieces(audio),
    { language: "en", voiceActivity: false, conditionOnPreviousText: true },
    {},
  );
  const said = plain([(await readWords("passage")).text, ...sentences.map(({ text }) => text)].join(" "));
  const errors = editDistance(said, plain(textOf(segments)));
  assert.ok(errors < 0.05 * said.length, `${errors} errors in ${said.length} words: ${textOf(segments)}`);
  for (const { text, start, end } of sentences) {
    const words = wordsOf(segments).filter((word) => word.end > from + start && word.start < from + end);
    assert.ok(words.length >= plain(text).length / 2, `"${text}" became "${words.map(({ word }) => word).join("")}"`);
  }
});
