import { emptyFolder, ffmpeg, streamsOf } from "./media_fixtures.ts";

/** Seconds at which the sound has a short tone and the picture is white, unless that part is missing. */
export const MOMENTS = [1, 2.4, 3.5, 5.3, 6.8, 8.5, 9.7, 11];
const SECONDS = 12;

export type ClockFormat = "mp4" | "mkv" | "ts" | "mpg" | "webm" | "aac" | "mp3";

/** The faults of a file's clock. */
export interface ClockFault {
  /** Seconds that are missing at the beginning of one stream. */
  soundFrom?: number;
  pictureFrom?: number;
  /** A gap, from and to. */
  soundGap?: [number, number];
  pictureGap?: [number, number];
  /** Sample rate and channels of parts of equal length. */
  parts?: [rate: number, channels: 1 | 2 | 6][];
  soundCodec?: string;
  pictureCodec?: string;
}

const MUXERS = { mp4: "mp4", mkv: "matroska", ts: "mpegts", mpg: "vob", webm: "webm", aac: "adts", mp3: "mp3" };
const CODECS = {
  mp4: ["libx264", "aac"],
  mkv: ["libx264", "aac"],
  ts: ["libx264", "aac"],
  mpg: ["mpeg2video", "mp2"],
  webm: ["libvpx", "libopus"],
  aac: [null, "aac"],
  mp3: [null, "libmp3lame"],
} as const;

/** A filter expression that is true for `seconds` after each moment. */
const during = (seconds: number) => MOMENTS.map((t) => `between(t,${t},${t + seconds})`).join("+");

export interface ClockMedia {
  path: string;
  /** Seconds at which a player plays the tones, counted from the earlier start of picture and sound. */
  sound: number[];
  /** Seconds at which it shows the white pictures. */
  picture: number[];
}

/** Writes a file whose tones and white pictures mark the same times, with `fault` built in. */
export async function clockMedia(format: ClockFormat, fault: ClockFault = {}): Promise<ClockMedia> {
  const folder = await emptyFolder();
  const path = `${folder}/clock.${format}`;
  const picture = momentsIn(fault.pictureFrom, fault.pictureGap);
  let sound = momentsIn(fault.soundFrom, fault.soundGap);
  if (!fault.parts) {
    await encode(path, format, fault, 0, SECONDS, [48_000, 2]);
    return { path, sound: await sinceFirst(path, sound), picture: await sinceFirst(path, picture) };
  }
  // As recorders and podcast servers do: pieces that were encoded separately and joined.
  const isRaw = format === "aac" || format === "mp3";
  const container = isRaw ? format : "ts";
  const length = SECONDS / fault.parts.length;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const played: Float32Array[] = [];
  for (const [i, part] of fault.parts.entries()) {
    const piece = `${folder}/part${i}.${container}`;
    await encode(piece, container, { ...fault, ...codecsFor(format, fault) }, i * length, length, part);
    pieces.push(await Deno.readFile(piece));
    const decoded = await ffmpeg(["-i", piece, "-vn", "-ar", "16000", "-ac", "1", "-f", "f32le", "pipe:1"]);
    played.push(new Float32Array(decoded.buffer));
  }
  // Without timestamps a player plays one piece after the other, with each encoder's padding.
  if (isRaw) sound = toneTimes(new Float32Array(await new Blob(played as BlobPart[]).arrayBuffer()));
  const whole = isRaw ? path : `${folder}/whole.${container}`;
  await Deno.writeFile(whole, new Uint8Array(await new Blob(pieces).arrayBuffer()));
  if (whole !== path) await ffmpeg(["-i", whole, "-c", "copy", "-f", MUXERS[format], path]);
  return { path, sound: isRaw ? sound : await sinceFirst(path, sound), picture: await sinceFirst(path, picture) };
}

/** Moves times by the encoder's priming: a transport stream plays it, so time 0 is that much before the picture. */
async function sinceFirst(path: string, moments: number[]): Promise<number[]> {
  const streams: { codec_type: string; start_time: string }[] = await streamsOf(path);
  const startOf = (type: string) => Number(streams.find(({ codec_type }) => codec_type === type)?.start_time ?? 0);
  const priming = startOf("video") - startOf("audio");
  return moments.map((time) => time + (priming > 0 && priming < 0.06 ? priming : 0));
}

function codecsFor(format: ClockFormat, { pictureCodec, soundCodec }: ClockFault) {
  const [picture, sound] = CODECS[format];
  return { pictureCodec: pictureCodec ?? picture ?? undefined, soundCodec: soundCodec ?? sound };
}

async function encode(
  path: string,
  format: ClockFormat,
  fault: ClockFault,
  from: number,
  seconds: number,
  [rate, channels]: [number, number],
): Promise<void> {
  const { pictureCodec, soundCodec } = codecsFor(format, fault);
  const window = [...(from > 0 ? ["-ss", String(from)] : []), "-t", String(seconds)];
  // With some noise, as in recordings: packets of digital silence are so small that hundreds of them share a
  // timestamp.
  const tone = `aevalsrc='if(${during(0.1)},0.7*sin(2*PI*1000*t),0.04*(random(0)-0.5))':s=${rate}:d=${SECONDS}`;
  const flash = `color=black:s=160x90:r=25:d=${SECONDS},drawbox=t=fill:color=white:enable='${during(0.2)}'`;
  const kept = (start: number | undefined, gap: [number, number] | undefined) =>
    `gte(t,${start ?? 0})*not(${gap ? `between(t,${gap[0]},${gap[1]})` : 0})`;
  // Equally loud in each channel, so that every mix contains the tone.
  const spread = channels === 6
    ? "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0"
    : `aformat=channel_layouts=${channels === 1 ? "mono" : "stereo"}`;
  const inTime = (word: string) => format === "ts" ? `,${word}=PTS+1/TB` : "";
  const args = [...window, "-f", "lavfi", "-i", tone];
  const sound = `aselect='${kept(fault.soundFrom, fault.soundGap)}',${spread}${inTime("asetpts")}`;
  if (pictureCodec) {
    const picture = `select='${kept(fault.pictureFrom, fault.pictureGap)}'${inTime("setpts")}`;
    args.push(...window, "-f", "lavfi", "-i", flash, "-map", "1:v", "-vf", picture, "-fps_mode", "passthrough");
    args.push("-c:v", pictureCodec, "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p", "-b:v", "300k");
    if (pictureCodec === "libx264") args.push("-preset", "ultrafast");
    if (pictureCodec === "libvpx") args.push("-deadline", "realtime", "-cpu-used", "8");
  }
  args.push("-map", "0:a", "-af", sound, "-c:a", soundCodec!, "-b:a", "128k", "-ar", String(rate));
  if (format === "ts") args.push("-muxdelay", "0", "-muxpreload", "0", "-copyts");
  if (format === "mp3") args.push("-write_xing", "0", "-id3v2_version", "0");
  await ffmpeg([...args, "-f", MUXERS[format], path]);
}

/**
 * Seconds at which the tones begin.
 *
 * @param samples mono, at `rate` Hz
 */
export function toneTimes(samples: Float32Array, rate = 16_000): number[] {
  const times: number[] = [];
  let lastLoud = -Infinity;
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]) < 0.2) continue;
    if (i - lastLoud > 0.4 * rate) times.push(i / rate);
    lastLoud = i;
  }
  return times;
}

/** The moments that remain despite a fault. */
function momentsIn(start = 0, gap?: [number, number]): number[] {
  return MOMENTS.filter((t) => t >= start && !(gap && t >= gap[0] && t <= gap[1]));
}
