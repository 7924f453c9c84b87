import assert from "node:assert/strict";
import fc from "fast-check";
import { tokenTimes } from "../../../../ml/whisper/timing/alignment.ts";
import { dtw, medianOfSeven } from "../../../../ml/whisper/timing/dtw.ts";
import { type AlignmentScores, timeWords, type TimeWordsInput } from "../../../../ml/whisper/timing/word_times.ts";
import { WhisperTokenizer } from "../../../../ml/whisper/tokenizer.ts";

const FIRST_ROW = 3; // after <|startoftranscript|>, language and task comes <|notimestamps|>

// A small tokenizer: one token for each of these words and marks
const PIECES = [" one", " two", " three", " four", " five", ".", ",", "Â¿", "!"];
const SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startofprev|>"];
const tokenizer = new WhisperTokenizer(JSON.stringify({
  model: { vocab: Object.fromEntries(PIECES.map((text, id) => [text.replace(" ", "Ġ"), id])) },
  added_tokens: [...SPECIAL, "<|nospeech|>", "<|notimestamps|>"].map((content, i) => ({
    content,
    id: PIECES.length + i,
  })),
}));
const tokensOf = (...pieces: string[]) => pieces.map((piece) => PIECES.indexOf(piece));

/** Scores of heads that attend to where token `i` is: from `starts[i]` to the next one, in positions of 20 ms. */
function planted(starts: number[], nPositions = 1500): AlignmentScores {
  const nHeads = 2;
  const nRows = FIRST_ROW + starts.length + 1;
  const scores = new Float32Array(nHeads * nRows * nPositions);
  for (let head = 0; head < nHeads; head++) {
    for (const [i, start] of starts.entries()) {
      const row = (head * nRows + FIRST_ROW + i) * nPositions;
      const end = starts[i + 1] ?? start + 20;
      scores.fill(8, row + start, row + Math.min(end, nPositions));
    }
  }
  return { scores, nHeads, nRows, nPositions, firstRow: FIRST_ROW };
}

function input(pieces: string[], starts: number[], more: Partial<TimeWordsInput> = {}): TimeWordsInput {
  const tokens = tokensOf(...pieces);
  return {
    tokenizer,
    language: "en",
    segments: [{ start: 0, end: 30, tokens }],
    logprobs: [tokens.map(() => Math.log(0.5))],
    alignment: planted(starts),
    window: { start: 0, end: 30, speech: [{ start: 0, end: 30 }] },
    ...more,
  };
}

