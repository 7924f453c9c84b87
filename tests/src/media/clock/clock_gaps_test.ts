import assert from "node:assert/strict";
import { readAudio } from "../../../../src/media/audio.ts";
import { checkCopy } from "../../../../src/media/copy_check.ts";
import { planRenditions } from "../../../../src/media/rendition_plan.ts";
import { probe } from "../../../../src/media/probe.ts";
import { remux, transcode } from "../../../../src/media/transcode.ts";
import { toneTimes } from "../../../clock_media.ts";
import { emptyFolder, ffmpeg, tools } from "../../../media_fixtures.ts";

/** Seconds at which a tone sounds and the picture is white. */
const MOMENTS = [1, 5, 25, 45, 55];
const CODECS: Record<string, string[]> = {
  ts: ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-muxdelay", "0", "-muxpreload", "0"],
  mp4: ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
  mkv: ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
  mpg: ["-c:v", "mpeg2video", "-c:a", "mp2", "-f", "vob"],
  ogv: ["-c:v", "libtheora", "-c:a", "libvorbis"],
};

/** A minute of sound and picture; `sound` and `picture` are expressions for the seconds that are missing. */
async function minute(format: string, { sound = "0", picture = "0", more = [] as string[] }): Promise<string> {
  const path = `${await emptyFolder()}/minute.${format}`;
  const during = MOMENTS.map((t) => `between(t,${t},${t + 0.2})`).join("+");
  const tone = `aevalsrc='if(${during},0.7*sin(2*PI*1000*t),0.04*(random(0)-0.5))':s=48000:d=60`;
  const flash = `color=black:s=160x90:r=10:d=60,drawbox=t=fill:color=white:enable='${during}'`;
  await ffmpeg([
    ...["-f", "lavfi", "-i", tone, "-f", "lavfi", "-i", flash, "-map", "1:v", "-map", "0:a"],
    ...["-vf", `select='not(${picture})'`, "-af", `aselect='not(${sound})'`, "-fps_mode", "passthrough"],
    ...["-g", "10", "-bf", "0", "-pix_fmt", "yuv420p", ...CODECS[format], ...more, path],
  ]);
  return path;
}

async function tonesOf(path: string): Promise<number[]> {
  return toneTimes((await Array.fromAsync(readAudio(tools, path, { chunkSeconds: 7200 })))[0]);
}

