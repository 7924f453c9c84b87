import assert from "node:assert/strict";
import { join } from "node:path";
import { readAudio } from "../../../src/media/audio.ts";
import { probe } from "../../../src/media/probe.ts";
import { readSubtitles } from "../../../src/media/subtitles.ts";
import { CLICK_SECONDS, clickTime, emptyFolder, ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";

const folder = await emptyFolder();

async function made(name: string, args: string[]): Promise<string> {
  const path = join(folder, name);
  await ffmpeg([...args, path]);
  return path;
}

async function samplesOf(path: string): Promise<Float32Array> {
  const info = await probe(tools, path);
  const pieces: number[] = [];
  for await (const chunk of readAudio(tools, path, { info })) for (const sample of chunk) pieces.push(sample);
  return Float32Array.from(pieces);
}

/** A file whose header states a wrong length. */
async function withLength(path: string, name: string, patch: (bytes: Uint8Array) => void): Promise<string> {
  const bytes = await Deno.readFile(path);
  patch(bytes);
  await Deno.writeFile(join(folder, name), bytes);
  return join(folder, name);
}

const dataOf = (bytes: Uint8Array) =>
  bytes.findIndex((_, i) => "data".split("").every((c, k) => bytes[i + k] === c.charCodeAt(0)));

Deno.test("sound whose header states no length, as when written to a pipe, is read to its end", async () => {
  const click = ["-i", await fixture("click.flac")];
  const wav = await made("click.wav", [...click, "-c:a", "pcm_s24le", "-ar", "48000"]);
  const au = await made("click.au", [...click, "-ar", "8000", "-c:a", "pcm_mulaw"]);
  const files = [
    await withLength(wav, "piped.wav", (bytes) => {
      bytes.fill(0xff, 4, 8);
      bytes.fill(0xff, dataOf(bytes) + 4, dataOf(bytes) + 8);
    }),
    await withLength(wav, "zero.wav", (bytes) => {
      bytes.fill(0, 4, 8);
      bytes.fill(0, dataOf(bytes) + 4, dataOf(bytes) + 8);
    }),
    await withLength(au, "piped.au", (bytes) => bytes.fill(0xff, 8, 12)),
    await made("ima.wav", [...click, "-c:a", "adpcm_ima_wav"]),
    await made("tape.wv", [...click, "-c:a", "wavpack"]),
  ];
  for (const file of files) {
    const samples = await samplesOf(file);
    assert.ok(Math.abs(samples.length / 16_000 - 2) < 0.1, `${file}: ${samples.length / 16_000} s`);
    assert.ok(Math.abs(clickTime(samples)! - CLICK_SECONDS) < 0.02, `${file}: the click is at ${clickTime(samples)} s`);
  }
});

Deno.test("subtitles are on the same clock as the sound: in a file that starts at 10 s, with late sound, and with both", async () => {
  const click = ["-i", await fixture("click.mp4")];
  const SRT = "1\n00:00:01,000 --> 00:00:01,500\nclick\n";
  const late = "1\n00:00:01,500 --> 00:00:02,000\nclick\n";
  const text = (name: string, said: string) => textFixture(name, said);
  const [plain, behind] = [await text("clock.srt", SRT), await text("late.srt", late)];
  const onTime = [...click, "-i", plain, "-map", "0", "-map", "1", "-c", "copy"];
  const lateSound = ["-i", await fixture("late_sound.mp4"), "-i", behind, "-map", "0", "-map", "1", "-c", "copy"];
  const files = [
    await made("at_ten.mkv", [...onTime, "-output_ts_offset", "10"]),
    await made("at_ten.mp4", [...onTime, "-c:s", "mov_text", "-output_ts_offset", "10"]),
    await made("late.mkv", lateSound),
    await made("late.mp4", [...lateSound, "-c:s", "mov_text"]),
    await made("late_at_ten.mkv", [...lateSound, "-output_ts_offset", "10"]),
  ];
  for (const file of files) {
    const info = await probe(tools, file);
    const problems: string[] = [];
    const found = await readSubtitles(tools, {
      ...{ input: file, info, streams: info.subtitles, outDir: await emptyFolder() },
      onProblem: (_stream, problem) => problems.push(problem),
    });
    assert.deepEqual([found.length, problems], [1, []], file);
    const cue = Number(/00:(\d\d\.\d{3}) -->/.exec(found[0].vtt)?.[1]);
    const sound = clickTime(await samplesOf(file))!;
    assert.ok(Math.abs(cue - sound) < 0.05, `${file}: the cue is at ${cue} s, the click at ${sound} s`);
  }
});

Deno.test("MPEG-TS has no text subtitles: such a stream counts as data, and the recording is read without it", async () => {
  const srt = await textFixture("stream.srt", "1\n00:00:01,000 --> 00:00:01,500\nclick\n");
  const maps = ["-map", "0", "-map", "1", "-c", "copy", "-c:s", "srt", "-output_ts_offset", "10"];
  const path = await made("text.ts", ["-i", await fixture("click.mp4"), "-i", srt, ...maps]);
  const info = await probe(tools, path);
  assert.deepEqual([info.video?.codec, info.subtitles.filter(({ isText }) => isText)], ["h264", []]);
  assert.ok(Math.abs(clickTime(await samplesOf(path))! - CLICK_SECONDS) < 0.05);
});
