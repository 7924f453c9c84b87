import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { withoutRepeats } from "../../../../ml/whisper/decoding/window_cuts.ts";
import { WindowReader } from "../../../../ml/whisper/decoding/window_reader.ts";
import { createLog } from "../../../../src/core/log.ts";
import { readSpeech, readWords, type TimedWord } from "../../../data/speech.ts";
import { modelFolder, plain, REQUEST, SAMPLE_RATE, textOf } from "../engine/engine_fixture.ts";

const END = 14.8; // of the third sentence of the passage

function textOfWords(words: readonly TimedWord[]): string {
  return words.flatMap(({ word }) => plain(word)).join(" ");
}

Deno.test("windows that are cut between any two words hold the words around the cut once", async () => {
  const samples = await readSpeech("passage.flac");
  const truth = (await readWords("passage")).words.filter(({ end }) => end < END);
  const sound = (from: number, to: number) =>
    samples.slice(Math.round(from * SAMPLE_RATE), Math.round(to * SAMPLE_RATE));
  const windowFrom = (start: number, end: number): AudioWindow => {
    return { start, end, samples: sound(start, end), speech: [{ start, end }] };
  };
  const model = await WhisperModel.load({
    folder: await modelFolder("base"),
    ...{ cacheDir: "/nonexistent", threads: 2, device: "cpu", precision: "int8", log: createLog("error") },
  });
  try {
    const reader = new WindowReader(model);
    for (const word of ["sun", "to", "first", "of"]) {
      const last = truth.findLast((one) => one.word === word)!;
      const cut = last.end;
      const windows = [{ ...windowFrom(1.5, cut), after: sound(cut, cut + 1.5) }, windowFrom(cut, END)];
      const { segments, cuts, tokens } = await reader.read(windows, REQUEST);
      assert.deepEqual(cuts.map(({ at }) => at), [cut]);
      assert.equal(plain(cuts[0].next!.word)[0], plain(truth[truth.indexOf(last) + 1].word)[0]);
      assert.deepEqual(
        plain(model.tokenizer.decode(tokens)),
        plain(textOf(segments)),
        "the tokens are those of the text",
      );
      const read = withoutRepeats(cuts, segments, undefined, model.tokenizer).flatMap(({ words }) => words);
      const aroundCut = (words: readonly TimedWord[]) => {
        const before = words.filter(({ start, end }) => (start + end) / 2 < cut);
        return [before.slice(-3), words.slice(before.length, before.length + 3)].map(textOfWords);
      };
      assert.deepEqual(aroundCut(read), aroundCut(truth), `cut after "${word}"`);
      read.forEach(({ start }, i) => assert.ok(i === 0 || start >= read[i - 1].start, "the words are in order"));
    }
    const { cuts } = await reader.read([windowFrom(1.5, 4), windowFrom(5, 9)], REQUEST);
    assert.deepEqual(cuts, [], "nothing is cut at pauses");
  } finally {
    await model.release();
  }
});
