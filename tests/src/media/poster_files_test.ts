import assert from "node:assert/strict";
import { MediaError } from "../../../src/core/errors.ts";
import { posterKeys } from "../../../src/core/poster.ts";
import { jpegSize, pictureKindOf, writeFramePoster, writePicturePoster } from "../../../src/media/poster_files.ts";
import { probe } from "../../../src/media/probe.ts";
import { readFrame, sampleFrames } from "../../../src/media/read_frames.ts";
import { emptyFolder, ffmpeg, fixture, tools } from "../../media_fixtures.ts";

const input = await fixture("talk.mp4");
const video = (await probe(tools, input)).video!;

async function madeKinds(outDir: string, name: string): Promise<(string | null)[]> {
  const keys = posterKeys(`${outDir}/${name}`, { hasWebp: true });
  return await Promise.all(keys.map(async (path) => pictureKindOf(await Deno.readFile(path))));
}

Deno.test("writeFramePoster() writes JPEG and WebP in two sizes", async () => {
  const outDir = await emptyFolder();
  const made = await writeFramePoster(tools, { input, video, at: 0.5, outDir, name: "a" });
  assert.deepEqual(made.large, { width: video.width, height: video.height }); // not enlarged
  assert.deepEqual(await madeKinds(outDir, "a"), ["jpeg", "webp", "jpeg", "webp"]);
  await assert.rejects(writeFramePoster(tools, { input, video, at: 3600, outDir, name: "b" }), MediaError);
});

Deno.test("writePicturePoster() takes PNG, JPEG and WebP, and makes them at most 1280 and 640 wide", async () => {
  const folder = await emptyFolder();
  for (const kind of ["png", "jpeg", "webp"] as const) {
    const input = `${folder}/large.${kind}`;
    await ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=2000x1000", "-frames:v", "1", input]);
    assert.equal(pictureKindOf(await Deno.readFile(input)), kind);
    const { small, large } = await writePicturePoster(tools, { input, kind, outDir: folder, name: kind });
    assert.deepEqual([large, small], [{ width: 1280, height: 640 }, { width: 640, height: 320 }]);
    assert.deepEqual(await madeKinds(folder, kind), ["jpeg", "webp", "jpeg", "webp"]);
    assert.deepEqual(jpegSize(await Deno.readFile(`${folder}/${kind}-small.jpg`)), small);
  }
});

Deno.test("a picture that is broken, too small or too large is a MediaError with the reason", async () => {
  const outDir = await emptyFolder();
  const write = async (source: string) => {
    const input = `${outDir}/source.png`;
    await ffmpeg(["-f", "lavfi", "-i", source, "-frames:v", "1", input]);
    return await writePicturePoster(tools, { input, kind: "png", outDir, name: "out" });
  };
  await assert.rejects(write("testsrc2=s=40x40"), /the picture has 40 x 40 pixels: each side must have at least 64/);
  await assert.rejects(
    write("color=s=10000x10000"),
    (error) => error instanceof MediaError && /large/.test(error.message),
  );
  const broken = `${outDir}/broken.png`;
  await Deno.writeTextFile(broken, "\x89PNG\r\n\x1a\nand nothing");
  await assert.rejects(writePicturePoster(tools, { input: broken, kind: "png", outDir, name: "out" }), MediaError);
  assert.equal(pictureKindOf(new TextEncoder().encode("<svg></svg>")), null);
});

Deno.test("sampleFrames() gives each picture with its time, and of a long video its key frames", async () => {
  const outDir = await emptyFolder();
  const options = { input, video, side: 96, outDir };
  let n = 0;
  const { times } = await sampleFrames(
    tools,
    { ...options, durationSeconds: 2, maxFrames: 8 },
    ({ width, rgb, height }) => {
      assert.equal(rgb.length, 3 * width * height);
      assert.equal(Math.max(width, height), 96);
      n++;
    },
  );
  assert.equal(times.length, n);
  assert.ok(n > 4 && times.every((time, i) => i === 0 || time > times[i - 1]), times.join(" "));
  const keys = await sampleFrames(tools, { ...options, durationSeconds: 7200, maxFrames: 100_000 }, () => {});
  assert.ok(keys.areKeys && keys.times.length < n, `${keys.times.length} of ${n}`);
});

Deno.test("readFrame() is null behind the end", async () => {
  assert.equal((await readFrame(tools, { input, video, side: 64, at: 0.5 }))?.width, 64);
  assert.equal(await readFrame(tools, { input, video, side: 64, at: 3600 }), null);
});
