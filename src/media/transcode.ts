import { join } from "node:path";
import { isNoSpace } from "../core/disk.ts";
import { MediaError } from "../core/errors.ts";
import { findGaps, type Gaps } from "./clock/clock_gaps.ts";
import { AUDIO_ENCODING, ENCODED_PCM, type Encoder, videoEncoding } from "./encoder.ts";
import { COLOR_TAGS, type FilterSupport, filterSupport, repeatStills, sharedFilters, sizeFilters } from "./filters.ts";
import { segmentMp4 } from "./hls.ts";
import { checkComplete } from "./mp4.ts";
import type { RenditionName, RenditionPlan } from "./rendition_plan.ts";
import { probe } from "./probe.ts";
import { encodeProgress } from "./process/progress.ts";
import { pcmInput, readPcm } from "./clock/read_pcm.ts";
import { retryCommand, run } from "./process/run.ts";
import { MAX_MEDIA_SECONDS } from "./process/untrusted_input.ts";
import { discardStream, inputFromZero } from "./clock/time_base.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";

/** Bytes of one output. At the highest rate, 24 hours take about 65 GB. */
const MAX_OUTPUT_BYTES = 128 * 2 ** 30;
const MAX_LATE_SOUND_SECONDS = 0.03;
const LIMITS = { wallSeconds: 72 * 3600, stallSeconds: 600 };

/** The files of a rendition, in a folder of their own. */
export interface RenditionFile {
  name: RenditionName;
  /** Absolute; holds `names`. */
  folder: string;
  /** `video.mp4` (fast start), `index.m3u8`, `init.mp4`, `seg_00000.m4s` and so on. */
  names: string[];
  /** Pixels as shown; null for sound alone. */
  width: number | null;
  height: number | null;
  /** Pixels; 0 for sound alone. */
  shortSide: number;
  /** Bits a second in the densest HLS segment. */
  bandwidth: number;
  /** RFC 6381. */
  codecs: string;
  /** Bytes of `video.mp4`. */
  sizeBytes: number;
  /** Measured: the source's header may be wrong. */
  durationSeconds: number;
}

export interface MakeOptions {
  /** Absolute path of the source. */
  input: string;
  info: MediaInfo;
  /** Absolute; each rendition gets a folder named after it. */
  outDir: string;
  /** Gets 0 to 1, never falling; 1 once all files are complete. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

export interface TranscodeOptions extends MakeOptions {
  renditions: RenditionPlan[];
  encoder: Encoder;
  /** A finished rendition whose sound is copied into all others; if absent, the source's sound is encoded. */
  readySound?: ReadySound;
}

/** An MP4 whose sound may be copied into other renditions: see `readySound`. */
export interface ReadySound {
  /** Absolute. */
  path: string;
  info: MediaInfo;
}

/** The highest rate of sound that is copied into small renditions, in bits a second. */
const MAX_COPIED_SOUND_RATE = 192_000;

/**
 * Checks whether the sound of a finished rendition can be copied into the smaller ones, which saves a fifth of their
 * time.
 *
 * @param path absolute, of a rendition whose sound and picture are synchronous
 * @returns null where its rate is too high for slow connections, or it has more than two channels
 */
export async function readySound(tools: MediaTools, path: string, signal?: AbortSignal): Promise<ReadySound | null> {
  const info = await probe(tools, path, { signal });
  const { audio } = info;
  const isSmall = audio?.codec === "aac" && audio.channels <= 2 && (audio.bitRate ?? Infinity) <= MAX_COPIED_SOUND_RATE;
  return isSmall ? { path, info } : null;
}

/**
 * Encodes all `renditions` in one ffmpeg command, which decodes the source once, and cuts each into HLS segments. If
 * NVIDIA's encoder fails, for example at its limit of sessions, libx264 encodes all of them.
 *
 * @throws {MediaError} if the source cannot be decoded, or is longer or larger than is accepted; {ToolError} where
 *   ffmpeg was killed or stopped, or the machine failed; {NoSpaceError} where the disk is full
 */
export async function transcode(tools: MediaTools, options: TranscodeOptions): Promise<RenditionFile[]> {
  if (options.renditions.length === 0) return [];
  const report = encodeProgress(options.info.durationSeconds, options.onProgress);
  try {
    await encode(tools, options, report);
  } catch (error) {
    if (options.encoder === "libx264" || !options.info.video || options.signal?.aborted || isNoSpace(error)) {
      throw error;
    }
    await encode(tools, { ...options, encoder: "libx264" }, report);
  }
  return await finish(tools, options, options.renditions);
}

