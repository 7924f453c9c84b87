import assert from "node:assert/strict";
import { join } from "node:path";
import { MediaError } from "../../../src/core/errors.ts";
import { planRenditions } from "../../../src/media/rendition_plan.ts";
import { probe } from "../../../src/media/probe.ts";
import { readySound, remux, type RenditionFile, transcode } from "../../../src/media/transcode.ts";
import {
  CLICK_SECONDS,
  clickTime,
  colorsOf,
  emptyFolder,
  ffmpeg,
  fixture,
  streamsOf,
  textFixture,
  tools,
} from "../../media_fixtures.ts";

/** Makes all planned renditions of a source, as the jobs do. */
async function makeAll(input: string, onProgress?: (fraction: number) => void): Promise<RenditionFile[]> {
  const info = await probe(tools, input);
  const { first, rest } = planRenditions(info);
  const common = { input, info, outDir: await emptyFolder(), onProgress };
  const copied = first.copy ? [await remux(tools, common)] : [];
  const renditions = first.copy ? rest : [first, ...rest];
  const sound = first.copy ? await readySound(tools, join(copied[0].folder, "video.mp4")) : null;
  const options = { ...common, renditions, encoder: "libx264" as const, ...(sound && { readySound: sound }) };
  return [...copied, ...await transcode(tools, options)];
}

/** Checks the properties of every rendition, and returns ffprobe's streams of its MP4: picture first. */
async function check(made: RenditionFile, seconds: number) {
  const label = `${made.folder}: `;
  const mp4 = join(made.folder, "video.mp4");
  const streams = await streamsOf(mp4);
  const [video] = streams.filter(({ codec_type }) => codec_type === "video");
  const audio = streams.filter(({ codec_type }) => codec_type === "audio");
  if (made.width !== null) {
    assert.equal(video.codec_name, "h264", label);
    assert.match(video.pix_fmt, /^yuvj?420p$/, label);
  }
  assert.ok(audio.every(({ codec_name }) => codec_name === "aac"), label);
  assert.ok(Math.abs(made.durationSeconds - seconds) < 0.15, `${label} ${made.durationSeconds} s`);
  assert.equal(made.sizeBytes, (await Deno.stat(mp4)).size);
  await assertFastStart(mp4);
  await assertHls(made, seconds);
  assert.match(made.codecs, made.width === null ? /^mp4a\.40\.2$/ : /^avc1\.[0-9a-f]{6}(,mp4a\.40\.2)?$/, label);
  assert.equal(made.codecs.includes("mp4a"), audio.length > 0, label);
  return { video, audio };
}

async function assertFastStart(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const types: string[] = [];
  for (let at = 0; at < bytes.length; at += new DataView(bytes.buffer).getUint32(at)) {
    types.push(new TextDecoder().decode(bytes.subarray(at + 4, at + 8)));
  }
  assert.ok(types.includes("mdat") && types.indexOf("moov") < types.indexOf("mdat"), `${path}: ${types}`);
}

