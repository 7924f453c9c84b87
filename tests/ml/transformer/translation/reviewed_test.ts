/** Sentences that a person has checked one by one. After a change of the grammar, new sentences must be checked. */
import assert from "node:assert/strict";
import { generatePairs } from "../../../../ml/transformer/translation/grammar/split.ts";
import { readPairs } from "../../../../ml/transformer/translation/pairs.ts";

// made by generatePairs({ training: 220, heldOut: 0, seed: 11 })
const FILE = new URL("../../../data/translation/reviewed.tsv", import.meta.url);

Deno.test("the generator writes the reviewed sentences", async () => {
  const reviewed = readPairs(await Deno.readTextFile(FILE));
  assert.equal(reviewed.length, 220);
  const { training } = generatePairs({ training: 220, heldOut: 0, seed: 11 });
  assert.deepEqual(training.map(({ source, target }) => ({ source, target })), reviewed);
});
