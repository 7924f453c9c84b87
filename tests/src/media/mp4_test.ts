import assert from "node:assert/strict";
import { ToolError } from "../../../src/core/errors.ts";
import { checkComplete, codecsOf, copyDisplayMatrix } from "../../../src/media/mp4.ts";
import { fixture, textFixture } from "../../media_fixtures.ts";

const box = (type: string, ...content: number[]) => [
  ...[0, 0, 0, content.length + 8],
  ...new TextEncoder().encode(type),
  ...content,
];

Deno.test("codecsOf() reads profile, constraints and level of H.264 and the object type of AAC", () => {
  const avc = box("avcC", 1, 0x64, 0, 0x28, 0xff);
  // an ES descriptor with lengths of four bytes, as ffmpeg writes them, and one with short ones
  const config = (length: number[]) => [
    ...[3, ...length, 0, 1, 0, 4, ...length, 0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, ...length],
  ];
  const long = box("esds", 0, 0, 0, 0, ...config([0x80, 0x80, 0x80, 0x05]), 0x11, 0x90);
  const short = box("esds", 0, 0, 0, 0, ...config([0x05]), 0x2b, 0x11);
  assert.equal(codecsOf(new Uint8Array([...avc, ...long])), "avc1.640028,mp4a.40.2");
  assert.equal(codecsOf(new Uint8Array(short)), "mp4a.40.5");
  assert.equal(codecsOf(new Uint8Array(box("free", 1, 2, 3))), "");
  assert.equal(codecsOf(new Uint8Array()), "");
});

Deno.test("copyDisplayMatrix() copies a rotation", () => {
  const header = (fill: number) =>
    new Uint8Array(box("tkhd", ...Array(40).fill(0), ...Array(36).fill(fill), ...Array(8).fill(0)));
  const [turned, plain] = [header(7), header(1)];
  assert.equal(copyDisplayMatrix(turned, plain), true);
  assert.deepEqual(plain, turned);
  assert.equal(copyDisplayMatrix(turned, plain), false);
  assert.equal(copyDisplayMatrix(turned, new Uint8Array()), false);
});

Deno.test("checkComplete() detects a truncated file, at its end and in a box's header", async () => {
  const bytes = await Deno.readFile(await fixture("talk.mp4"));
  await checkComplete(await fixture("talk.mp4"));
  for (const length of [0, 5, 40, bytes.length - 1]) {
    const path = await textFixture("cut.mp4", bytes.subarray(0, length));
    await assert.rejects(checkComplete(path), ToolError, `${length} bytes`);
  }
});