async function assertHls({ folder, names, bandwidth }: RenditionFile, seconds: number): Promise<void> {
  const playlist = await Deno.readTextFile(join(folder, "index.m3u8"));
  assert.match(playlist, /^#EXTM3U\n#EXT-X-VERSION:7\n/);
  assert.match(playlist, /#EXT-X-PLAYLIST-TYPE:VOD/);
  assert.match(playlist, /#EXT-X-MAP:URI="init\.mp4"/);
  assert.match(playlist, /#EXT-X-ENDLIST\n$/);
  const lengths = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, length]) => Number(length));
  const target = Number(playlist.match(/#EXT-X-TARGETDURATION:(\d+)/)?.[1]);
  assert.ok(lengths.every((length) => Math.round(length) <= target), playlist);
  assert.ok(Math.abs(lengths.reduce((sum, length) => sum + length, 0) - seconds) < 0.2, playlist);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [...names].sort());
  assert.ok(bandwidth > 1000);
  // Decodes from the first segment to the last without an error.
  await ffmpeg(["-xerror", "-i", join(folder, "index.m3u8"), "-f", "null", "-"]);
}

Deno.test("a source that browsers can play is copied packet by packet", async () => {
  const input = await fixture("talk.mp4");
  const [source, ...others] = await makeAll(input);
  assert.equal(others.length, 0);
  assert.deepEqual([source.name, source.width, source.height, source.shortSide], ["source", 320, 180, 180]);
  await check(source, 2);
  const sums = (path: string) => ffmpeg(["-i", path, "-map", "0", "-c", "copy", "-f", "streamhash", "pipe:1"]);
  assert.deepEqual(await sums(join(source.folder, "video.mp4")), await sums(input));
});

Deno.test("other codecs become H.264 and AAC, and a click stays at its time in MP4 and in HLS", async () => {
  for (const [name, seconds] of [["click.webm", 2], ["late_picture.mp4", 2.5], ["late_sound.mp4", 2.5]] as const) {
    const [made] = await makeAll(await fixture(name));
    const { video, audio } = await check(made, seconds);
    assert.deepEqual([made.name === "source", video.width, video.height], [name === "late_sound.mp4", 160, 90]);
    assert.equal(audio.length, 1);
    assert.ok(Math.abs(Number(video.start_time)) < 0.01, `${name}: the picture is there from the beginning`);
    const expected = CLICK_SECONDS + (name === "late_sound.mp4" ? 0.5 : 0);
    for (const file of ["video.mp4", "index.m3u8"]) {
      // -copyts: otherwise ffmpeg counts from the first sample of AAC's priming.
      const raw = await ffmpeg(["-copyts", "-i", join(made.folder, file), "-vn", "-af"].concat(
        ["aresample=16000:async=1:first_pts=0", "-ac", "1", "-f", "f32le", "pipe:1"],
      ));
      const time = clickTime(new Float32Array(raw.buffer));
      assert.ok(time !== null && Math.abs(time - expected) < 0.01, `${name} ${file}: ${time}`);
    }
  }
});

Deno.test("a rotated source comes out upright, copied and encoded", async () => {
  const [source, small] = await makeAll(await fixture("rotated.mp4"));
  assert.deepEqual([source.width, source.height, small.name, small.width, small.height], [400, 480, "360p", 360, 432]);
  const copied = await check(source, 1);
  assert.equal(Math.abs(copied.video.side_data_list[0].rotation), 90);
  const encoded = await check(small, 1);
  assert.deepEqual([encoded.video.width, encoded.video.height], [360, 432]);
  assert.equal(encoded.video.side_data_list, undefined);
  const [mpeg4] = await makeAll(await fixture("rotated_mpeg4.mp4"));
  const files = [
    ...[source, small, mpeg4].map(({ folder }) => join(folder, "video.mp4")),
    join(source.folder, "index.m3u8"),
  ];
  for (const file of files) {
    const { top, bottom } = await colorsOf(file);
    assert.ok(top[0] > 200 && top[2] < 60 && bottom[2] > 200 && bottom[0] < 60, `${file}: ${top} above ${bottom}`);
  }
});

Deno.test("smaller sizes copy the source's sound; sound with a high rate is encoded again", async () => {
  const soundHash = (path: string) => ffmpeg(["-i", path, "-map", "0:a", "-c", "copy", "-f", "streamhash", "pipe:1"]);
  const files = async (name: string) => {
    return (await makeAll(await fixture(name))).map(({ folder }) => join(folder, "video.mp4"));
  };
  const [source, small] = await files("click_480p.mp4");
  assert.deepEqual(await soundHash(small), await soundHash(source));
  for (const path of [source, small]) {
    const raw = await ffmpeg([
      "-copyts",
      "-i",
      path,
      "-vn",
      "-af",
      "aresample=16000",
      "-ac",
      "1",
      "-f",
      "f32le",
      "pipe:1",
    ]);
    assert.ok(Math.abs(clickTime(new Float32Array(raw.buffer))! - CLICK_SECONDS) < 0.01, path);
  }
  for (const name of ["surround_480p.mp4", "heavy_sound_480p.mp4"]) {
    const [source, small] = await files(name);
    assert.notDeepEqual(await soundHash(small), await soundHash(source), name);
    const [audio] = (await streamsOf(small)).filter(({ codec_type }) => codec_type === "audio");
    assert.ok(audio.channels === 2 && Number(audio.bit_rate) < 150_000, `${name}: ${audio.bit_rate}`);
  }
});

Deno.test("the size of a portrait source is limited by its short side", async () => {
  const [source, small] = await makeAll(await fixture("portrait.mp4"));
  assert.deepEqual([source.width, source.height], [400, 800]);
  const { video } = await check(small, 1);
  assert.deepEqual([small.name, video.width, video.height], ["360p", 360, 720]);
});

Deno.test("a variable frame rate keeps each frame at its time, and a high one is thinned to 60", async () => {
  const frames = async (path: string) => {
    const args = ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", path];
    const { stdout } = await new Deno.Command("ffprobe", { args }).output();
    return new TextDecoder().decode(stdout).trim().split(/,?\n/).map(Number).sort((a, b) => a - b);
  };
  const input = await fixture("vfr.mkv");
  const [made] = await makeAll(input);
  await check(made, 2);
  const [before, after] = [await frames(input), await frames(join(made.folder, "video.mp4"))];
  assert.equal(after.length, before.length);
  assert.ok(after.every((time, i) => Math.abs(time - before[i]) < 0.009), `${before} became ${after}`);
  const [thinned] = await makeAll(await fixture("fast.mkv"));
  const { video, audio } = await check(thinned, 1);
  assert.equal((await frames(join(thinned.folder, "video.mp4"))).length, 60);
  assert.deepEqual([video.width, audio.length], [160, 0]);
});

Deno.test("odd sizes, non-square pixels, 4:4:4 and interlaced pictures become even, square, 4:2:0 and progressive", async () => {
  const sizes = {
    "odd.mkv": [320, 180],
    "anamorphic.mkv": [524, 288],
    "hi444.mp4": [320, 180],
    "interlaced.ts": [352, 288],
  };
  for (const [name, size] of Object.entries(sizes)) {
    const [made] = await makeAll(await fixture(name));
    const { video } = await check(made, 1);
    assert.deepEqual([video.width, video.height, video.sample_aspect_ratio ?? "1:1"], [...size, "1:1"], name);
    assert.equal(video.field_order ?? "progressive", "progressive", name);
  }
});

Deno.test("HDR is mapped to the tones of an SDR screen", async () => {
  const [made] = await makeAll(await fixture("hdr.mkv"));
  const { video } = await check(made, 1);
  assert.deepEqual([video.color_transfer, video.color_primaries, video.color_space], ["bt709", "bt709", "bt709"]);
  const { top } = await colorsOf(join(made.folder, "video.mp4"));
  assert.ok(
    top.every((value) => value > 140 && value < 230),
    `a grey of 100 cd/m2 is ${top}; unmapped it would be 130`,
  );
  const [hevc] = await makeAll(await fixture("hdr_hevc.mp4"));
  await check(hevc, 0.5);
});

Deno.test("sound alone becomes an MP4 and HLS without a picture", async () => {
  const names = { "click.m4a": "source", "cover.mp3": "source", "click.flac": "720p", "surround.mkv": "720p" };
  for (const [file, name] of Object.entries(names)) {
    const [made, ...others] = await makeAll(await fixture(file));
    const { video, audio } = await check(made, file === "surround.mkv" ? 1 : 2);
    assert.deepEqual([made.name, made.width, made.shortSide, others.length], [name, null, 0, 0], file);
    assert.equal(video, undefined, file);
    if (file === "surround.mkv") assert.equal(audio[0].channels, 2);
  }
});

Deno.test("a picture without sound gets no sound", async () => {
  const [made] = await makeAll(await fixture("silent_picture.mp4"));
  assert.equal((await check(made, 1)).audio.length, 0);
});

Deno.test("a video of two frames is a video", async () => {
  await check((await makeAll(await fixture("blink.mp4")))[0], 0.08);
});

Deno.test("all sizes have key frames at the same times, every 2 seconds, and progress never falls", async () => {
  const input = await fixture("long.mkv");
  const info = await probe(tools, input);
  const fractions: number[] = [];
  const plan = { shortSide: 54, width: 96, height: 54, copy: false };
  const made = await transcode(tools, {
    ...{
      input,
      info,
      outDir: await emptyFolder(),
      encoder: "libx264",
      onProgress: (fraction) => fractions.push(fraction),
    },
    renditions: [{ ...plan, name: "720p" }, { ...plan, name: "360p", width: 48, height: 26, shortSide: 26 }],
  });
  for (const rendition of made) {
    await check(rendition, 14);
    assert.equal(rendition.names.filter((name) => name.endsWith(".m4s")).length, 3, "6 + 6 + 2 s");
    const args = ["-v", "error", "-select_streams", "v", "-skip_frame", "nokey", "-show_entries", "frame=pts_time"];
    const path = join(rendition.folder, "video.mp4");
    const { stdout } = await new Deno.Command("ffprobe", { args: [...args, "-of", "csv=p=0", path] }).output();
    const keys = new TextDecoder().decode(stdout).trim().split(/,?\n/).map(parseFloat).filter((time) =>
      !Number.isNaN(time)
    );
    assert.deepEqual(keys.map(Math.round), [0, 2, 4, 6, 8, 10, 12]);
  }
  assert.ok(fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0)), `${fractions}`);
  assert.equal(fractions.at(-1), 1);
  assert.ok(fractions.slice(0, -1).every((fraction) => fraction < 1));
});

