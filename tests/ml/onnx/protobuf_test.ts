import assert from "node:assert/strict";
import { ProtobufWriter } from "../../../ml/onnx/protobuf.ts";

Deno.test("ProtobufWriter writes the examples of the format's documentation", () => {
  assert.deepEqual([...new ProtobufWriter().int(1, 150).finish()], [0x08, 0x96, 0x01]);
  assert.deepEqual([...new ProtobufWriter().string(2, "testing").finish()], [
    0x12,
    7,
    ...new TextEncoder().encode("testing"),
  ]);
  const inner = new ProtobufWriter().int(1, 150);
  assert.deepEqual([...new ProtobufWriter().message(3, inner).finish()], [0x1a, 3, 0x08, 0x96, 0x01]);
});

Deno.test("ProtobufWriter writes a negative number in ten bytes and a float in four", () => {
  assert.deepEqual([...new ProtobufWriter().int(1, -2).finish()], [0x08, 0xfe, ...new Array(8).fill(0xff), 0x01]);
  assert.deepEqual([...new ProtobufWriter().float(2, 1).finish()], [0x15, 0, 0, 0x80, 0x3f]);
});

Deno.test("ProtobufWriter writes field numbers above 15 and lengths above 127 as varints of two bytes", () => {
  const bytes = new ProtobufWriter().bytes(20, new Uint8Array(300)).finish();
  assert.deepEqual([...bytes.subarray(0, 4)], [0xa2, 0x01, 0xac, 0x02]);
  assert.equal(bytes.length, 304);
});
