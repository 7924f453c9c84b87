import assert from "node:assert/strict";
import { probe } from "../../../src/media/probe.ts";
import { readSampledFrames, sampleFrames } from "../../../src/media/read_frames.ts";
import { emptyFolder, ffmpeg, tools } from "../../media_fixtures.ts";

const SIDE = 64; // pixels

/** Samples a film that changes all the time, and reads some of the frames again. */
async function sampleTwice(seconds: number, encoding: string[]) {
  const input = `${await emptyFolder()}/film.mp4`;
  const source = ["-f", "lavfi", "-t", `${seconds}`, "-i", "testsrc2=s=128x72:r=5"];
  await ffmpeg([...source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-sc_threshold", "0", ...encoding, input]);
  const { video, durationSeconds } = await probe(tools, input);
  const file = { input, video: video!, side: SIDE, outDir: await emptyFolder() };
  const pictures: Uint8Array[] = [];
  const options = { ...file, durationSeconds: durationSeconds!, maxFrames: 1000 };
  const sample = await sampleFrames(tools, options, ({ rgb }, i) => {
    pictures.length = i;
    pictures.push(rgb.slice());
  });
  const chosen = [0, 1, 7, 30, sample.times.length - 1];
  const again = { ...file, areKeys: sample.areKeys, times: chosen.map((i) => sample.times[i]) };
  const read = await Array.fromAsync(readSampledFrames(tools, again));
  assert.deepEqual(read.map((picture) => picture?.rgb), chosen.map((i) => pictures[i]));
  return sample;
}

Deno.test("of a film of some minutes key frames are read, and the same ones again", async () => {
  const { times, areKeys } = await sampleTwice(130, ["-g", "10"]);
  assert.equal(areKeys, true);
  assert.deepEqual(times, Array.from({ length: 65 }, (_, i) => 2 * i));
});

Deno.test("where key frames are far apart, and of a short film, others are read too", async () => {
  for (const seconds of [130, 20]) {
    const { times, areKeys } = await sampleTwice(seconds, ["-g", "600"]);
    assert.equal(areKeys, false);
    assert(times.length > 2.4 * seconds, `${times.length} of ${seconds} s`);
  }
});

Deno.test("where key frames are close in one part of a film alone, others are read too", async () => {
  const { times, areKeys } = await sampleTwice(130, [
    "-g",
    "600",
    "-force_key_frames",
    "expr:lt(t,60)*gte(t,n_forced)",
  ]);
  assert.equal(areKeys, false);
  assert(times.length > 2.4 * 130, `${times.length}`);
});

Deno.test("a frame that is not there is null, and the others are read", async () => {
  const input = `${await emptyFolder()}/film.mp4`;
  await ffmpeg(["-f", "lavfi", "-t", "2", "-i", "testsrc2=s=128x72:r=5", "-pix_fmt", "yuv420p", input]);
  const file = { input, video: (await probe(tools, input)).video!, side: SIDE, outDir: await emptyFolder() };
  const found = await Array.fromAsync(readSampledFrames(tools, { ...file, times: [0.4, 50, 1], areKeys: false }));
  assert.deepEqual(found.map((picture) => picture?.rgb.length ?? null), [64 * 36 * 3, null, 64 * 36 * 3]);
});
