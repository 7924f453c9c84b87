import assert from "node:assert/strict";
import { MediaError, NotFoundError } from "../../../src/core/errors.ts";
import { probe } from "../../../src/media/probe.ts";
import { fixture, textFixture, tools } from "../../media_fixtures.ts";

const info = async (name: string) => await probe(tools, await fixture(name));

Deno.test("probe() says whether browsers can play a file", async () => {
  const playable = ["talk.mp4", "click.mkv", "rotated.mp4", "silent_picture.mp4", "click.m4a", "click.mp3"];
  for (const name of playable) assert.equal((await info(name)).browserPlayable, true, name);
  const others = ["click.webm", "hi444.mp4", "hdr_hevc.mp4", "click.flac", "interlaced.ts", "rotated_mpeg4.mp4"];
  for (const name of others) assert.equal((await info(name)).browserPlayable, false, name);
});

Deno.test("probe() names streams, sizes and times", async () => {
  const { durationSeconds, video, audio } = await info("talk.mp4");
  assert.ok(Math.abs(durationSeconds! - 2) < 0.1);
  assert.deepEqual([video!.codec, video!.width, video!.height, video!.frameRate], ["h264", 320, 180, 25]);
  assert.deepEqual([audio!.codec, audio!.sampleRate, audio!.channels], ["aac", 48000, 1]);
  const late = await info("late_sound.mp4");
  assert.ok(Math.abs(late.audio!.startSeconds! - 0.5) < 0.03);
});

Deno.test("probe() gives the size as it is shown: rotated, and with square pixels", async () => {
  const rotated = (await info("rotated.mp4")).video!;
  assert.deepEqual([rotated.width, rotated.height, rotated.rotation], [400, 480, 90]);
  const anamorphic = (await info("anamorphic.mkv")).video!;
  assert.deepEqual([anamorphic.width, anamorphic.height], [524, 288]);
});

Deno.test("probe() recognizes HDR, interlaced and variable-rate pictures", async () => {
  assert.equal((await info("hdr.mkv")).video!.isHdr, true);
  assert.equal((await info("hdr_hevc.mp4")).video!.isHdr, true);
  assert.equal((await info("interlaced.ts")).video!.isInterlaced, true);
  assert.equal((await info("talk.mp4")).video!.isHdr, false);
  assert.equal((await info("fast.mkv")).video!.frameRate, 120);
});

Deno.test("probe() does not count a cover as a video", async () => {
  const cover = await info("cover.mp3");
  assert.equal(cover.video, null);
  assert.equal(cover.audio!.codec, "mp3");
});

Deno.test("probe() ignores an impossible duration", async () => {
  const bytes = await Deno.readFile(await fixture("click.m4a"));
  const view = new DataView(bytes.buffer);
  for (const [box, offset] of [["mvhd", 20], ["tkhd", 24], ["mdhd", 20]] as const) {
    const at = new TextDecoder("latin1").decode(bytes).indexOf(box);
    view.setUint32(at + offset, 0xfffffffe);
  }
  const lie = await probe(tools, await textFixture("lie.m4a", bytes));
  assert.ok(lie.durationSeconds === null || lie.durationSeconds < 100_000, `${lie.durationSeconds}`);
  assert.equal(lie.audio!.codec, "aac");
});

Deno.test("probe() refuses a file that is neither audio nor video, with a sentence", async () => {
  const whole = await Deno.readFile(await fixture("talk.mp4"));
  const refused: [string, string | Uint8Array, RegExp][] = [
    ["notes.txt", "these are only words\n".repeat(200), /could not be read as audio or video: /],
    ["clip.vtt.mp4", "WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n", /not accepted|damaged/],
    ["empty.mp4", "", /the file is empty/],
    ["words.mp4", "these are only words\n".repeat(200), /: it is not audio or video at all$/],
    ["words.mov", "Notes of the meeting\n", /: it is not audio or video at all$/],
    ["short.mp4", "hello", /damaged, or not audio or video at all|: it is not audio or video at all$/],
    ["words.m4a", "these are only words\n".repeat(200), /: it is not audio or video at all$/],
    ["truncated.mp4", whole.subarray(0, whole.length / 2), /incomplete: its index is missing, so the .* was cut off/],
    ["zeros.mp4", new Uint8Array(5000), /could not be read as audio or video: /],
  ];
  for (const [name, content, sentence] of refused) {
    const path = await textFixture(name, content);
    await assert.rejects(probe(tools, path), (error: Error) => {
      assert.ok(error instanceof MediaError, `${name}: ${error}`);
      assert.match(error.message, sentence);
      assert.ok(!error.message.includes(path), `the server's path is in "${error.message}"`);
      return true;
    });
  }
  await assert.rejects(probe(tools, "/nowhere/clip.mp4"), NotFoundError);
  await assert.rejects(probe(tools, "/tmp"), /not a regular file/);
  await assert.rejects(probe(tools, await fixture("cover.png")), MediaError);
});

Deno.test("probe() refuses pictures of too many pixels and codecs that are not on the list", async () => {
  await assert.rejects(info("huge.mkv"), /more than 35389440 pixels/);
  await assert.rejects(
    info("magicyuv.mkv"),
    (error: Error) => error instanceof MediaError && /magicyuv/.test(error.message),
  );
});
