import assert from "node:assert/strict";
import { orderSpans, secondsWithin, splitPieces } from "../../../../ml/whisper/decoding/segments.ts";

const T0 = 1000; // the token of 0.00 s
const at = (seconds: number) => T0 + Math.round(seconds * 50);

Deno.test("splitPieces() cuts at pairs of times and ends the last piece at its own timestamp", () => {
  const pieces = splitPieces([at(0), 1, 2, at(2.5), at(3), 3, at(4)], T0, 10);
  assert.deepEqual(pieces, [
    { start: 0, end: 2.5, tokens: [at(0), 1, 2, at(2.5)], offset: 0, isClosed: true },
    { start: 3, end: 4, tokens: [at(3), 3, at(4)], offset: 4, isClosed: true },
  ]);
});

Deno.test("splitPieces() runs text without a closing time to the window's end", () => {
  const [first, second] = splitPieces([at(0.5), 1, at(2), at(2), 5, 6], T0, 8);
  assert.deepEqual([first.start, first.end, first.isClosed], [0.5, 2, true]);
  assert.deepEqual([second.start, second.end, second.isClosed, second.tokens], [2, 8, false, [at(2), 5, 6]]);
});

Deno.test("splitPieces() gives one piece for text between two times, none for none", () => {
  assert.deepEqual(splitPieces([at(0), 1, at(9.5)], T0, 9.4).map(({ start, end }) => [start, end]), [[0, 9.4]]);
  assert.deepEqual(splitPieces([], T0, 10), []);
  assert.deepEqual(splitPieces([at(0)], T0, 10), []);
  assert.deepEqual(splitPieces([at(0), 1, at(3), at(3)], T0, 10).length, 1); // an opening timestamp without text
});

Deno.test("secondsWithin() counts the seconds between two times", () => {
  const spans = [{ start: 1, end: 2 }, { start: 3, end: 5 }];
  assert.equal(secondsWithin(spans, 0, 10), 3);
  assert.equal(secondsWithin(spans, 1.5, 4), 1.5);
  assert.equal(secondsWithin(spans, 2, 3), 0);
});

Deno.test("orderSpans() leaves good times as they are", () => {
  const spans = [{ start: 1, end: 2 }, { start: 2, end: 3.5 }];
  orderSpans(spans, 0, 10);
  assert.deepEqual(spans, [{ start: 1, end: 2 }, { start: 2, end: 3.5 }]);
});

Deno.test("orderSpans() repairs spans that go backwards, are empty or leave the media", () => {
  const spans = [{ start: -1, end: 2 }, { start: 1.5, end: 1.5 }, { start: 9.99, end: 12 }, { start: 12, end: 13 }];
  orderSpans(spans, 0.5, 10);
  for (const [i, { start, end }] of spans.entries()) {
    assert.ok(end > start && start >= (spans[i - 1]?.end ?? 0.5) - 1e-9 && end <= 10, JSON.stringify(spans));
  }
});

Deno.test("orderSpans() shortens spans if there is too little time for all", () => {
  const spans = Array.from({ length: 50 }, () => ({ start: 5, end: 5 }));
  orderSpans(spans, 4.9, 5);
  for (const [i, { start, end }] of spans.entries()) {
    assert.ok(end > start && start >= (spans[i - 1]?.end ?? 4.9) - 1e-9 && end <= 5);
  }
});