/**
 * Makes the `source` rendition: a copy of the source's picture and sound in an MP4 and in HLS. Sound that starts late
 * is encoded.
 *
 * @param options of a source that `probe` calls `browserPlayable`; `encodesSound` where its sound must not be copied
 *   (see `checkCopy`)
 * @throws {MediaError} if the source cannot be read to its end
 */
export async function remux(
  tools: MediaTools,
  { encodesSound = false, ...options }: MakeOptions & { encodesSound?: boolean },
): Promise<RenditionFile> {
  const { info, input, outDir, signal } = options;
  const { video, audio } = info;
  const report = encodeProgress(info.durationSeconds, options.onProgress);
  const folder = await emptyFolder(outDir, "source");
  // sound that starts late is encoded, with silence before it: a copy keeps the delay in an edit list, which players
  // of HLS segments ignore
  const isLate = (audio?.startSeconds ?? info.startSeconds) - info.startSeconds > MAX_LATE_SOUND_SECONDS;
  const sound = audio && (isLate || encodesSound) ? encodedSound(tools, options, 1) : null;
  const args = [...await inputFromZero(tools, input, { info, signal }), ...(sound?.open ?? [])];
  if (video) args.push("-map", `0:${video.index}`);
  if (audio && !sound) args.push("-map", `0:${audio.index}`);
  args.push(...["-c", "copy", ...(sound?.map ?? []), ...output(join(folder, "video.mp4")), "-progress", "pipe:1"]);
  args.push(...(sound?.rest ?? []));
  const access = { readable: [input], writableDir: outDir };
  const once = () => {
    return run(tools, "ffmpeg", args, { ...LIMITS, ...access, signal, onText: report.onText, input: sound?.pcm?.() });
  };
  const { code, stderr } = await retryCommand(once, { signal, isLong: true });
  if (code !== 0) throw stderr.error("the video could not be copied");
  const size = { width: video?.width ?? null, height: video?.height ?? null };
  const shortSide = video ? Math.min(video.width, video.height) : 0;
  const [rendition] = await finish(tools, options, [{ name: "source", ...size, shortSide, copy: true }]);
  return rendition;
}

async function encode(
  tools: MediaTools,
  options: TranscodeOptions,
  report: ReturnType<typeof encodeProgress>,
): Promise<void> {
  const { input, info, outDir, renditions, encoder, signal, readySound } = options;
  const { video, audio } = info;
  const sound = readySound
    ? await copiedSound(tools, options, readySound)
    : audio
    ? encodedSound(tools, options, video ? 1 : 0)
    : null;
  // sound alone comes as samples, so the file is not opened
  const args = [...(video ? await inputFromZero(tools, input, { info, signal }) : []), ...(sound?.open ?? [])];
  if (video) {
    const gaps = await findGaps(tools, input, { info, signal });
    args.push("-filter_complex", filterGraph(video, renditions, await filterSupport(tools), gaps));
  }
  for (const [i, { name, shortSide }] of renditions.entries()) {
    const folder = await emptyFolder(outDir, name);
    if (video) args.push("-map", `[v${i}]`, ...videoEncoding(encoder, shortSide), ...COLOR_TAGS);
    args.push(...(sound?.map ?? []), ...output(join(folder, "video.mp4")));
  }
  args.push("-max_error_rate", "1", "-progress", "pipe:1", ...(sound?.rest ?? []));
  const readable = readySound ? [input, readySound.path] : [input];
  const access = { readable, writableDir: outDir, usesGpu: encoder === "h264_nvenc" };
  const once = () => {
    return run(tools, "ffmpeg", args, { ...LIMITS, ...access, signal, onText: report.onText, input: sound?.pcm?.() });
  };
  const { code, stderr } = await retryCommand(once, { signal, isLong: true });
  if (code !== 0) throw stderr.error("the video could not be transcoded");
}

