import { join } from "node:path";
import type { MediaTools } from "../src/media/process/tools.ts";

/** The ffmpeg that tests use: the system's. */
export const tools: MediaTools = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe" };

/** Seconds at which `withClick` media make their one sound. */
export const CLICK_SECONDS = 1;

/**
 * Something like speech: a buzz of 120 Hz with the formants of a vowel, in syllables of a quarter of a second.
 * It has the loudness, band and rhythm of speech, but no words.
 */
const SPEECH_LIKE = "aevalsrc='0.25*(sin(2*PI*120*t)+0.7*sin(2*PI*700*t)+0.4*sin(2*PI*1220*t)+0.2*sin(2*PI*2600*t))" +
  "*pow(abs(sin(2*PI*2*t)),0.7)':s=48000";
const CLICK = `aevalsrc='if(between(t,${CLICK_SECONDS},${CLICK_SECONDS}+0.005),` +
  `0.8*sin(2*PI*3000*(t-${CLICK_SECONDS})),0)':s=48000`;
/** Left half red, right half blue: a rotation moves them. */
const RED_BLUE = "color=red:s=WxH:r=25,drawbox=x=iw/2:y=0:w=iw/2:h=ih:color=blue:t=fill";

const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"];
const AAC = ["-c:a", "aac", "-b:a", "64k"];

const sound = (source: string, seconds: number) => ["-f", "lavfi", "-t", `${seconds}`, "-i", source];
const picture = (size: string, seconds: number, rate = 25) => {
  return ["-f", "lavfi", "-t", `${seconds}`, "-i", `testsrc2=s=${size}:r=${rate}`];
};

