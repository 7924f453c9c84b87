import assert from "node:assert/strict";
import { untrainedAttention } from "../../../../routes/web/learn/client/attention.ts";
import { distanceOf, focusOf, wordIndexes } from "../../../../routes/web/learn/client/head_summary.ts";

Deno.test("without the division by sqrt(d) a wide head puts nearly all its attention on one word", () => {
  const words = "the animal did not cross our street".split(" ");
  const largest = (isScaled: boolean) => {
    const shares = untrainedAttention(words, 256, isScaled);
    assert.equal(shares.length, words.length ** 2);
    let sum = 0;
    for (let row = 0; row < words.length; row++) {
      sum += Math.max(...shares.subarray(row * words.length, (row + 1) * words.length));
    }
    return sum / words.length;
  };
  assert.ok(largest(false) > 0.9, `${largest(false)}`);
  assert.ok(largest(true) < 0.8, `${largest(true)}`);
  const [same] = untrainedAttention(["the", "dog"], 64, true);
  assert.equal(untrainedAttention(["the", "dog"], 64, true)[0], same, "the same letters, the same numbers");
});

Deno.test("focusOf() names heads that attend to a neighbour, to one position, along the sentence, or everywhere", () => {
  const map = (share: (q: number, k: number) => number) => ({
    weights: Float32Array.from({ length: 36 }, (_, i) => share(Math.floor(i / 6), i % 6)),
    nQueries: 6,
    nKeys: 6,
  });
  const encoderFocus = (share: (q: number, k: number) => number) =>
    focusOf(map(share), "encoderAttention", [..."abcdef"]);
  assert.match(encoderFocus((q, k) => k === Math.max(0, q - 1) ? 1 : 0), /^next door, 83 % to the one before/);
  assert.match(encoderFocus((_, k) => k === 4 ? 1 : 0), /^100 % to "e"/);
  assert.match(encoderFocus(() => 1 / 6), /^spread, 17 % to /);
  const crossFocus = (share: (q: number, k: number) => number) => focusOf(map(share), "crossAttention", [..."abcdef"]);
  assert.equal(crossFocus((q, k) => k === q ? 0.5 : 0.1), "moves along the sentence");
  assert.match(crossFocus(() => 1 / 6), /^spread, 17 % to "a"/);
});

Deno.test("distanceOf() counts words, not pieces; in a decoder from the piece before the one that is written", () => {
  const pieces = ["las", "casa", "+s", "roj", "+as", "<end>"];
  assert.deepEqual(wordIndexes(pieces), [0, 1, 1, 2, 2, 3]);
  const looksAt = (place: (q: number) => number) => ({
    weights: Float32Array.from({ length: 36 }, (_, i) => i % 6 === place(Math.floor(i / 6)) ? 1 : 0),
    nQueries: 6,
    nKeys: 6,
  });
  const itself = looksAt((q) => q);
  const first = looksAt(() => 0);
  assert.equal(distanceOf(itself, "encoderAttention", pieces, pieces), 0);
  assert.equal(distanceOf(first, "encoderAttention", pieces, pieces), 9 / 6);
  const given = ["<start>", ...pieces.slice(0, -1)];
  assert.equal(distanceOf(itself, "decoderAttention", pieces, given), 0);
  assert.equal(distanceOf(first, "decoderAttention", pieces, given), 11 / 6);
});
