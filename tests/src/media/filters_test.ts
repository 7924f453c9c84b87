import assert from "node:assert/strict";
import { filterSupport, sharedFilters, sizeFilters } from "../../../src/media/filters.ts";
import { probe } from "../../../src/media/probe.ts";
import { ffmpeg, fixture, tools } from "../../media_fixtures.ts";

const size = { width: 64, height: 48 };

/** The first pixel of a picture that went through the filters, as [red, green, blue]. */
async function firstPixel(path: string, filters: string[]): Promise<number[]> {
  const output = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"];
  return [...(await ffmpeg(["-i", path, "-vf", [...filters, "scale=1:1:in_color_matrix=bt709"].join(","), ...output]))];
}

Deno.test("HDR is mapped to SDR tones by zscale, and nearly so by tables without zscale", async () => {
  const path = await fixture("hdr.mkv");
  const video = (await probe(tools, path)).video!;
  for (const tonemap of [(await filterSupport(tools)).tonemap, false]) {
    const grey = await firstPixel(path, sizeFilters(video, size, { tonemap, bwdif: true }));
    assert.ok(grey.every((value) => value > 145 && value < 215), `tonemap=${tonemap}: ${grey}`);
  }
  const hlg = { ...video, colorTransfer: "arib-std-b67" };
  for (const tonemap of [(await filterSupport(tools)).tonemap, false]) {
    assert.equal((await firstPixel(path, sizeFilters(hlg, size, { tonemap, bwdif: true }))).length, 3);
  }
});

Deno.test("wide colours without HDR are converted to BT.709", async () => {
  const path = await fixture("hdr.mkv");
  const wide = { ...(await probe(tools, path)).video!, isHdr: false, colorTransfer: "bt2020-10" };
  const grey = await firstPixel(path, sizeFilters(wide, size, await filterSupport(tools)));
  assert.ok(grey.every((value) => Math.abs(value - 130) < 8), `a grey stays: ${grey}`);
});

Deno.test("a picture without a stated matrix gets the one that players choose: by its size", async () => {
  const video = (await probe(tools, await fixture("talk.mp4"))).video!;
  const support = { tonemap: true, bwdif: true };
  const scale = (width: number, height: number) => sizeFilters({ ...video, width, height }, size, support)[0];
  assert.match(scale(1280, 720), /in_color_matrix=bt709/);
  assert.match(scale(720, 1280), /in_color_matrix=bt709/);
  assert.match(scale(640, 480), /in_color_matrix=bt601/);
  assert.doesNotMatch(sizeFilters({ ...video, colorMatrix: "smpte170m" }, size, support)[0], /in_color_matrix/);
});

Deno.test("only interlaced pictures are deinterlaced, and only high frame rates are reduced", async () => {
  const video = (await probe(tools, await fixture("talk.mp4"))).video!;
  const support = { tonemap: true, bwdif: true };
  assert.deepEqual(sharedFilters(video, support), []);
  assert.match(sharedFilters({ ...video, isInterlaced: true }, support)[0], /^bwdif=/);
  assert.match(sharedFilters({ ...video, isInterlaced: true }, { ...support, bwdif: false })[0], /^yadif=/);
  assert.match(sharedFilters({ ...video, maxFrameRate: 120 }, support)[0], /^select=/);
});