/** The ffmpeg arguments that make each file; `{name}` stands for the path of another fixture. */
const COMMANDS: Record<string, string[]> = {
  /** 320 x 180, H.264 and AAC: browsers can play it. */
  "talk.mp4": [...picture("320x180", 2), ...sound(SPEECH_LIKE, 2), ...H264, ...AAC],
  "click.mp4": [...picture("160x90", 2), ...sound(CLICK, 2), ...H264, "-bf", "2", ...AAC],
  "click.mkv": [...picture("160x90", 2), ...sound(CLICK, 2), ...H264, "-bf", "2", ...AAC],
  "click.mp3": [...sound(CLICK, 2), "-c:a", "libmp3lame"],
  "click.flac": [...sound(CLICK, 2)],
  "click.m4a": [...sound(CLICK, 2), ...AAC],
  "click.webm": [
    ...picture("160x90", 2),
    ...sound(CLICK, 2),
    "-c:v",
    "libvpx-vp9",
    "-cpu-used",
    "8",
    "-c:a",
    "libopus",
  ],
  /** The sound starts half a second late, so the click is at 1.5 s. */
  "late_sound.mp4": ["-i", "{click.mp4}", "-itsoffset", "0.5", "-i", "{click.mp4}"].concat(
    ["-map", "0:v", "-map", "1:a", "-c", "copy"],
  ),
  /** The picture starts half a second late. */
  "late_picture.mp4": ["-i", "{click.mp4}", "-itsoffset", "0.5", "-i", "{click.mp4}"].concat(
    ["-map", "1:v", "-map", "0:a", "-c", "copy"],
  ),
  /** All three get a 360p; the click's encoder priming is in an edit list. */
  "click_480p.mp4": [...picture("640x480", 2), ...sound(CLICK, 2), ...H264, ...AAC],
  "surround_480p.mp4": [...picture("640x480", 2), ...sound(SPEECH_LIKE, 2), ...H264, ...AAC, "-ac", "6"],
  "heavy_sound_480p.mp4": [...picture("640x480", 2), ...sound("anoisesrc=r=48000", 2), ...H264].concat(
    ["-c:a", "aac", "-b:a", "320k", "-ac", "2"],
  ),
  "portrait.mp4": [...picture("400x800", 1), ...sound(SPEECH_LIKE, 1), ...H264, ...AAC],
  "upright.mp4": ["-f", "lavfi", "-t", "1", "-i", RED_BLUE.replace("WxH", "480x400"), ...sound(SPEECH_LIKE, 1)].concat(
    [...H264, ...AAC],
  ),
  /** 480 x 400 in the file, shown as 400 x 480 by its display matrix, a quarter turn clockwise: red above blue. */
  "rotated.mp4": ["-i", "{upright.mp4}", "-c", "copy"],
  /** The same, in a codec that browsers can't play. */
  "rotated_mpeg4.mp4": ["-i", "{upright.mp4}", "-c:v", "mpeg4", "-q:v", "3", "-c:a", "copy"],
  /** 60 frames a second at first, and then 10. */
  "vfr.mkv": ["-f", "lavfi", "-t", "2", "-i", "testsrc2=s=320x180:r=60,select='lt(t,1)+not(mod(n,6))'"].concat(
    [...sound(SPEECH_LIKE, 2), "-fps_mode", "vfr", "-c:v", "mpeg4", "-q:v", "4", "-c:a", "libopus"],
  ),
  "fast.mkv": [...picture("160x90", 1, 120), "-c:v", "mpeg4", "-q:v", "4"],
  "odd.mkv": ["-f", "lavfi", "-t", "1", "-i", "testsrc2=s=321x181:r=25,format=yuv444p", "-c:v", "ffv1"],
  "anamorphic.mkv": [...picture("360x288", 1), "-vf", "setsar=16/11", "-c:v", "mpeg4", "-q:v", "4"],
  /** A grey of 100 cd/m2 in PQ (0.508 of the range), 10 bits: without tone mapping it would be shown as half grey. */
  "hdr.mkv": ["-f", "lavfi", "-t", "1", "-i", "color=white:s=480x400:r=10,format=yuv420p10le,lutyuv=y=509:u=512:v=512"]
    .concat(["-c:v", "ffv1", "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"]),
  "hdr_hevc.mp4": ["-f", "lavfi", "-t", "0.5", "-i", "testsrc2=s=320x180:r=10,format=yuv420p10le", "-c:v", "libx265"]
    .concat(["-preset", "ultrafast", "-x265-params", "log-level=error:pools=1", "-tag:v", "hvc1"])
    .concat(["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"]),
  "silent_picture.mp4": [...picture("320x180", 1), ...H264],
  "interlaced.ts": [
    ...picture("352x288", 1),
    "-vf",
    "tinterlace=interleave_top,fieldorder=tff",
    "-flags",
    "+ildct+ilme",
  ]
    .concat(["-c:v", "mpeg2video", "-q:v", "4"]),
  "cover.png": ["-f", "lavfi", "-t", "0.04", "-i", "color=green:s=200x200:r=25", "-frames:v", "1", "-f", "image2"],
  /** An MP3 with a picture of its cover, which is no video. */
  "cover.mp3": ["-i", "{click.mp3}", "-i", "{cover.png}", "-map", "0:a", "-map", "1:v", "-c", "copy"].concat(
    ["-disposition:v", "attached_pic", "-id3v2_version", "3"],
  ),
  "blink.mp4": [...picture("160x90", 0.08), ...sound(SPEECH_LIKE, 0.08), ...H264, ...AAC],
  "surround.mkv": [
    "-f",
    "lavfi",
    "-t",
    "1",
    "-i",
    "anoisesrc=r=48000:a=0.2,pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0",
  ]
    .concat(["-c:a", "ac3"]),
  /** 8000 x 4500: 36 megapixels in two hundred kilobytes. */
  "huge.mkv": ["-f", "lavfi", "-t", "0.04", "-i", "color=gray:s=8000x4500:r=25,format=yuvj420p", "-c:v", "mjpeg"],
  /** One key frame in 14 seconds. */
  "sparse_keys.mp4": [...picture("160x90", 14, 5), "-c:v", "libx264", "-preset", "ultrafast", "-g", "1000"].concat(
    ["-sc_threshold", "0", "-pix_fmt", "yuv420p"],
  ),
  "long.mkv": [...picture("96x54", 14, 10), ...sound(SPEECH_LIKE, 14), "-c:v", "mpeg4", "-q:v", "8", "-c:a", "libopus"],
  /** H.264 that browsers can't play: 4:4:4. */
  "hi444.mp4": ["-f", "lavfi", "-t", "1", "-i", "testsrc2=s=320x180:r=25,format=yuv444p", "-c:v", "libx264"].concat(
    ["-preset", "ultrafast"],
  ),
  "wide.mkv": [...picture("1280x320", 0.2), "-c:v", "mpeg4", "-q:v", "8"],
  "magicyuv.mkv": [...picture("160x90", 0.2), "-c:v", "magicyuv", "-pix_fmt", "gbrp"],
};

