import assert from "node:assert/strict";
import fc from "fast-check";
import { CAPS, pickRendition } from "../../../routes/api/renditions.ts";

const renditions = [
  { name: "source", shortSide: 800 },
  { name: "720p", shortSide: 720 },
  { name: "360p", shortSide: 360 },
];
const pick = (cap: string, from = renditions) => pickRendition(from, CAPS[cap])?.name;

Deno.test("a name limits the short side", () => {
  assert.equal(pick("source"), "source");
  assert.equal(pick("1080p"), "source");
  assert.equal(pick("720p"), "720p");
  assert.equal(pick("360p"), "360p");
});

Deno.test("if all are above the limit the smallest is served, and nothing only if there is none", () => {
  assert.equal(pick("360p", renditions.slice(0, 2)), "720p");
  assert.equal(pick("360p", [{ name: "source", shortSide: 2160 }]), "source");
  assert.equal(pick("360p", [{ name: "source", shortSide: 0 }]), "source"); // audio without a picture
  assert.equal(pick("720p", []), undefined);
});

Deno.test("of two of the same size the copy of the source is served", () => {
  assert.equal(pick("720p", [{ name: "720p", shortSide: 720 }, { name: "source", shortSide: 720 }]), "source");
});

Deno.test("a larger limit never serves a smaller picture", () => {
  const any = fc.array(fc.record({ name: fc.constantFrom(...Object.keys(CAPS)), shortSide: fc.nat(4000) }), {
    minLength: 1,
  });
  fc.assert(fc.property(any, fc.nat(4000), fc.nat(4000), (from, a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    assert.ok(pickRendition(from, low)!.shortSide <= pickRendition(from, high)!.shortSide);
  }));
});
