import assert from "node:assert/strict";
import { PairsError, readPairs, splitPairs } from "../../../../ml/transformer/translation/pairs.ts";

Deno.test("readPairs() reads two columns, also with an attribution after them, and Tatoeba's four with numbers", () => {
  const text =
    "\uFEFFGo.\tVe.\r\nHi.\tHola.\tCC-BY 2.0 (France) #1\n\n1276\tLet's try.\t2481\t¡Intentemos!\n5\tcinco\n";
  assert.deepEqual(readPairs(text), [
    { source: "Go.", target: "Ve." },
    { source: "Hi.", target: "Hola." },
    { source: "Let's try.", target: "¡Intentemos!" },
    { source: "5", target: "cinco" },
  ]);
});

Deno.test("readPairs() names the line that it can't parse", () => {
  const wrong: [string, RegExp][] = [
    ["Go.\tVe.\nno tab here\n", /^line 2 of a\.tsv has no tab: it must be .*: "no tab here"$/],
    ["\n\nGo.\t\n", /^line 3 of a\.tsv has an empty second sentence: /],
    ["\tVe.", /^line 1 of a\.tsv has an empty first sentence: /],
    ["", /^a\.tsv holds no sentence pairs$/],
    [`${"x".repeat(100)}`, /"x{60}\.\.\."$/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => readPairs(text, "a.tsv"),
      (error: Error) => error instanceof PairsError && message.test(error.message),
    );
  }
});

Deno.test("splitPairs() puts all translations of a sentence on one side", () => {
  const pairs = Array.from({ length: 300 }, (_, i) => ({ source: `Number ${i % 100}.`, target: `Número ${i}.` }));
  const { training, heldOut } = splitPairs(pairs, { heldOutShare: 0.1 });
  assert.equal(heldOut.length, 10);
  assert.equal(training.length, 270);
  const trained = new Set(training.map(({ source }) => source));
  assert.ok(heldOut.every(({ source }) => !trained.has(source)));
  assert.deepEqual(splitPairs(pairs, { heldOutShare: 0.1 }), { training, heldOut });
  assert.notDeepEqual(splitPairs(pairs, { heldOutShare: 0.1, seed: 2 }).heldOut, heldOut);
});