/** Seconds at which the picture turns white, and the longest time for which one picture is shown. */
async function seen(path: string): Promise<{ white: number[]; longest: number }> {
  const command = new Deno.Command("ffmpeg", {
    args: ["-nostdin", "-copyts", "-i", path, "-an", "-vf", "scale=2:2,showinfo", "-f", "null", "-"],
  });
  const text = new TextDecoder().decode((await command.output()).stderr);
  const frames = [...text.matchAll(/pts_time:(\S+).*mean:\[(\d+)/g)]
    .map(([, time, luma]) => ({ time: Number(time), isWhite: Number(luma) > 120 }));
  return {
    white: frames.filter(({ isWhite }, i) => isWhite && !frames[i - 1]?.isWhite).map(({ time }) => time),
    longest: Math.max(...frames.map(({ time }, i) => time - (frames[i - 1]?.time ?? 0))),
  };
}

/** Makes the first rendition as the job does, and returns the lengths of its segments. */
async function firstRendition(path: string) {
  const info = await probe(tools, path);
  const verdict = info.browserPlayable ? await checkCopy(tools, path, { info }) : null;
  const used = { ...info, browserPlayable: info.browserPlayable && !verdict?.picture };
  const { first } = planRenditions(used);
  const options = { input: path, info: used, outDir: await emptyFolder() };
  const file = first.copy
    ? await remux(tools, { ...options, encodesSound: Boolean(verdict?.sound) })
    : (await transcode(tools, { ...options, renditions: [first], encoder: "libx264" }))[0];
  const playlist = await Deno.readTextFile(`${file.folder}/index.m3u8`);
  const segments = [...playlist.matchAll(/EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  const parts = file.names.filter((name) => /\.m4s$/.test(name)).map((name) => Deno.readFile(`${file.folder}/${name}`));
  const whole = `${file.folder}/whole.mp4`;
  const init = await Deno.readFile(`${file.folder}/init.mp4`);
  await Deno.writeFile(whole, new Uint8Array(await new Blob([init, ...await Promise.all(parts)]).arrayBuffer()));
  return { file, segments, hls: whole, mp4: `${file.folder}/video.mp4` };
}

/** At ten pictures a second, a picture may begin one frame late. */
const FRAME_SECONDS = 0.1;

function assertTimes(times: number[], expected: number[], what: string, most = 0.05): void {
  const text = `${what}: ${times.map((time) => time.toFixed(3))} and not ${expected}`;
  assert.equal(times.length, expected.length, text);
  assert.ok(times.every((time, i) => Math.abs(time - expected[i]) < most), text);
}

for (const format of ["ts", "mpg", "ogv"]) {
  Deno.test(`sound after a gap of half a minute stays at its time, in ${format}`, async () => {
    const path = await minute(format, { sound: "between(t,10,40)" });
    assertTimes(await tonesOf(path), [1, 5, 45, 55], "the sound for captions");
    const { mp4 } = await firstRendition(path);
    assertTimes(await tonesOf(mp4), [1, 5, 45, 55], "the sound of the rendition");
    assertTimes((await seen(mp4)).white, MOMENTS, "the picture of the rendition", 0.05 + FRAME_SECONDS);
  });
}

Deno.test("in one transport stream a gap in the sound is kept and a new clock is corrected", async () => {
  const first = await minute("ts", { sound: "between(t,10,40)" });
  for (const offset of [0, 1000, 40_000]) {
    const second = await minute("ts", { more: ["-output_ts_offset", String(offset)] });
    const both = `${await emptyFolder()}/both.ts`;
    await Deno.writeFile(both, new Uint8Array([...await Deno.readFile(first), ...await Deno.readFile(second)]));
    const times = await tonesOf(both);
    assertTimes(times, [1, 5, 45, 55, 61.05, 65.05, 85.05, 105.05, 115.05], `a second part from ${offset} s on`);
  }
});

const STILLS: [string, string, string, number[]][] = [
  ["a camera that stops for 40 s", "ts", "between(t,10,50)", [1, 5, 55]],
  ["a camera that stops for 40 s", "mkv", "between(t,10,50)", [1, 5, 55]],
  ["a picture that ends after 20 s", "mp4", "gt(t,20)", [1, 5]],
  ["a picture that begins after 24 s", "mkv", "lt(t,24)", [25, 45, 55]],
  ["a picture that begins after 24 s", "ts", "lt(t,24)", [25, 45, 55]],
];

for (const [name, format, picture, white] of STILLS) {
  Deno.test(`no segment is as long as a gap of the picture: ${name}, in ${format}`, async () => {
    const path = await minute(format, { picture });
    const { mp4, hls, segments } = await firstRendition(path);
    assert.ok(Math.max(...segments) <= 10, `segments of ${segments} s`);
    for (const made of [mp4, hls]) {
      const pictures = await seen(made);
      assertTimes(pictures.white, white, "the picture of the rendition", 0.05 + FRAME_SECONDS);
      assert.ok(pictures.longest < 2, `a picture of ${pictures.longest} s`);
      assertTimes(await tonesOf(made), MOMENTS, "the sound of the rendition");
    }
    assertTimes(await tonesOf(path), MOMENTS, "the sound for captions");
  });
}

Deno.test("a slide show with a picture every 30 s is cut into segments, and each picture is shown at its time", async () => {
  for (const format of ["mp4", "mkv"]) {
    const path = `${await emptyFolder()}/slides.${format}`;
    const slides = "color=black:s=160x90:r=1/30:d=120,drawbox=t=fill:color=white:enable='mod(floor((t+1)/30),2)'";
    const args = ["-f", "lavfi", "-i", slides, "-f", "lavfi", "-i", "sine=d=120", "-pix_fmt", "yuv420p"];
    await ffmpeg([...args, ...CODECS[format], path]);
    const { mp4, segments, file } = await firstRendition(path);
    assert.ok(Math.max(...segments) <= 10, `segments of ${segments} s`);
    assert.ok(Math.abs(file.durationSeconds - 120) < 0.1, `${file.durationSeconds} s`);
    const pictures = await seen(mp4);
    assertTimes(pictures.white, [30, 90], "the picture of the rendition");
    assert.ok(pictures.longest < 2, `a picture of ${pictures.longest} s`);
  }
});

Deno.test("key frames at odd times give no segment of more than 10 s", async () => {
  const path = await minute("mp4", { more: ["-g", "600", "-force_key_frames", "5.5,15,24.5,33,42.5,52"] });
  const { segments, file } = await firstRendition(path);
  assert.equal(file.name, "source");
  assert.ok(Math.max(...segments) <= 10, `segments of ${segments} s`);
});
