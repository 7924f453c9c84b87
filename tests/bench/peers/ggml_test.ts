import assert from "node:assert/strict";
import { q5_1 } from "../../../bench/peers/ggml.ts";

/** Dequantizes a block like ggml's dequantize_row_q5_1. */
function dequantize(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer);
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += 24) {
    const [scale, least, fifths] = [
      view.getFloat16(at, true),
      view.getFloat16(at + 2, true),
      view.getUint32(at + 4, true),
    ];
    const lower = (i: number) => i < 16 ? bytes[at + 8 + i] & 15 : bytes[at + 8 + i - 16] >> 4;
    for (let i = 0; i < 32; i++) values.push((lower(i) | (fifths >>> i & 1) << 4) * scale + least);
  }
  return values;
}

Deno.test("q5_1() stores 32 evenly spaced values exactly, in 24 bytes", () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => i * 0.5 - 4);
  const bytes = q5_1(values);
  assert.equal(bytes.length, 24);
  assert.deepEqual(dequantize(bytes), [...values]);
});

Deno.test("q5_1() is off by half a step at most", () => {
  const values = Float32Array.from({ length: 320 }, (_, i) => Math.sin(i * i));
  const back = dequantize(q5_1(values));
  for (let i = 0; i < values.length; i++) assert.ok(Math.abs(back[i] - values[i]) < 1 / 31 + 2e-3, `value ${i}`);
});

Deno.test("q5_1() stores a block of equal values exactly", () => {
  assert.deepEqual(dequantize(q5_1(new Float32Array(32).fill(0.25))), new Array(32).fill(0.25));
});
