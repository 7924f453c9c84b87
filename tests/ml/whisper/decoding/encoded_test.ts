import assert from "node:assert/strict";
import { type Encoded, EncodedRows, rowCount, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";

function batch(...rows: number[]) {
  return {
    k: { type: "uint8" as const, dims: [rows.length, 2], data: Uint8Array.from(rows.flatMap((n) => [n, n + 1])) },
    scale: { type: "float32" as const, dims: [rows.length, 1], data: Float32Array.from(rows) },
  };
}

Deno.test("selectRows() returns rows in the given order, contiguous ones without a copy", () => {
  const all = batch(10, 20, 30);
  assert.equal(selectRows(all, [0, 1, 2]), all);
  const run = selectRows(all, [1, 2]);
  assert.deepEqual([[...run.k.data], run.k.dims, [...run.scale.data]], [[20, 21, 30, 31], [2, 2], [20, 30]]);
  assert.equal(run.k.data.buffer, all.k.data.buffer);
  const picked = selectRows(all, [2, 0]);
  assert.deepEqual([[...picked.k.data], [...picked.scale.data]], [[30, 31, 10, 11], [30, 10]]);
  assert.equal(rowCount(picked), 2);
});

/** An encoder whose row `i` is `first + i`; it counts how often it had no buffers and allocated. */
function encoder(first: number) {
  const allocations = { count: 0 };
  const encode = (i: number, into?: Encoded) => {
    if (!into) allocations.count++;
    const row = batch(first + i);
    for (const [name, { data }] of Object.entries(row)) into?.[name].data.set(data as never);
    return Promise.resolve(into ?? row);
  };
  return { encode, allocations };
}

Deno.test("EncodedRows collects rows that are encoded one by one, and reuses its buffers", async () => {
  const rows = new EncodedRows();
  const first = encoder(10);
  const three = await rows.fill([4, 4, 4], first.encode);
  assert.deepEqual([[...three.k.data], [...three.k.dims]], [[10, 11, 11, 12, 12, 13], [3, 2]]);
  assert.deepEqual([[...three.scale.data], [...three.scale.dims]], [[10, 11, 12], [3, 1]]);
  assert.equal(first.allocations.count, 1); // later rows reused the buffers
  const second = encoder(50);
  const two = await rows.fill([4, 4], second.encode);
  assert.deepEqual([[...two.k.data], [...two.k.dims], [...two.scale.data]], [[50, 51, 51, 52], [2, 2], [50, 51]]);
  assert.equal(second.allocations.count, 0);
  assert.equal(two.k.data.buffer, three.k.data.buffer); // so the earlier views have changed
  assert.deepEqual([...three.scale.data], [50, 51, 12]);
});

Deno.test("EncodedRows grows for a larger batch, and stays usable after a row failed", async () => {
  const rows = new EncodedRows();
  await rows.fill([4], encoder(10).encode);
  const larger = encoder(20);
  const three = await rows.fill([4, 4, 4], larger.encode);
  assert.deepEqual([[...three.scale.data], larger.allocations.count], [[20, 21, 22], 0]); // it knows the sizes of a row
  const { encode } = encoder(30);
  const failing = (i: number, into?: Encoded) => i === 1 ? Promise.reject(new Error("stopped")) : encode(i, into);
  await assert.rejects(rows.fill([4, 4, 4], failing), /stopped/);
  assert.deepEqual([...(await rows.fill([4, 4], encoder(40).encode)).scale.data], [40, 41]);
});

Deno.test("EncodedRows puts rows with fewer positions head by head into those of the longest", async () => {
  /** Two heads; every value tells the row, head and position that it is of. */
  const rowOf = (row: number, positions: number): Encoded => ({
    v: {
      type: "uint8",
      dims: [1, 2, positions, 1],
      data: Uint8Array.from({ length: 2 * positions }, (_, at) => {
        return 100 * row + 10 * Math.floor(at / positions) + at % positions;
      }),
    },
    n_positions: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(positions)) },
  });
  const positions = [2, 3, 1];
  const encode = (i: number, into?: Encoded) => {
    const row = rowOf(i, positions[i]);
    for (const [name, { dims, data }] of Object.entries(into ?? {})) {
      assert.deepEqual(dims, row[name].dims);
      data.set(row[name].data as never);
    }
    return Promise.resolve(into ?? row);
  };
  const rows = new EncodedRows();
  for (let time = 0; time < 2; time++) { // the second time into memory that it has
    const { v, n_positions } = await rows.fill(positions, encode);
    assert.deepEqual([v.dims, [...n_positions.data]], [[3, 2, 3, 1], [2n, 3n, 1n]]);
    const heads = Array.from({ length: 6 }, (_, i) => [...v.data.subarray(3 * i, 3 * i + positions[i >> 1])]);
    assert.deepEqual(heads, [[0, 1], [10, 11], [100, 101, 102], [110, 111, 112], [200], [210]]);
  }
});
