import assert from "node:assert/strict";
import { colorDistance, hashDistance, measureFrame } from "../../../ml/vision/frame_measures.ts";
import type { Picture } from "../../../src/core/picture.ts";

const [WIDTH, HEIGHT] = [90, 64];

function picture(colorAt: (x: number, y: number) => [number, number, number]): Picture {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) rgb.set(colorAt(x, y), 3 * (y * WIDTH + x));
  }
  return { width: WIDTH, height: HEIGHT, rgb };
}

const gray = (value: number): [number, number, number] => [value, value, value];

Deno.test("measureFrame() of one colour has its brightness, and neither contrast nor sharpness", () => {
  const { brightness, contrast, sharpness, clippedShare, colors } = measureFrame(picture(() => gray(128)));
  assert.ok(Math.abs(brightness - 128 / 255) < 0.001);
  assert.ok(contrast < 0.001 && sharpness < 0.001);
  assert.equal(clippedShare, 0);
  assert.ok(Math.abs(colors.reduce((sum, share) => sum + share) - 1) < 0.001);
  assert.equal(measureFrame(picture(() => gray(3))).clippedShare, 1);
});

Deno.test("an edge is sharper than the same edge over ten pixels", () => {
  const edge = measureFrame(picture((x) => gray(x < 45 ? 40 : 200)));
  const slope = measureFrame(picture((x) => gray(Math.min(200, Math.max(40, 40 + 16 * (x - 40))))));
  assert.ok(edge.sharpness > 20 * slope.sharpness, `${edge.sharpness} ${slope.sharpness}`);
});

Deno.test("the hash of a picture stays when it gets brighter, and becomes another where it is mirrored", () => {
  const at = (x: number, y: number) => 40 + ((x * 7 + y * 13) % 100);
  const plain = measureFrame(picture((x, y) => gray(at(Math.floor(x / 10), Math.floor(y / 8)))));
  const brighter = measureFrame(picture((x, y) => gray(30 + at(Math.floor(x / 10), Math.floor(y / 8)))));
  const mirrored = measureFrame(picture((x, y) => gray(at(8 - Math.floor(x / 10), Math.floor(y / 8)))));
  assert.equal(hashDistance(plain.hash, brighter.hash), 0);
  assert.ok(hashDistance(plain.hash, mirrored.hash) > 20);
});

Deno.test("the colours of red and blue have nothing in common", () => {
  const red = measureFrame(picture(() => [250, 0, 0])).colors;
  const blue = measureFrame(picture(() => [0, 0, 250])).colors;
  assert.ok(Math.abs(colorDistance(red, blue) - 1) < 1e-3);
  assert.equal(colorDistance(red, red), 0);
});