Deno.test("a copy whose key frames are far apart still plays, in longer segments", async () => {
  const [made] = await makeAll(await fixture("sparse_keys.mp4"));
  await check(made, 14);
  assert.deepEqual(made.names.filter((name) => name.endsWith(".m4s")), ["seg_00000.m4s"]);
});

Deno.test("if the GPU's encoder fails, libx264 makes all renditions", async (t) => {
  const trial = await new Deno.Command("ffmpeg", {
    args: ["-v", "quiet", "-f", "lavfi", "-i", "color=s=640x360:d=0.1", "-c:v", "h264_nvenc", "-f", "null", "-"],
  }).output();
  await t.step({
    name: "h264_nvenc without a device",
    ignore: trial.success,
    fn: async () => {
      const input = await fixture("click.webm");
      const info = await probe(tools, input);
      const renditions = [planRenditions(info).first];
      const options = { input, info, outDir: await emptyFolder(), renditions };
      const [made] = await transcode(tools, { ...options, encoder: "h264_nvenc" });
      await check(made, 2);
    },
  });
});

Deno.test("a source that cannot be decoded is a MediaError with a reason, and a cut one is transcoded as far as it goes", async () => {
  const bytes = await Deno.readFile(await fixture("hi444.mp4"));
  const text = new TextDecoder("latin1").decode(bytes);
  bytes.fill(0, text.indexOf("mdat") + 4, text.lastIndexOf("moov") - 4);
  const broken = await textFixture("broken444.mp4", bytes);
  await assert.rejects(makeAll(broken), (error: Error) => {
    assert.ok(error instanceof MediaError, `${error.stack}`);
    assert.match(error.message, /could not be transcoded: .+|could be decoded: .+|as audio or video: .+/);
    return true;
  });
  const whole = await fixture("portrait.mp4");
  const cut = whole.replace("portrait", "cut_portrait");
  await ffmpeg(["-i", whole, "-c", "copy", "-movflags", "+faststart", cut]);
  await Deno.truncate(cut, (await Deno.stat(cut)).size / 2);
  const [, small] = await makeAll(cut);
  assert.ok(small.durationSeconds > 0.2 && small.durationSeconds < 0.9, `${small.durationSeconds}`);
});
