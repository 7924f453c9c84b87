import assert from "node:assert/strict";
import { checkCopy } from "../../../src/media/copy_check.ts";
import { probe } from "../../../src/media/probe.ts";
import { type ClockFault, type ClockFormat, clockMedia } from "../../clock_media.ts";
import { emptyFolder, ffmpeg, fixture, tools } from "../../media_fixtures.ts";

async function verdictOf(path: string) {
  const info = await probe(tools, path);
  assert.ok(info.browserPlayable, `${path} is of a kind that is copied`);
  return await checkCopy(tools, path, { info });
}

async function made(name: string, args: string[]): Promise<string> {
  const path = `${await emptyFolder()}/${name}`;
  await ffmpeg([...args, path]);
  return path;
}

const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-sc_threshold", "0"];
const picture = (seconds: number, rate = 5) => ["-f", "lavfi", "-i", `testsrc2=s=160x90:r=${rate}:d=${seconds}`];

Deno.test("checkCopy() lets ordinary files be copied", async () => {
  for (const name of ["talk.mp4", "click.mkv", "click.m4a", "portrait.mp4"] as const) {
    assert.deepEqual(await verdictOf(await fixture(name)), { picture: null, sound: null }, name);
  }
  for (const format of ["ts", "aac"] as ClockFormat[]) {
    assert.deepEqual(await verdictOf((await clockMedia(format)).path), { picture: null, sound: null }, format);
  }
  const nine = await made("nine.mp4", [...picture(18), ...H264, "-g", "45"]);
  assert.deepEqual(await verdictOf(nine), { picture: null, sound: null }, "a key frame each 9 seconds");
});

Deno.test("checkCopy() requires a key frame every ten seconds, up to the end", async () => {
  const only = await verdictOf(await fixture("sparse_keys.mp4"));
  assert.match(only.picture ?? "", /key frames are up to 14 s apart/);
  const twelve = await made("twelve.mkv", [...picture(26), ...H264, "-g", "60"]);
  assert.match((await verdictOf(twelve)).picture ?? "", /up to 12 s apart/);
});

Deno.test("checkCopy() requires a key frame at the beginning", async () => {
  const whole = await made("whole.ts", [...picture(6, 25), ...H264, "-bf", "0", "-g", "75", "-muxdelay", "0"]);
  const bytes = await Deno.readFile(whole);
  const cut = whole.replace("whole", "cut");
  await Deno.writeFile(cut, bytes.subarray(188 * Math.floor(bytes.length / 188 / 4)));
  const info = await probe(tools, cut);
  const { picture: fault } = await checkCopy(tools, cut, { info: { ...info, browserPlayable: true } });
  assert.match(fault ?? "", /does not begin with a key frame/);
});

Deno.test("checkCopy() refuses a bit rate that is too high to be streamed", async () => {
  const noise = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2,noise=alls=60:allf=t"];
  const dense = await made("dense.mp4", [...noise, ...H264, "-g", "25", "-qp", "4"]);
  assert.match((await verdictOf(dense)).picture ?? "", /it has \d+ Mbit\/s, more than the 3 that are streamed/);
});

Deno.test("checkCopy() finds sound that cannot be copied: gaps, and changes of rate and channels", async () => {
  const cases: [ClockFormat, ClockFault, RegExp][] = [
    ["mp4", { soundGap: [4.2, 8] }, /gaps or overlaps of 3\.\d+ s/],
    ["mkv", { soundGap: [4.2, 8] }, /gaps or overlaps/],
    ["ts", { soundGap: [4.2, 8] }, /gaps or overlaps/],
    ["ts", { parts: [[48_000, 2], [44_100, 2]] }, /change|gaps/],
    ["aac", { parts: [[48_000, 2], [44_100, 2]] }, /sample rate or channels change/],
    ["aac", { parts: [[48_000, 1], [48_000, 2]] }, /sample rate or channels change/],
  ];
  for (const [format, fault, expected] of cases) {
    const { sound, picture: other } = await verdictOf((await clockMedia(format, fault)).path);
    assert.match(sound ?? "", expected, format);
    assert.equal(other, null, format);
  }
});

Deno.test("checkCopy() requires one clock from the beginning to the end", async () => {
  const one = await made("one.ts", [...picture(12, 10), ...H264, "-bf", "0", "-g", "10", "-muxdelay", "0"]);
  const two = one.replace("one", "two");
  const bytes = await Deno.readFile(one);
  await Deno.writeFile(two, new Uint8Array([...bytes, ...bytes]));
  assert.match((await verdictOf(two)).picture ?? "", /clock starts anew/);
});

Deno.test("checkCopy() refuses a beginning that an edit list hides, because HLS would play it", async () => {
  const whole = await made("whole.mp4", [
    ...[...picture(8, 25), "-f", "lavfi", "-i", "sine=d=8", ...H264, "-g", "50", "-c:a", "aac"],
  ]);
  const both = await verdictOf(await made("both.mp4", ["-ss", "2.9", "-i", whole, "-c", "copy"]));
  assert.match(both.picture ?? "", /its beginning is cut off/);
  const sound = ["-i", whole, "-ss", "3.3", "-i", whole, "-map", "0:v", "-map", "1:a", "-c", "copy"];
  assert.deepEqual(await verdictOf(await made("sound.mp4", sound)), {
    picture: null,
    sound: "its beginning is cut off",
  });
});
