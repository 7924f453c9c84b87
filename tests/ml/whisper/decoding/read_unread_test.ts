import assert from "node:assert/strict";
import type { Word } from "../../../../src/core/types.ts";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import type { DraftSegment, WindowResult } from "../../../../ml/whisper/decoding/extract_segments.ts";
import { isDoubtful } from "../../../../ml/whisper/decoding/attempt.ts";
import { readUnread } from "../../../../ml/whisper/decoding/read_unread.ts";
import type { BatchResult } from "../../../../ml/whisper/decoding/types.ts";
import { WhisperTokenizer } from "../../../../ml/whisper/tokenizer.ts";
import { modelFolder, REQUEST, SAMPLE_RATE, textOf } from "../engine/engine_fixture.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const WINDOW: AudioWindow = {
  ...{ start: 100, end: 110, samples: new Float32Array(10 * SAMPLE_RATE) },
  speech: [{ start: 100.5, end: 108.6 }],
};

function segmentWith(...words: [text: string, start: number, end: number][]): DraftSegment {
  const text = words.map(([word]) => ` ${word}`).join("");
  return {
    ...{ start: words[0][1], end: words.at(-1)![2], text, tokens: tokenizer.encode(text), temperature: 0 },
    ...{ avgLogprob: -0.2, compressionRatio: 1, noSpeechProb: 0 },
    words: words.map(([word, start, end]): Word => ({ word: ` ${word}`, start, end, probability: 1 })),
  };
}

/** What a window is read as in the end, if each reading of a part of it gives `again`. */
async function readAgain(first: DraftSegment, again: DraftSegment) {
  const all: BatchResult = {
    ...{ segments: [first], dropped: [], cuts: [], tokens: [], shouldResetPrompt: false, readTo: WINDOW.end },
  };
  const parts: [number, number][] = [];
  await readUnread([WINDOW], all, REQUEST, {
    tokenizer,
    readOnce: (windows) => {
      parts.push(...windows.map(({ start, end }): [number, number] => [start, end]));
      return Promise.resolve(windows.map(() => ({ segments: [again], isDoubtful: isDoubtful(again) }) as WindowResult));
    },
  });
  all.segments.sort((a, b) => a.start - b.start);
  return { text: textOf(all.segments), parts };
}

const OVERLONG = segmentWith(["Long", 100.5, 101.2], ["ago", 101.2, 106.5], ["it", 106.5, 107], [
  "stopped",
  107,
  108.5,
]);

Deno.test("a word that lies over skipped words is read again, and they take its place", async () => {
  const again = segmentWith(["ago", 101.2, 101.9], ["before", 101.9, 103], ["the", 103, 104], ["clock", 104, 106.5]);
  const { text, parts } = await readAgain(OVERLONG, again);
  assert.equal(text, "Long ago before the clock it stopped");
  assert.deepEqual(parts, [[101.2, 106.5]]);
});

Deno.test("a word that is only drawn out, or is not in the second reading, stays", async () => {
  assert.equal((await readAgain(OVERLONG, segmentWith(["ago", 101.2, 106.5]))).text, "Long ago it stopped");
  assert.equal(
    (await readAgain(OVERLONG, segmentWith(["ago", 101, 104], ["ago", 104, 106]))).text,
    "Long ago it stopped",
  );
  assert.equal(
    (await readAgain(OVERLONG, segmentWith(["thank", 101, 104], ["you", 104, 106]))).text,
    "Long ago it stopped",
  );
  const doubtful = { ...segmentWith(["ago", 101, 104], ["today", 104, 106]), avgLogprob: -1.5 };
  assert.equal((await readAgain(OVERLONG, doubtful)).text, "Long ago it stopped");
});

Deno.test("the last try to read speech without words has no text before it, but the hotwords, and more beams", async () => {
  const all: BatchResult = {
    ...{ segments: [segmentWith(["Long", 100.5, 101.2])], dropped: [], cuts: [], tokens: [] },
    ...{ shouldResetPrompt: false, readTo: WINDOW.end },
  };
  const tries: [previous: number[], beamSize: number][] = [];
  await readUnread([WINDOW], all, { ...REQUEST, previous: [1, 2, 3, 4], hotwords: [1, 2] }, {
    tokenizer,
    readOnce: (windows, { previous, beamSize }) => {
      tries.push([previous, beamSize]);
      return Promise.resolve(windows.map(() => ({ segments: [] as DraftSegment[] }) as WindowResult));
    },
  });
  assert.deepEqual(tries, [[[1, 2, 3, 4], 1], [[1, 2], 5]]);
  assert.deepEqual(all.dropped.map(({ rule }) => rule), ["no words"]);
});
