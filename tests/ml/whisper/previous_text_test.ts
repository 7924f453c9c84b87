import assert from "node:assert/strict";
import { previousTokens } from "../../../ml/whisper/previous_text.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";
import { modelFolder } from "./engine_fixture.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const SIZES = { nTextCtx: 448 };
const MOST = 223;

const textOf = (tokens: number[]) => tokenizer.decode(tokens);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`).join(" ");

Deno.test("previousTokens(): nothing is told where nothing was given", () => {
  assert.deepEqual(previousTokens(tokenizer, SIZES, {}, null), []);
  assert.deepEqual(previousTokens(tokenizer, SIZES, { initialPrompt: "  ", hotwords: "\n" }, null), []);
});

Deno.test("previousTokens(): the initial prompt is told before the first window, what was said before the others", () => {
  const options = { initialPrompt: "  A talk by Dr. Mbeki. " };
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, null)), " A talk by Dr. Mbeki.");
  const said = tokenizer.encode(" and so it goes");
  assert.deepEqual(previousTokens(tokenizer, SIZES, options, said), said);
  assert.deepEqual(previousTokens(tokenizer, SIZES, options, []), []); // what was said was no good example
});

Deno.test("previousTokens(): hotwords come before every window, ahead of the rest", () => {
  const options = { initialPrompt: "A talk.", hotwords: "StreamForge, Mbeki" };
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, null)), " StreamForge, Mbeki A talk.");
  const said = tokenizer.encode(" and so");
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, said)), " StreamForge, Mbeki and so");
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, [])), " StreamForge, Mbeki");
});

Deno.test("previousTokens(): of long text the end is kept, of many hotwords the beginning, within half the context", () => {
  const prompt = previousTokens(tokenizer, SIZES, { initialPrompt: `${numbers(400)} the end` }, null);
  assert.equal(prompt.length, MOST);
  assert.match(textOf(prompt), /397 398 399 the end$/);
  const hotwords = previousTokens(tokenizer, SIZES, { hotwords: `first ${numbers(400)}` }, null);
  assert.equal(hotwords.length, Math.floor(MOST / 2));
  assert.match(textOf(hotwords), /^ first 0 1 2/);
  const both = previousTokens(tokenizer, SIZES, {
    hotwords: `first ${numbers(400)}`,
    initialPrompt: `${numbers(400)} the end`,
  }, null);
  assert.equal(both.length, MOST);
  assert.match(textOf(both), /^ first 0 1 .*399 the end$/s);
  const said = Array.from({ length: 500 }, (_, i) => i);
  assert.deepEqual(previousTokens(tokenizer, SIZES, {}, said), said.slice(-MOST));
  assert.equal(previousTokens(tokenizer, { nTextCtx: 64 }, {}, said).length, 31); // a model with less room
});

Deno.test("a prompt with text before it is told as <|startofprev|>", () => {
  const tokens = tokenizer.prompt("es", "transcribe", [5, 6]);
  assert.deepEqual(tokens, [tokenizer.startOfPrevious, 5, 6, 50258, 50262, 50359]);
});
