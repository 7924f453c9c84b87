import assert from "node:assert/strict";
import { contenders, PEERS, titleOf } from "../../bench/contenders.ts";

Deno.test("contenders() have unique titles", () => {
  const titles = contenders(PEERS, "cpu").map(titleOf);
  assert.equal(new Set(titles).size, titles.length);
  assert.ok(titles.includes("faster-whisper: int8, batches of 8, beam 5, word times"));
});

Deno.test("contenders() on CUDA are those that run there, in float16", () => {
  const all = contenders(PEERS, "cuda");
  assert.deepEqual([...new Set(all.map(({ engine }) => engine))], ["StreamForge", "faster-whisper", "openai-whisper"]);
  assert.ok(all.every(({ label }) => label.startsWith("float16")));
});

Deno.test("contenders() without peers are StreamForge's settings", () => {
  assert.deepEqual(new Set(contenders([], "cpu").map(({ engine }) => engine)), new Set(["StreamForge"]));
});
