import assert from "node:assert/strict";
import { EXERCISES } from "../../ml/exercises/exercises.ts";
import { declaration, exerciseSources } from "../../tasks/exercise_sources.ts";

Deno.test("exerciseSources() has whole declarations of the repository for every exercise", () => {
  const sources = exerciseSources();
  for (const { id, own } of EXERCISES) {
    assert.equal(sources[id].length, own.length);
    for (const { path, text } of sources[id]) {
      assert.ok(text.endsWith("\n}\n"), id);
      assert.ok(Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url)).includes(text));
    }
  }
  assert.match(sources["1.1"][0].text, /^\/\*\*\n \* softmax[^]*export function scaledDotProductAttention/);
});

Deno.test("declaration() says which name a module lacks", () => {
  assert.throws(
    () => declaration("export const a = 1;\n", { path: "x.ts", name: "b" }),
    /x\.ts has no function or class b/,
  );
});
