import assert from "node:assert/strict";
import { probe } from "../../../src/media/probe.ts";
import { writeFramePoster } from "../../../src/media/poster_files.ts";
import { readFrame, sampleFrames } from "../../../src/media/read_frames.ts";
import { emptyFolder, ffmpeg, tools } from "../../media_fixtures.ts";

/** The red, green and blue of frame n of a film are about 24 n. */
const GREY_STEP = 20 * 255 / 219;

/** Makes a film whose frames begin at these times; each is brighter than the one before. */
async function filmOf(seconds: number[], more: string[] = [], name = "film.mp4"): Promise<string> {
  const path = `${await emptyFolder()}/${name}`;
  const times = seconds.reduceRight((rest, time, n) => `if(eq(N,${n}),${time},${rest})`, "0");
  const picture = `color=black:s=64x64:r=25,format=yuv420p,geq=lum=16+20*N:cb=128:cr=128`;
  const source = [
    "-f",
    "lavfi",
    "-i",
    `${picture},trim=end_frame=${seconds.length},settb=1/90000,setpts='round(${times}/TB)'`,
  ];
  const sound = ["-f", "lavfi", "-t", "16", "-i", "anullsrc=r=8000:cl=mono", "-map", "0:v", "-map", "1:a"];
  const encoding = ["-c:v", "libx264", "-bf", "2", "-fps_mode", "vfr", "-enc_time_base", "1:90000"];
  await ffmpeg([...source, ...sound, ...encoding, ...more, path]);
  return path;
}

async function framesAt(input: string, times: number[]): Promise<(number | null)[]> {
  const video = (await probe(tools, input)).video!;
  const shown: (number | null)[] = [];
  for (const at of times) {
    const picture = await readFrame(tools, { input, video, side: 64, at });
    shown.push(picture && Math.round(picture.rgb[0] / GREY_STEP));
  }
  return shown;
}

Deno.test("the frame that is shown at a time is the last one that has begun, also while the sound goes on", async () => {
  const input = await filmOf([0, 10, 12]);
  const times = [0, 5, 9.99, 10, 11, 12, 12.5, 15.9, 16, 30];
  assert.deepEqual(await framesAt(input, times), [0, 0, 0, 1, 1, 2, 2, 2, 2, null]);
  const video = (await probe(tools, input)).video!;
  const made = await writeFramePoster(tools, { input, video, at: 15, outDir: await emptyFolder(), name: "last" });
  assert.deepEqual(made.large, { width: 64, height: 64 });
});

Deno.test("key frames far apart, which are decoded seconds before they are shown, are found too", async () => {
  const seconds = [0, 2, 4, 6, 8, 10, 11.9, 13.8];
  const input = await filmOf(seconds, ["-force_key_frames", "expr:1"]);
  assert.deepEqual(await framesAt(input, seconds.map((time) => time + 1.5)), seconds.map((_, i) => i));
  assert.deepEqual(await framesAt(input, seconds), seconds.map((_, i) => i));
});

Deno.test("a file with a coarse clock, and one whose clock begins late, give the same frames", async () => {
  const seconds = [0, 1, 2, 3];
  const asked = [0, 0.999, 1, 1.5, 2.96, 3];
  const keys = ["-force_key_frames", "expr:1"];
  const coarse = await filmOf(seconds, [...keys, "-video_track_timescale", "25"]);
  const late = await filmOf(seconds, [...keys, "-an", "-muxdelay", "0", "-output_ts_offset", "40"], "film.ts");
  for (const input of [coarse, late]) assert.deepEqual(await framesAt(input, asked), [0, 0, 1, 1, 2, 3], input);
});

Deno.test("times of frames after hours are exact", async () => {
  const input = await filmOf([0, 12345.678, 12347], ["-force_key_frames", "expr:1"]);
  const video = (await probe(tools, input)).video!;
  const options = { input, video, side: 64, outDir: await emptyFolder(), durationSeconds: 12347, maxFrames: 50_000 };
  const { times } = await sampleFrames(tools, options, () => {});
  assert.deepEqual(times.map((time) => Math.round(1000 * time)), [0, 12_345_678, 12_347_000]);
  assert.deepEqual(await framesAt(input, times), [0, 1, 2]);
});
