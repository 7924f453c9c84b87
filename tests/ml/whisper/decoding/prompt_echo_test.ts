import assert from "node:assert/strict";
import { echoedPieces, isSaid } from "../../../../ml/whisper/decoding/prompt_echo.ts";
import { WhisperTokenizer } from "../../../../ml/whisper/tokenizer.ts";
import { modelFolder } from "../engine/engine_fixture.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const at = (seconds: number) => tokenizer.timestampBegin + seconds * 50;

/** Tokens of texts with their times. */
function tokensOf(...pieces: [start: number, text: string, end: number][]): number[] {
  return pieces.flatMap(([start, text, end]) => [at(start), ...tokenizer.encode(` ${text}`), at(end)]);
}

const SAID = "and that you will give me an opportunity of rendering it";
const BEFORE = tokensOf([0, "I hope that we shall both forget this,", 3], [3, `${SAID} to you in person.`, 8]);

const echoes = (tokens: number[], previous = BEFORE) =>
  echoedPieces({ tokens }, previous, tokenizer, 20).map(({ start, end }) => [start, end]);

Deno.test("a passage that begins with words of the context is found wherever it is in the window, whatever its signs", () => {
  assert.deepEqual(echoes(tokensOf([0, `And that, you will give me an opportunity.`, 4])), [[0, 4]]);
  const tokens = tokensOf([0, "As you know,", 4], [4, SAID, 8], [8, "he said.", 9]);
  assert.deepEqual(echoes(tokens), [[4, 8]]);
});

Deno.test("a few words that are in the context as well are no copy of it", () => {
  assert.deepEqual(
    echoes(tokensOf([0, "I hope that we", 2], [2, "shall meet him in the harbour before they leave.", 6])),
    [],
  );
  assert.deepEqual(echoes(tokensOf([0, SAID, 4]), []), []);
});

Deno.test("a passage was said if a reading without context has it at about the same time", () => {
  const [copied] = echoedPieces({ tokens: tokensOf([0, SAID, 4]) }, BEFORE, tokenizer, 20);
  const isSaidIn = (...pieces: Parameters<typeof tokensOf>) =>
    isSaid(copied, { tokens: tokensOf(...pieces) }, tokenizer, 20);
  assert.equal(isSaidIn([0.5, "And then you'll give me the opportunity of rendering it", 4]), true);
  assert.equal(isSaidIn([0, "As you know, I have the greatest admiration", 4], [12, SAID, 16]), false);
  assert.equal(isSaidIn(), false);
});
