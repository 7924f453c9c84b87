import assert from "node:assert/strict";
import { contextTokens, encodeText } from "../../../../ml/whisper/decoding/previous_text.ts";
import { WhisperTokenizer } from "../../../../ml/whisper/tokenizer.ts";
import { modelFolder } from "../engine/engine_fixture.ts";

const tokenizer = await WhisperTokenizer.load(`${await modelFolder("base")}/tokenizer.json`);
const SIZES = { nTextCtx: 448 };
const MOST = 223;

const textOf = (tokens: number[]) => tokenizer.decode(tokens);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`).join(" ");

const previousTokens = (...context: Parameters<typeof contextTokens>) => contextTokens(...context).previous;
const prompt = (text: string) => encodeText(tokenizer, text);

Deno.test("the context is empty without hotwords and text", () => {
  assert.deepEqual(previousTokens(tokenizer, SIZES, {}, []), []);
  assert.deepEqual(previousTokens(tokenizer, SIZES, { hotwords: "\n" }, prompt("  ")), []);
});

Deno.test("hotwords come before every window, ahead of the rest", () => {
  const options = { hotwords: "StreamForge, Mbeki" };
  const previous = prompt(" A talk by Dr. Mbeki. ");
  assert.equal(textOf(previous), " A talk by Dr. Mbeki.");
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, previous)), " StreamForge, Mbeki A talk by Dr. Mbeki.");
  assert.equal(textOf(previousTokens(tokenizer, SIZES, options, [])), " StreamForge, Mbeki");
  const { hotwords } = contextTokens(tokenizer, SIZES, options, previous);
  assert.equal(textOf(hotwords), " StreamForge, Mbeki", "for a reading without the text before it");
});

Deno.test("of long text the end is kept, of many hotwords the beginning, within half the context", () => {
  const long = prompt(`${numbers(400)} the end`);
  const tokens = previousTokens(tokenizer, SIZES, {}, long);
  assert.equal(tokens.length, MOST);
  assert.match(textOf(tokens), /397 398 399 the end$/);
  const hotwords = `first ${numbers(400)}`;
  const expected = previousTokens(tokenizer, SIZES, { hotwords }, []);
  assert.equal(expected.length, Math.floor(MOST / 2));
  assert.match(textOf(expected), /^ first 0 1 2/);
  const both = previousTokens(tokenizer, SIZES, { hotwords }, long);
  assert.equal(both.length, MOST);
  assert.match(textOf(both), /^ first 0 1 .*399 the end$/s);
  const previous = Array.from({ length: 500 }, (_, i) => i);
  assert.deepEqual(previousTokens(tokenizer, SIZES, {}, previous), previous.slice(-MOST));
  assert.equal(previousTokens(tokenizer, { nTextCtx: 64 }, {}, previous).length, 31); // a model with a shorter context
});

Deno.test("prompt() puts the text before it after <|startofprev|>", () => {
  const tokens = tokenizer.prompt("es", "transcribe", [5, 6]);
  assert.deepEqual(tokens, [tokenizer.startOfPrevious, 5, 6, 50258, 50262, 50359]);
});