const near = (a: number, b: number, tolerance = 0.081) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not near ${b}`);

Deno.test("dtw() finds the planted path", () => {
  const entries = [0, 3, 4, 9, 15];
  const nColumns = 20;
  const cost = new Float32Array(entries.length * nColumns).fill(1);
  for (const [row, start] of entries.entries()) {
    cost.fill(-1, row * nColumns + start, row * nColumns + (entries[row + 1] ?? nColumns));
  }
  assert.deepEqual([...dtw(cost, entries.length, nColumns)], entries);
});

Deno.test("dtw() finds a path with the least cost", () => {
  const cell = fc.integer({ min: -3, max: 3 });
  const matrix = fc.integer({ min: 1, max: 4 }).chain((rows) =>
    fc.integer({ min: 1, max: 5 }).chain((columns) =>
      fc.tuple(
        fc.constant(rows),
        fc.constant(columns),
        fc.array(cell, { minLength: rows * columns, maxLength: rows * columns }),
      )
    )
  );
  fc.assert(fc.property(matrix, ([rows, columns, cells]) => {
    const entries = dtw(Float32Array.from(cells), rows, columns);
    const least = (i: number, j: number): number => {
      const here = cells[i * columns + j];
      if (i === 0 && j === 0) return here;
      const before = [[i - 1, j - 1], [i - 1, j], [i, j - 1]].filter(([a, b]) => a >= 0 && b >= 0);
      return here + Math.min(...before.map(([a, b]) => least(a, b)));
    };
    // The cheapest path that enters each row where dtw() does; a row is left where the next one is entered, or before
    const through = (i: number, from: number): number => {
      let sum = 0;
      for (let j = entries[i]; j <= from; j++) sum += cells[i * columns + j];
      return sum;
    };
    let states = through(rows - 1, columns - 1);
    for (let i = rows - 2; i >= 0; i--) {
      const next = entries[i + 1];
      const ends = [next - 1, next].filter((end) => end >= entries[i]);
      states += Math.min(...ends.map((end) => through(i, end)));
    }
    assert.equal(states, least(rows - 1, columns - 1));
    assert.equal(entries[0], 0);
  }));
});

Deno.test("medianOfSeven() is the middle of the seven around, reflected at the ends", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 4, maxLength: 40 }), (values) => {
    const n = values.length;
    const row = Float32Array.from(values);
    medianOfSeven(row, new Float32Array(n + 6));
    for (let at = 0; at < n; at++) {
      const around = [-3, -2, -1, 0, 1, 2, 3].map((k) => {
        const i = Math.abs(at + k);
        return values[i < n ? i : 2 * (n - 1) - i];
      });
      assert.equal(row[at], around.sort((a, b) => a - b)[3]);
    }
  }));
});

Deno.test("tokenTimes() finds when planted tokens are attended to", () => {
  const starts = [10, 60, 90, 140, 200];
  const times = tokenTimes(planted(starts), starts.length - 1, 30);
  starts.slice(1).forEach((start, i) => near(times[i + 1], start * 0.02));
});

Deno.test("tokenTimes() does not look past the end of the audio", () => {
  const times = tokenTimes(planted([10, 60, 90, 140]), 3, 2);
  assert.ok(times.every((time) => time >= 0 && time <= 2));
});

Deno.test("tokenTimes() refuses scores that have too few rows", () => {
  assert.throws(() => tokenTimes(planted([10, 60]), 3, 30), /3 tokens after row 3 .* there are 6 rows/);
});

Deno.test("timeWords() gives each word its time, its probability and its punctuation", () => {
  const pieces = [" one", ",", " two", " three", "."];
  const [words] = timeWords(input(pieces, [20, 50, 55, 100, 130, 140]));
  assert.deepEqual(words.map(({ word }) => word), [" one,", " two", " three."]);
  near(words[1].start, 1.1);
  near(words[2].start, 2);
  for (const { probability } of words) near(probability, 0.5, 1e-6);
});

Deno.test("timeWords() returns media times and assigns words to their segments", () => {
  const first = tokensOf(" one", " two", ".");
  const second = tokensOf(" three", " four");
  const timed = timeWords(input([], [10, 60, 90, 140, 190, 230], {
    segments: [{ start: 100, end: 102.8, tokens: first }, { start: 102.8, end: 105, tokens: second }],
    logprobs: [first.map(() => 0), second.map(() => 0)],
    window: { start: 100, end: 130, speech: [{ start: 100, end: 130 }] },
  }));
  assert.deepEqual(timed.map((words) => words.map(({ word }) => word)), [[" one", " two."], [" three", " four"]]);
  near(timed[1][0].start, 102.8);
  assert.ok(timed.flat().every(({ probability }) => probability === 1));
});

Deno.test("timeWords() starts the first word after a silence where speech begins", () => {
  // The heads attend to the whole silence before " three"
  const [words] = timeWords(input([" one", " two", " three", " four"], [0, 25, 55, 520, 545], {
    window: { start: 0, end: 30, speech: [{ start: 0, end: 1.2 }, { start: 10, end: 11 }] },
  }));
  near(words[2].start, 10, 0.1);
  assert.ok(words[1].end <= 1.31 && words[2].end > 10);
});

Deno.test("timeWords() ends the last word before a silence where speech ends", () => {
  const [words] = timeWords(input([" one", " two", " three", " four"], [0, 25, 500, 525, 560], {
    window: { start: 0, end: 30, speech: [{ start: 0, end: 1.2 }, { start: 10, end: 11.4 }] },
  }));
  assert.ok(words[1].end <= 1.31, `${words[1].end}`);
});

Deno.test("timeWords() of no text is no words", () => {
  assert.deepEqual(timeWords(input([], [0, 10])), [[]]);
  assert.deepEqual(timeWords(input([], [], { segments: [], logprobs: [] })), []);
});

Deno.test("timeWords(): words rise, have a length, do not overlap and stay in the window, whatever the heads attend to", () => {
  const piece = fc.constantFrom(...PIECES.filter((text) => text !== "Â¿"));
  const arbitrary = fc.tuple(
    fc.array(piece, { minLength: 1, maxLength: 12 }),
    fc.integer(),
    fc.integer({ min: 10, max: 1500 }),
  );
  fc.assert(
    fc.property(arbitrary, ([pieces, seed, positions]) => {
      let state = seed >>> 0;
      const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
      const length = positions * 0.02;
      const alignment = planted(pieces.map(() => 0).concat(0), 1500);
      alignment.scores.forEach((_, i) => alignment.scores[i] = 12 * random());
      const speech = [{ start: 7 + length * 0.2, end: 7 + length * 0.4 }, { start: 7 + length * 0.7, end: 7 + length }];
      const [words] = timeWords(input(pieces, [], {
        segments: [{ start: 7, end: 7 + length * random(), tokens: tokensOf(...pieces) }],
        alignment,
        window: { start: 7, end: 7 + length, speech },
      }));
      let last = 7;
      for (const { start, end } of words) {
        assert.ok(start >= last - 1e-9 && end > start && end <= 7 + length + 1e-9, `${start} - ${end} after ${last}`);
        last = end;
      }
      assert.equal(words.map(({ word }) => word).join(""), pieces.join(""));
    }),
    { numRuns: 60 },
  );
});