const folder = Deno.makeTempDirSync({ prefix: "streamforge_media_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const made = new Map<string, Promise<string>>();

/** The absolute path of a fixture, made at its first use. */
export function fixture(name: keyof typeof COMMANDS & string): Promise<string> {
  const known = made.get(name) ?? make(name);
  made.set(name, known);
  return known;
}

async function make(name: string): Promise<string> {
  const command = COMMANDS[name];
  if (!command) {
    throw new RangeError(`there is no media fixture ${name}: there are ${Object.keys(COMMANDS).join(", ")}`);
  }
  const args: string[] = [];
  for (const word of command) {
    const other = word.match(/^\{(.+)\}$/)?.[1];
    args.push(other ? await fixture(other) : word);
  }
  const path = join(folder, name);
  await ffmpeg([...args, path]);
  if (name.startsWith("rotated")) await turn(path);
  return path;
}

/**
 * Writes a quarter turn clockwise into the `tkhd` box of the first track, as phones do; ffmpeg's option for it changed.
 */
async function turn(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  let at = 4;
  while (view.getUint32(at) !== 0x746b6864) at++; // tkhd
  const matrix = at + 4 + 40; // past version and flags, times, id, duration, layer, group and volume
  for (const [i, value] of [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].entries()) {
    view.setInt32(matrix + 4 * i, value);
  }
  await Deno.writeFile(path, bytes);
}

/** A file of the given content beside the fixtures. */
export async function textFixture(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await (typeof content === "string" ? Deno.writeTextFile(path, content) : Deno.writeFile(path, content));
  return path;
}

/** A new, empty folder beside the fixtures. */
export function emptyFolder(): Promise<string> {
  return Deno.makeTempDir({ dir: folder });
}

/** Runs ffmpeg directly, without src/media. */
export async function ffmpeg(args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", "-nostdin", "-y", ...args], stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  if (code !== 0) throw new Error(`ffmpeg ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** ffprobe's description of each stream. */
// deno-lint-ignore no-explicit-any
export async function streamsOf(path: string): Promise<any[]> {
  const args = ["-v", "error", "-show_streams", "-of", "json", path];
  const { stdout } = await new Deno.Command("ffprobe", { args }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).streams ?? [];
}

/** The colour of a frame's upper and lower half and of its left and right, as [red, green, blue] of 0 to 255. */
export async function colorsOf(
  path: string,
): Promise<{ top: number[]; bottom: number[]; left: number[]; right: number[] }> {
  const pixels = await ffmpeg(["-i", path, "-frames:v", "1", "-vf", "scale=3:3:flags=area", "-f", "rawvideo"].concat(
    ["-pix_fmt", "rgb24", "pipe:1"],
  ));
  const at = (x: number, y: number) => [...pixels.subarray(3 * (3 * y + x), 3 * (3 * y + x) + 3)];
  return { top: at(1, 0), bottom: at(1, 2), left: at(0, 1), right: at(2, 1) };
}

/** Seconds at which the first loud sample of mono 16 kHz sound is, or null. */
export function clickTime(samples: Float32Array): number | null {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const first = samples.findIndex((sample) => loudest > 0.05 && Math.abs(sample) > loudest * 0.4);
  return first < 0 ? null : first / 16_000;
}
