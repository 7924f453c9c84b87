import assert from "node:assert/strict";
import { readAudio } from "../../../../src/media/audio.ts";
import { probe } from "../../../../src/media/probe.ts";
import { timeShift, timeZero } from "../../../../src/media/clock/time_base.ts";
import { type ClockFault, type ClockFormat, clockMedia, toneTimes } from "../../../clock_media.ts";
import { tools } from "../../../media_fixtures.ts";

const LATE = 1.7;
const GAP: [number, number] = [4.2, 8];
const RATES: ClockFault = { parts: [[48_000, 2], [44_100, 2], [22_050, 2], [48_000, 2]] };
const CHANNELS: ClockFault = { parts: [[48_000, 2], [48_000, 1], [48_000, 2]] };
const SURROUND: ClockFault = { parts: [[48_000, 2], [48_000, 6], [48_000, 2]], soundCodec: "ac3" };
const BOTH: ClockFault = { parts: [[48_000, 2], [44_100, 1], [48_000, 2]] };

const FAULTS: [string, ClockFault, ClockFormat[]][] = [
  ["sound that starts late", { soundFrom: LATE }, ["mp4", "mkv", "ts", "mpg", "webm"]],
  ["a picture that starts late", { pictureFrom: LATE }, ["mp4", "mkv", "ts", "mpg", "webm"]],
  ["a gap in the sound", { soundGap: GAP }, ["mp4", "mkv", "ts", "mpg", "webm"]],
  ["a gap in the picture", { pictureGap: GAP }, ["mkv", "ts"]],
  ["a change of the sample rate", RATES, ["ts", "aac", "mp3"]],
  ["a change of the sample rate", { ...RATES, parts: [[48_000, 2], [44_100, 2], [32_000, 2]] }, ["mpg"]],
  ["a change of the sample rate", { ...RATES, parts: [[48_000, 2], [44_100, 2]], soundCodec: "ac3" }, ["mkv"]],
  ["a sample rate that doubles", { parts: [[22_050, 2], [48_000, 2], [22_050, 1]] }, ["aac"]],
  ["a change from mono to stereo to 5.1", { parts: [[48_000, 1], [48_000, 2], [48_000, 6]] }, ["ts", "aac"]],
  ["a change between mono and stereo", CHANNELS, ["ts", "mpg", "aac", "mp3"]],
  ["a change to 5.1 and back", SURROUND, ["ts", "mkv", "mpg"]],
  ["a change of rate and channels", BOTH, ["ts", "mpg", "aac", "mp3"]],
  ["a change of rate after a gap", { ...BOTH, soundGap: GAP }, ["ts", "mpg"]],
  ["a change of rate in sound that starts late", { ...RATES, soundFrom: LATE }, ["ts"]],
];

for (const [name, fault, formats] of FAULTS) {
  for (const format of formats) {
    Deno.test(`readAudio() puts each sound at its second: ${name}, in ${format}`, async () => {
      const { path, sound: expected } = await clockMedia(format, fault);
      const chunks = await Array.fromAsync(readAudio(tools, path, { chunkSeconds: 60 }));
      const times = toneTimes(chunks[0]);
      assert.equal(times.length, expected.length, `${times} and not ${expected}`);
      const off = times.map((time, i) => time - expected[i]);
      assert.ok(off.every((seconds) => Math.abs(seconds) < 0.05), `off by ${off.map((s) => s.toFixed(3))} s`);
    });
  }
}

Deno.test("probe() takes the earlier start of picture and sound as time 0", async () => {
  for (const format of ["ts", "mpg", "mkv"] as const) {
    const info = await probe(tools, (await clockMedia(format, { soundFrom: LATE })).path);
    assert.equal(info.startSeconds, info.video!.startSeconds, format);
    assert.ok(Math.abs(info.audio!.startSeconds! - info.startSeconds - LATE) < 0.06, format);
  }
});

Deno.test("timeZero() ignores unused streams and an encoder's priming", () => {
  const times = { format: "matroska,webm", container: 0, video: 3, audio: 5 };
  assert.equal(timeZero(times), 3);
  assert.equal(timeShift(times), -3);
  assert.equal(timeShift({ ...times, format: "mpegts" }), 0, "ffmpeg ignores them");
  assert.equal(timeZero({ ...times, video: null, audio: -0.007, container: -0.007 }), 0);
  assert.equal(timeShift({ ...times, video: null, audio: -0.007, container: -0.007 }), -0.007);
  assert.equal(timeZero({ ...times, video: -1, container: -1 }), -1);
  assert.equal(timeZero({ ...times, video: null, audio: null, container: 2 }), 2);
});
