import assert from "node:assert/strict";
import { signatureOf, similarityTo, storeVector } from "../../../../src/db/search/vectors.ts";

const LENGTH = Math.hypot(3, 4);

Deno.test("a stored vector keeps its direction in a byte a number, and its signs", () => {
  const vector = Float32Array.of(3 / LENGTH, -4 / LENGTH);
  const { signature, bytes } = storeVector(vector);
  assert.equal(signature, "10");
  assert.deepEqual([...bytes], [95, -127]);
  const stored = new Uint8Array(bytes.buffer);
  assert.ok(Math.abs(similarityTo(vector, stored) - 1) < 1e-4);
  assert.ok(Math.abs(similarityTo(Float32Array.of(4 / LENGTH, 3 / LENGTH), stored)) < 0.01, "at a right angle");
});

Deno.test("a vector of zeros is like nothing", () => {
  const { bytes } = storeVector(new Float32Array(4));
  assert.equal(similarityTo(Float32Array.of(1, 0, 0, 0), new Uint8Array(bytes.buffer)), 0);
  assert.equal(signatureOf(new Float32Array(4)), "0000");
});
