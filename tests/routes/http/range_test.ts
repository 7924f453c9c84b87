import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRange } from "../../../routes/http/range.ts";

const bytes = (header: string, size = 100) => parseRange(header, size);

Deno.test("parseRange() reads the three forms of a range", () => {
  assert.deepEqual(bytes("bytes=0-9"), { start: 0, end: 9 });
  assert.deepEqual(bytes("bytes=90-"), { start: 90, end: 99 });
  assert.deepEqual(bytes("bytes=-10"), { start: 90, end: 99 });
  assert.deepEqual(bytes("Bytes=5-5"), { start: 5, end: 5 });
  assert.deepEqual(bytes("bytes=50-1000"), { start: 50, end: 99 });
  assert.deepEqual(bytes("bytes=-1000"), { start: 0, end: 99 });
  assert.deepEqual(bytes("bytes=0-99999999999999999999999999"), { start: 0, end: 99 });
});

Deno.test("parseRange() detects ranges that cannot be satisfied", () => {
  for (const header of ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999999-"]) {
    assert.equal(bytes(header), "unsatisfiable", header);
  }
  assert.equal(parseRange("bytes=0-", 0), "unsatisfiable");
  assert.equal(parseRange("bytes=-5", 0), "unsatisfiable");
});

Deno.test("parseRange() ignores malformed ranges, other units and several ranges", () => {
  for (const header of ["", "bytes", "bytes=", "bytes=-", "bytes=9-3", "bytes=a-b", "seconds=0-1", "bytes=0-1,5-6"]) {
    assert.equal(bytes(header), "whole", header);
  }
  assert.equal(parseRange(null, 100), "whole");
});

Deno.test("parseRange() never leaves the representation, for any header", () => {
  const number = fc.oneof(
    fc.nat(300).map(String),
    fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
    fc.constant(""),
  );
  fc.assert(fc.property(number, number, fc.nat(200), (first, last, size) => {
    const range = parseRange(`bytes=${first}-${last}`, size);
    if (typeof range === "string") return;
    assert.ok(0 <= range.start && range.start <= range.end && range.end < size, JSON.stringify(range));
  }));
  fc.assert(fc.property(fc.string(), fc.nat(200), (header, size) => void parseRange(header, size)));
});
