import assert from "node:assert/strict";
import { join } from "node:path";
import { MediaError } from "../../../src/core/errors.ts";
import { probe } from "../../../src/media/probe.ts";
import { renderThumbnail } from "../../../src/media/thumbnail.ts";
import { colorsOf, emptyFolder, fixture, streamsOf, tools } from "../../media_fixtures.ts";

async function make(name: string, durationSeconds?: number) {
  const input = await fixture(name);
  const info = await probe(tools, input);
  const outPath = join(await emptyFolder(), "thumbnail.jpg");
  const made = await renderThumbnail(tools, {
    input,
    info: { ...info, ...(durationSeconds && { durationSeconds }) },
    outPath,
  });
  return { made, outPath };
}

Deno.test("renderThumbnail() writes an upright JPEG, at most 640 wide", async () => {
  const { made, outPath } = await make("rotated.mp4");
  assert.deepEqual(made, { width: 400, height: 480 });
  const [picture] = await streamsOf(outPath);
  assert.deepEqual([picture.codec_name, picture.width, picture.height], ["mjpeg", 400, 480]);
  const { top, bottom } = await colorsOf(outPath);
  assert.ok(top[0] > 180 && bottom[2] > 180, `${top} above ${bottom}`);
  assert.deepEqual([...(await Deno.readFile(outPath)).subarray(0, 3)], [0xff, 0xd8, 0xff]);
  assert.deepEqual((await make("wide.mkv")).made, { width: 640, height: 160 });
});

Deno.test("renderThumbnail() works with a wrong duration and with few frames", async () => {
  assert.deepEqual((await make("talk.mp4", 50_000)).made, { width: 320, height: 180 });
  assert.deepEqual((await make("blink.mp4")).made, { width: 160, height: 90 });
});

Deno.test("renderThumbnail() makes none for sound alone", async () => {
  const { made, outPath } = await make("cover.mp3");
  assert.equal(made, null);
  await assert.rejects(Deno.stat(outPath), Deno.errors.NotFound);
});

Deno.test("renderThumbnail() of a file that is no video is a MediaError", async () => {
  const info = await probe(tools, await fixture("talk.mp4"));
  const outPath = join(await emptyFolder(), "thumbnail.jpg");
  const input = await fixture("click.flac");
  await assert.rejects(renderThumbnail(tools, { input, info, outPath }), (error: Error) => {
    return error instanceof MediaError && /no picture could be decoded/.test(error.message);
  });
});
