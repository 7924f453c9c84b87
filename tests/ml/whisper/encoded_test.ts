import assert from "node:assert/strict";
import { joinRows, rowCount, selectRows } from "../../../ml/whisper/encoded.ts";

function batch(...rows: number[]) {
  return {
    k: { type: "uint8" as const, dims: [rows.length, 2], data: Uint8Array.from(rows.flatMap((n) => [n, n + 1])) },
    scale: { type: "float32" as const, dims: [rows.length, 1], data: Float32Array.from(rows) },
  };
}

Deno.test("selectRows() gives rows in the order that is asked for, neighbours without a copy", () => {
  const all = batch(10, 20, 30);
  assert.equal(selectRows(all, [0, 1, 2]), all);
  const run = selectRows(all, [1, 2]);
  assert.deepEqual([[...run.k.data], run.k.dims, [...run.scale.data]], [[20, 21, 30, 31], [2, 2], [20, 30]]);
  assert.equal(run.k.data.buffer, all.k.data.buffer);
  const picked = selectRows(all, [2, 0]);
  assert.deepEqual([[...picked.k.data], [...picked.scale.data]], [[30, 31, 10, 11], [30, 10]]);
  assert.equal(rowCount(picked), 2);
});

Deno.test("joinRows() puts batches together and empties the parts", () => {
  const parts = [batch(10), batch(20, 30)];
  const joined = joinRows(parts);
  assert.deepEqual([[...joined.k.data], joined.k.dims], [[10, 11, 20, 21, 30, 31], [3, 2]]);
  assert.deepEqual(parts.map((part) => Object.keys(part).length), [0, 0]);
});
