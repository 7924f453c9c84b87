import assert from "node:assert/strict";
import { join } from "node:path";
import { MediaError } from "../../../src/core/errors.ts";
import { readAudio } from "../../../src/media/audio.ts";
import { readChapters } from "../../../src/media/chapters.ts";
import { planRenditions } from "../../../src/media/rendition_plan.ts";
import { probe } from "../../../src/media/probe.ts";
import { untrustedProbeInput } from "../../../src/media/process/untrusted_input.ts";
import { encodeCompactSound } from "../../../src/media/compact_sound.ts";
import { renderThumbnail } from "../../../src/media/thumbnail.ts";
import { remux, transcode } from "../../../src/media/transcode.ts";
import { emptyFolder, ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";
import { pgsFile } from "../../subtitle_pictures.ts";
import type { MediaInfo } from "../../../src/media/media_info.ts";

const folder = await emptyFolder();
const SRT = "1\n00:00:00,500 --> 00:00:01,500\nHello\n";
const FILM = ["-i", await fixture("talk.mp4")]; // H.264 and AAC, 2 s
const TEXT = ["-i", await textFixture("unused.srt", SRT)];
const PICTURES = ["-i", await textFixture("unused.sup", pgsFile())];
const SECOND_SOUND = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"];
const WITH_SUBTITLES = ["-map", "0", "-map", "1", "-c", "copy"];

async function made(name: string, args: string[]): Promise<string> {
  const path = join(folder, name);
  await ffmpeg([...args, path]);
  return path;
}

/** Damages a decoder's header: the first `length` bytes after a mark in a file. */
async function spoiled(
  name: string,
  path: string,
  { mark, length }: { mark: number[]; length: number },
): Promise<string> {
  const bytes = await Deno.readFile(path);
  const at = bytes.findIndex((_, i) => mark.every((byte, k) => bytes[i + k] === byte));
  assert(at >= 0);
  bytes.fill(0xff, at + mark.length, at + mark.length + length);
  await Deno.writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** Reads a file in every way that jobs do, and returns a summary. */
async function useAll(path: string): Promise<{ info: MediaInfo; seconds: number[] }> {
  const info = await probe(tools, path);
  const outDir = await emptyFolder();
  const options = { input: path, info, outDir };
  let samples = 0;
  for await (const chunk of readAudio(tools, path, { info })) samples += chunk.length;
  await encodeCompactSound(tools, { ...options, outPath: join(outDir, "sound.m4a"), maxSeconds: 10 });
  await readChapters(tools, path, { startSeconds: 0, durationSeconds: 2 });
  if (info.video) assert(await renderThumbnail(tools, { ...options, outPath: join(outDir, "thumbnail.jpg") }));
  const encoded = { ...info, browserPlayable: false };
  const renditions = [planRenditions(encoded).first];
  const files = [...await transcode(tools, { ...options, info: encoded, renditions, encoder: "libx264" })];
  if (info.browserPlayable) files.push(await remux(tools, options));
  return { info, seconds: [samples / 16_000, ...files.map(({ durationSeconds }) => durationSeconds)] };
}

const FILMS: Record<string, string[]> = {
  "srt.mkv": [...FILM, ...TEXT, ...WITH_SUBTITLES],
  "ass.mkv": [...FILM, ...TEXT, ...WITH_SUBTITLES, "-c:s", "ass"],
  "webvtt.mkv": [...FILM, ...TEXT, ...WITH_SUBTITLES, "-c:s", "webvtt"],
  "mov_text.mp4": [...FILM, ...TEXT, ...WITH_SUBTITLES, "-c:s", "mov_text"],
  "pgs.mkv": [...FILM, ...PICTURES, ...WITH_SUBTITLES],
  "vobsub.mkv": [...FILM, ...PICTURES, ...WITH_SUBTITLES, "-c:s", "dvdsub"],
  "dvb.mkv": [...FILM, ...PICTURES, ...WITH_SUBTITLES, "-c:s", "dvbsub"],
  "dvb.ts": [...FILM, ...PICTURES, ...WITH_SUBTITLES, "-c:s", "dvbsub"],
  "tta.mkv": [...FILM, ...SECOND_SOUND, "-c:a:1", "tta"],
  "wavpack.mkv": [...FILM, ...SECOND_SOUND, "-c:a:1", "wavpack"],
  "mlp.mkv": [...FILM, ...SECOND_SOUND, "-c:a:1", "mlp", "-strict", "-2"],
  "latm.ts": [...FILM, ...SECOND_SOUND, "-mpegts_flags", "latm"],
  "timecode.mov": [...FILM, "-c", "copy", "-timecode", "01:00:00:00"],
  "font.mkv": [...FILM, "-c", "copy", "-attach", TEXT[1], "-metadata:s:t", "mimetype=application/x-truetype-font"],
  "second_picture.mkv": [...FILM, "-map", "0:v", "-map", "0:v", "-map", "0:a", "-c", "copy", "-c:v:1", "magicyuv"]
    .concat(["-pix_fmt:v:1", "gbrp"]),
  "many.mkv": [...FILM, ...TEXT, "-map", "0", ...Array(300).fill(["-map", "1"]).flat(), "-c", "copy"],
};

Deno.test("a film is read despite unused streams: seven kinds of subtitles, other sound, fonts, timecode", async () => {
  for (const [name, args] of Object.entries(FILMS)) {
    const { info, seconds } = await useAll(await made(name, args));
    assert.deepEqual([info.video?.codec, info.video?.width, info.audio?.index], [
      "h264",
      320,
      name === "second_picture.mkv" ? 2 : 1,
    ], name);
    assert.deepEqual(seconds.map(Math.round), seconds.map(() => 2), `${name}: ${seconds}`);
  }
});

Deno.test("a film is copied, not encoded, whatever subtitles it has", async () => {
  for (const name of ["srt.mkv", "webvtt.mkv", "mov_text.mp4", "pgs.mkv", "vobsub.mkv", "tta.mkv", "timecode.mov"]) {
    assert.equal((await probe(tools, join(folder, name))).browserPlayable, true, name);
  }
});

Deno.test("sound with a cover of any kind is sound", async () => {
  const cover = (name: string) =>
    made(name, ["-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", "-f", "image2"]);
  const covers = [await cover("cover.jpg"), await cover("cover.bmp"), await cover("cover.png")];
  const gif = await made("cover.gif", ["-i", covers[2], "-frames:v", "1"]);
  const attach = (
    sound: string,
    picture: string,
    ...args: string[]
  ) => [
    "-i",
    sound,
    "-i",
    picture,
    "-map",
    "0:a",
    "-map",
    "1:v",
    "-c:v",
    "copy",
    "-disposition:v",
    "attached_pic",
    ...args,
  ];
  const click = await fixture("click.flac");
  const files = [
    await made("jpeg.m4b", attach(click, covers[0], "-f", "mp4", "-c:a", "aac")),
    await made("bmp.m4a", attach(click, covers[1], "-c:a", "aac")),
    await made("gif.mp3", attach(click, gif, "-c:a", "libmp3lame")),
    await made("png.flac", attach(click, covers[2], "-ar", "192000", "-sample_fmt", "s32")),
  ];
  for (const file of files) {
    const { info, seconds } = await useAll(file);
    assert.equal(info.video, null, file);
    assert.deepEqual(seconds.map(Math.round), seconds.map(() => 2), `${file}: ${seconds}`);
  }
});

Deno.test("a second sound whose decoder does not start is skipped, and the film is still read", async () => {
  const alac = await made("alac.mkv", [...FILM, ...SECOND_SOUND, "-c:a:1", "alac"]);
  const damage = { mark: [0x63, 0xa2, 0x98], length: 20 }; // Matroska's CodecPrivate of 24 bytes
  const { info, seconds } = await useAll(await spoiled("broken.mkv", alac, damage));
  assert.deepEqual([info.audio?.index, info.audio?.codec, info.audio?.channels], [1, "aac", 1]);
  assert.deepEqual([info.video?.codec, info.video?.width, info.video?.frameRate], ["h264", 320, 25]);
  assert.deepEqual(seconds.map(Math.round), [2, 2, 2]);

  const args = [...FILM, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", "-c:a:0", "alac"];
  const first = await spoiled("broken_first.mkv", await made("alac_first.mkv", args), damage);
  assert.equal((await probe(tools, first)).audio?.index, 2, "the stream that the file marks as its default is broken");

  const only = await made("alac_only.mkv", [...FILM, "-c", "copy", "-c:a", "alac"]);
  await assert.rejects(
    probe(tools, await spoiled("broken_only.mkv", only, damage)),
    (error: Error) =>
      error instanceof MediaError && /the alac in it cannot be decoded: it is damaged/.test(error.message),
  );
});

Deno.test("an accepted stream is used even if another is the file's default", async () => {
  const args = [...FILM, "-map", "0:v", "-map", "0:a", "-map", "0:v", "-map", "0:a", "-c", "copy"];
  const odd = ["-c:v:0", "magicyuv", "-pix_fmt:v:0", "gbrp", "-c:a:0", "mlp", "-strict", "-2"];
  const marks = ["-disposition:v:0", "default", "-disposition:a:0", "default", "-disposition:v:1", "0"];
  const path = await made("odd_default.mkv", [...args, ...odd, ...marks, "-disposition:a:1", "0"]);
  const { info } = await useAll(path);
  assert.deepEqual([info.video?.index, info.video?.codec], [2, "h264"]);
  assert.deepEqual([info.audio?.index, info.audio?.codec], [3, "aac"]);
});

Deno.test("if no stream is accepted, the error names the codec and says what to do", async () => {
  const sound = await made("only_mlp.mkv", [...FILM, "-c", "copy", "-c:a", "mlp", "-strict", "-2"]);
  await assert.rejects(probe(tools, sound), /^MediaError: the sound is mlp, which is not accepted: convert it to AAC$/);
  const picture = await made("only_magicyuv.mkv", [...FILM, "-c:a", "copy", "-c:v", "magicyuv", "-pix_fmt", "gbrp"]);
  await assert.rejects(probe(tools, picture), /^MediaError: the video is magicyuv, .*: convert it to H.264$/);
  const subtitles = await made("only_text.mkv", [...TEXT, "-c", "copy"]);
  await assert.rejects(probe(tools, subtitles), /neither audio nor video: matroska,webm with subtitle \(subrip\)/);
});

Deno.test("the decoder of an unused stream gets no data: facts that only a decoder finds stay unknown", async () => {
  const path = join(folder, "second_picture.mkv");
  const ask = async (input: string[]) => {
    const args = ["-v", "info", "-show_streams", "-of", "json", ...input];
    const { stderr } = await new Deno.Command("ffprobe", { args }).output();
    return /Stream #0:1.*magicyuv.*/.exec(new TextDecoder().decode(stderr))?.[0] ?? "";
  };
  assert.match(await ask(["-i", path]), /gbrp/, "without the lists it is decoded");
  const guarded = await ask(untrustedProbeInput(path));
  assert.match(guarded, /magicyuv/);
  assert.doesNotMatch(guarded, /gbrp/);
});

Deno.test("a demuxer that is not on the list is not opened, even if it reads only subtitles", async () => {
  const vtt = await textFixture("only.mkv", "WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n");
  await assert.rejects(probe(tools, vtt), /not accepted/);
  const sup = await textFixture("pictures.mkv", pgsFile());
  await assert.rejects(probe(tools, sup), /not accepted/);
});

const SOUNDS: Record<string, string[]> = {
  "voicemail.au": ["-ar", "8000", "-c:a", "pcm_alaw"],
  "phone.wav": ["-ar", "8000", "-c:a", "pcm_mulaw"],
  "phone.gsm": ["-ar", "8000", "-c:a", "libgsm"],
  "gsm.wav": ["-ar", "8000", "-c:a", "libgsm_ms"],
  "g726.wav": ["-ar", "8000", "-c:a", "g726", "-b:a", "32k"],
  "g722.wav": ["-ar", "16000", "-c:a", "g722"],
  "raw.g722": ["-ar", "16000", "-c:a", "g722"],
  "tape.wv": ["-c:a", "wavpack"],
  "tape.tta": ["-c:a", "tta"],
  "ima.wav": ["-c:a", "adpcm_ima_wav"],
  "radio.latm": ["-c:a", "aac"],
  "studio.wav": ["-ar", "192000", "-c:a", "pcm_s24le"],
  "contribution.ts": ["-ac", "2", "-c:a", "s302m", "-strict", "-2"],
};

Deno.test("odd but common sound is read: telephone, studio, radio and lossless archives", async () => {
  for (const [name, args] of Object.entries(SOUNDS)) {
    const { info, seconds } = await useAll(await made(name, ["-i", await fixture("talk.mp4"), "-vn", ...args]));
    assert.equal(info.video, null, name);
    assert.deepEqual(seconds.map(Math.round), [2, 2], `${name}: ${seconds}`);
  }
});

Deno.test("files of cameras and editing programs are read: CineForm and uncompressed pictures", async () => {
  for (const codec of ["cfhd", "v210", "v308", "v408", "v410", "r210", "svq1"]) {
    const args = [...FILM, "-c:v", codec, "-c:a", "pcm_s16le", ...(codec === "cfhd" ? ["-pix_fmt", "yuv422p10"] : [])];
    const { info, seconds } = await useAll(await made(`${codec}.mov`, args));
    assert.equal(info.video?.codec, codec);
    assert.deepEqual(seconds.map(Math.round), [2, 2], codec);
  }
});

Deno.test("if only the summary is read, time 0 is that of the used streams, and the film is copied", async () => {
  // picture at 0.5 s, sound at 1 s, and from 0 s on a sound whose decoder does not start
  const talk = FILM[1];
  const inputs = ["-itsoffset", "0.5", "-i", talk, "-itsoffset", "1", "-i", talk, "-i", talk];
  const maps = ["-map", "0:v", "-map", "1:a", "-map", "2:a", "-c", "copy", "-c:a:1", "alac"];
  const whole = await made("late.mkv", [...inputs, ...maps]);
  const path = await spoiled("late_broken.mkv", whole, { mark: [0x63, 0xa2, 0x98], length: 20 });
  const { info, seconds } = await useAll(path);
  const there = await probe(tools, whole);
  for (
    const [actual, expected] of [
      [info.video?.startSeconds, there.video?.startSeconds],
      [info.audio?.startSeconds, there.audio?.startSeconds],
      [info.startSeconds, there.startSeconds],
      [info.shiftSeconds, there.shiftSeconds],
    ]
  ) assert.ok(Math.abs(actual! - expected!) < 0.03, `${actual} and not ${expected}`);
  assert.ok(Math.abs(info.startSeconds - 0.5) < 0.03);
  assert.equal(info.browserPlayable, true);
  assert.ok(Math.abs(seconds[0] - 2.5) < 0.1, `the sound is ${seconds[0]} s with the silence before it`);
});