/** The arguments of a command for the sound of its renditions. */
interface SoundArguments {
  /** Opens one more input. */
  open: string[];
  /** For each rendition: maps the stream, and encodes or copies it. */
  map: string[];
  /** The end of the command. */
  rest: string[];
  /** The samples for standard input. */
  pcm?: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * Sound that is encoded from samples, which another ffmpeg decodes and this command reads from standard input.
 *
 * @param index of that input among the inputs of the command
 */
function encodedSound(tools: MediaTools, { input, info, signal }: MakeOptions, index: number): SoundArguments {
  return {
    pcm: () => samplesOrNone(readPcm(tools, input, { info, format: ENCODED_PCM, signal }), info),
    open: pcmInput(ENCODED_PCM),
    map: ["-map", `${index}:a`, ...AUDIO_ENCODING],
    rest: info.video ? discardStream(info, info.audio) : [],
  };
}

/** Sound that is copied from another rendition, which is the second input. */
async function copiedSound(
  tools: MediaTools,
  { info, signal }: MakeOptions,
  { path, info: ready }: ReadySound,
): Promise<SoundArguments> {
  return {
    open: await inputFromZero(tools, path, { info: ready, signal }),
    map: ["-map", `1:${ready.audio!.index}`, "-c:a", "copy"],
    rest: discardStream(info, info.audio),
  };
}

/** Gives no samples, instead of an error, where a video has a picture and its sound is damaged from the start. */
async function* samplesOrNone(pcm: AsyncIterable<Uint8Array<ArrayBuffer>>, { video }: MediaInfo) {
  let hasSound = false;
  try {
    for await (const piece of pcm) {
      hasSound = true;
      yield piece;
    }
  } catch (error) {
    if (hasSound || !video || !(error instanceof MediaError)) throw error;
  }
}

function filterGraph(
  video: NonNullable<MediaInfo["video"]>,
  renditions: RenditionPlan[],
  support: FilterSupport,
  gaps: Gaps,
) {
  // the first frame is shown from 0 on, whatever its time
  const shared = [...sharedFilters(video, support), "setpts='if(eq(N,0),0,PTS)'", `split=${renditions.length}`].join(
    ",",
  );
  const split = `[0:${video.index}]${shared}${renditions.map((_, i) => `[s${i}]`).join("")}`;
  const filtersOf = (plan: RenditionPlan, i: number) => {
    return [...sizeFilters(video, plan, support), ...repeatStills(gaps, `r${i}`)].join(",");
  };
  return [split, ...renditions.map((plan, i) => `[s${i}]${filtersOf(plan, i)}[v${i}]`)].join(";");
}

/** The arguments for a fast-start MP4, limited in size, without the source's metadata, which may hold a location. */
function output(path: string): string[] {
  return [
    ...["-map_metadata", "-1", "-map_chapters", "-1", "-write_tmcd", "0", "-sn", "-dn"],
    ...["-max_muxing_queue_size", "4096", "-t", String(MAX_MEDIA_SECONDS + 60), "-fs", String(MAX_OUTPUT_BYTES)],
    ...["-movflags", "+faststart", "-f", "mp4", `file:${path}`],
  ];
}

async function emptyFolder(outDir: string, name: string): Promise<string> {
  const folder = join(outDir, name);
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

/** Checks the MP4s, cuts them into segments and describes the files. */
async function finish(
  tools: MediaTools,
  { outDir, signal, onProgress }: MakeOptions,
  plans: RenditionPlan[],
): Promise<RenditionFile[]> {
  const files: RenditionFile[] = [];
  for (const { name, width, height, shortSide } of plans) {
    const folder = join(outDir, name);
    const path = join(folder, "video.mp4");
    const { size } = await Deno.stat(path);
    if (size >= MAX_OUTPUT_BYTES) {
      throw new MediaError(`the ${name} rendition is larger than ${MAX_OUTPUT_BYTES} bytes`);
    }
    await checkComplete(path);
    const { durationSeconds } = await probe(tools, path, { signal }).catch((error) => {
      if (!(error instanceof MediaError)) throw error;
      throw new MediaError(`nothing in the file could be decoded: it is damaged`, { cause: error });
    });
    const hls = await segmentMp4(tools, folder, "video.mp4", { signal, maxBytes: MAX_OUTPUT_BYTES, durationSeconds });
    const seconds = hls.durationSeconds;
    if (seconds > MAX_MEDIA_SECONDS) throw new MediaError(`it is longer than ${MAX_MEDIA_SECONDS / 3600} hours`);
    const { bandwidth, codecs, names } = hls;
    const rest = { bandwidth, codecs, sizeBytes: size, durationSeconds: seconds, names: ["video.mp4", ...names] };
    files.push({ name, folder, width, height, shortSide, ...rest });
  }
  onProgress?.(1);
  return files;
}
