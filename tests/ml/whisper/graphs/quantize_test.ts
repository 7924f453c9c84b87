import assert from "node:assert/strict";
import { quantizeRows, transposed } from "../../../../ml/whisper/graphs/quantize.ts";

Deno.test("quantizeRows() gives each row its scale and transposes the matrix", () => {
  const { data, scales } = quantizeRows(Float32Array.of(127, -63.4, 0, 2, -1, 0.5), 2, 3, 127);
  assert.deepEqual([...scales], [1, Math.fround(2 / 127)]);
  assert.deepEqual([...data], [127, 127, -63, -64, 0, 32]); // -63.5 and 31.75 of the second row
});

Deno.test("quantizeRows() rounds half to even, as NumPy, and accepts zeros", () => {
  const { data } = quantizeRows(Float32Array.of(127, 0.5, 1.5, 2.5, -0.5, -1.5), 1, 6, 127);
  assert.deepEqual([...data], [127, 0, 2, 2, 0, -2]);
  const zeros = quantizeRows(new Float32Array(4), 2, 2, 127);
  assert.deepEqual([[...zeros.data], [...zeros.scales]], [[0, 0, 0, 0], [1, 1]]);
});

Deno.test("transposed() turns rows into columns", () => {
  assert.deepEqual([...transposed(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)], [1, 4, 2, 5, 3, 6]);
});
