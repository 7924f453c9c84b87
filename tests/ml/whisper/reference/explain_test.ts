import assert from "node:assert/strict";
import { WindowAttention } from "../../../../src/core/attention.ts";
import { ValidationError } from "../../../../src/core/errors.ts";
import { explainWindow } from "../../../../ml/whisper/reference/explain.ts";
import { wordSpans } from "../../../../ml/whisper/reference/word_spans.ts";
import { modelFolder, pieces, recording, sharedEngine, wordsOf } from "../engine/engine_fixture.ts";

const engine = await sharedEngine("tiny.en");

Deno.test("explainWindow() returns rows that sum to 1, the engine's words, and a path with their times", async () => {
  const samples = await recording("sentence.flac");
  const { segments } = await engine.transcribe(pieces(samples), {}, {});
  const words = wordsOf(segments);
  assert.ok(words.length > 8);
  const layers: string[] = [];
  const steps: number[] = [];
  const file = await explainWindow({
    ...{ folder: await modelFolder("tiny.en"), model: "tiny.en", samples, start: 0 },
    ...{ language: "en", textLanguage: "en", task: "transcribe" },
    tokens: segments.flatMap(({ tokens }) => tokens),
    words,
  }, {
    onProgress: (fraction) => steps.push(fraction),
    onWeights: (name, { data, shape: [, heads, queries, keys] }) => {
      layers.push(name);
      for (let row = 0; row < heads * queries; row++) {
        const sum = data.subarray(row * keys, (row + 1) * keys).reduce((a, b) => a + b);
        assert.ok(Math.abs(sum - 1) < 1e-4, `${name}, row ${row} of ${heads} x ${queries} sums to ${sum}`);
      }
    },
  });
  assert.equal(layers.length, 4 + 2 * 4, layers.join());
  assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
  assert.ok(file.length < 2_000_000);

  const attention = new WindowAttention(file);
  const { header } = attention;
  assert.deepEqual(
    header.words.map(({ text, start, end }) => ({ text, start, end })),
    words.map((word) => ({
      ...{ text: word.word, start: word.start, end: word.end },
    })),
  );
  assert.deepEqual([header.encoder.layers, header.encoder.heads], [4, 6]);
  assert.deepEqual([header.decoder.layers, header.decoder.heads], [4, 6]);
  assert.deepEqual(header.prompt, ["<start>", "<no times>"]);
  assert.equal(header.positions, Math.round(samples.length / 320));
  assert.equal(header.sections.mel.rows, 80);

  // After pooling and rounding to bytes they still do, approximately
  for (const [name, { rows, columns }] of Object.entries(header.sections)) {
    if (name === "mel" || name === "alignment") continue;
    for (let row = 0; row < rows; row++) {
      const shares = attention.row(name as "cross", row);
      const sum = shares.reduce((a, b) => a + b);
      const most = Math.max(...shares);
      assert.ok(Math.abs(sum - 1) <= columns / 510 * most + 1e-3, `${name}, row ${row} sums to ${sum}`);
    }
  }
  // No word attends to a later one
  const { layers: nLayers, heads } = header.decoder;
  for (let layer = 0; layer < nLayers; layer++) {
    for (let head = 0; head < heads; head++) {
      header.words.forEach((_, word) => {
        const later = attention.selfRow(layer, head, word).subarray(header.prompt.length + word + 1);
        assert.ok(later.every((share) => share === 0));
      });
    }
  }

  // The path has the times of the words before the rules that correct them. A frame is 20 ms
  assert.equal(header.path.length, header.tokens.length + 1);
  assert.ok(header.path.every((column, i) => column >= (header.path[i - 1] ?? 0)), "it never goes back");
  const off = header.words.slice(1).map(({ tokens: [from], start }) =>
    Math.abs(header.path[from] * header.position_seconds + header.lead_seconds - start)
  );
  const close = off.filter((seconds) => seconds < 0.05).length;
  assert.ok(close >= off.length - 1, `of ${off.length} words ${close} are within two frames: ${off}`);
});

Deno.test("wordSpans() finds each word's tokens, and punctuation with the words that it was joined to", () => {
  const piece = (word: string, ...tokens: number[]) => ({ word, tokens });
  const word = (word: string) => ({ word, start: 0, end: 1, probability: 1 });
  const cut = (pieces: ReturnType<typeof piece>[], ...words: string[]) =>
    wordSpans(pieces, words.map(word)).map(({ text, tokens }) => [text, ...tokens]);
  assert.deepEqual(
    cut(
      [piece(' "', 1), piece("Yes", 2), piece(",", 3), piece(" she", 4, 5), piece(".", 6), piece('"', 7)],
      ' "Yes,',
      ' she."',
    ),
    [[' "Yes,', 0, 3], [' she."', 3, 7]],
  );
  assert.deepEqual(cut([piece(" a", 1), piece(" ", 2), piece(" b", 3)], " a", " b"), [[" a", 0, 2], [" b", 2, 3]]);
  assert.throws(() => cut([piece(" a", 1)], " b"), ValidationError);
  assert.throws(() => cut([piece(" a", 1), piece(" b", 2)], " a"), ValidationError);
  assert.throws(() => cut([piece(" a", 1)]), ValidationError);
});

Deno.test("a file of another kind is refused", () => {
  assert.throws(() => new WindowAttention(new Uint8Array(4)), RangeError);
  assert.throws(() => new WindowAttention(new TextEncoder().encode("RIFF and more")), RangeError);
});
