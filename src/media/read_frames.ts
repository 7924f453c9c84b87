import { MediaError } from "../core/errors.ts";
import { fitWithin, type Picture, type PixelSize } from "../core/picture.ts";
import { filterSupport, sizeFilters } from "./filters.ts";
import type { VideoStream } from "./media_info.ts";
import { type MediaProcess, retryCommand, run, start } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import { seekToShownFrame } from "./shown_frame.ts";

/** Only the key frames of longer videos are decoded: our renditions have one every two seconds. */
const MAX_FULL_DECODE_SECONDS = 120;
/** A copied source may have longer gaps: then all frames are decoded, of a video that is no longer than this. */
const MAX_KEY_GAP_SECONDS = 4;
const MAX_SPARSE_SECONDS = 600;
const MIN_STEP_SECONDS = 0.25;
/** Decoders keep pictures: so many pixels are decoded side by side at most. */
const MAX_DECODED_PIXELS = 24 * 640 * 360;
/** The file, in the folder that ffmpeg may write to, that gets the times of the frames. */
const TIMES_FILE = "times.txt";

interface FrameSource {
  /** Absolute path. */
  input: string;
  video: VideoStream;
  /** Pixels of the longer side of a picture, at most. */
  side: number;
  signal?: AbortSignal;
}

/** Where the frames of a sample are. */
export interface FrameSample {
  /** Of each frame, in seconds. */
  times: number[];
  /** Whether all are key frames. */
  areKeys: boolean;
}

/**
 * Reads frames from the whole length of a video: of a long one key frames, else all that are far enough from each other.
 *
 * @param options.maxFrames about how many
 * @param options.outDir absolute; ffmpeg writes a small file into it
 * @param onFrame gets each picture in order, and again from the first one where reading begins anew; it may wait, and must
 *   not keep the pixels
 * @throws {MediaError} if none can be decoded; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function sampleFrames(
  tools: MediaTools,
  { durationSeconds, maxFrames, outDir, ...source }: FrameSource & {
    durationSeconds: number;
    maxFrames: number;
    outDir: string;
  },
  onFrame: (picture: Picture, index: number) => void | Promise<void>,
): Promise<FrameSample> {
  const step = Math.max(MIN_STEP_SECONDS, durationSeconds / maxFrames);
  const sample = async (areKeys: boolean): Promise<FrameSample> => {
    const once = async () => {
      const filters = [
        `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${step.toFixed(3)})'`,
        ...await pixelFilters(tools, source),
        "settb=AVTB", // microseconds: ffmpeg prints `pts_time` with six digits alone
        // what prints the times passes over frames without any value
        "metadata=mode=add:key=frame:value=1",
        `metadata=mode=print:file=${TIMES_FILE}`,
      ];
      const args = [...keysAlone(areKeys), ...inputArgs(source), ...stream(source)];
      let nFrames = 0;
      const output = ["-vf", filters.join(","), ...RAW_OUTPUT];
      const result = await readPictures(tools, [...args, ...output], { ...source, outDir }, async (picture) => {
        await onFrame(picture, nFrames++);
      });
      return { ...result, nFrames };
    };
    const { nFrames, stderr } = await retryCommand(once, { isRefused: ({ nFrames }) => nFrames === 0, ...source });
    if (nFrames === 0) throw stderr.error("no picture could be decoded");
    const text = await Deno.readTextFile(`${outDir}/${TIMES_FILE}`);
    const times = Array.from(text.matchAll(/\bpts:(-?\d+)/g), ([, pts]) => Math.max(0, Number(pts) / 1e6));
    if (times.length !== nFrames) throw new MediaError(`${nFrames} pictures have ${times.length} times`);
    return { times, areKeys };
  };
  if (durationSeconds <= MAX_FULL_DECODE_SECONDS) return await sample(false);
  const keys = await sample(true);
  const gaps = [...keys.times, durationSeconds].map((time, i) => time - (keys.times[i - 1] ?? 0));
  const areEnough = gaps.every((gap) => gap <= MAX_KEY_GAP_SECONDS);
  return areEnough || durationSeconds > MAX_SPARSE_SECONDS ? keys : await sample(false);
}

/**
 * Reads some frames of a sample again, by few programs: one that seeks to each of several frames.
 *
 * @param options.outDir absolute; ffmpeg writes the pictures into it
 * @yields each picture in the order of `times`; null where it can't be decoded
 * @throws {ToolError} where ffmpeg was killed or the machine failed
 */
export async function* readSampledFrames(
  tools: MediaTools,
  { times, areKeys, outDir, ...source }: FrameSource & FrameSample & { outDir: string },
): AsyncGenerator<Picture | null> {
  const { input, video, signal } = source;
  const size = fitWithin(video, source.side);
  const filters = (await pixelFilters(tools, source)).join(",");
  const count = Math.max(1, Math.floor(MAX_DECODED_PIXELS / (video.width * video.height)));
  const limits = { readable: [input], writableDir: outDir, signal, wallSeconds: 3600, stallSeconds: 900 };
  for (let first = 0; first < times.length; first += count) {
    const some = times.slice(first, first + count);
    const paths = some.map((_, i) => `${outDir}/frame_${i}.rgb`);
    const inputs = some.flatMap((
      time,
    ) => [...keysAlone(areKeys), "-threads", "1", ...seekTo(time), ...inputArgs(source)]);
    const graph = some.map((_, i) => `[${i}:${video.index}]${filters}[picture${i}]`).join(";");
    const outputs = paths.flatMap((path, i) => [
      ...["-map", `[picture${i}]`, "-frames:v", "1", "-f", "rawvideo", `file:${path}`],
    ]);
    await retryCommand(() => run(tools, "ffmpeg", [...inputs, "-filter_complex", graph, ...outputs], limits), source);
    for (const path of paths) {
      const rgb = await Deno.readFile(path).catch(() => new Uint8Array());
      await Deno.remove(path).catch(() => {});
      yield rgb.length === size.width * size.height * 3 ? { ...size, rgb } : null;
    }
  }
}

function keysAlone(areKeys: boolean): string[] {
  return areKeys ? ["-skip_frame", "nokey"] : [];
}

/** Where exactly one frame is: a bit earlier, since ffmpeg's seeking rounds. */
function seekTo(time: number): string[] {
  const seconds = time - 0.002;
  return seconds > 0 ? ["-ss", seconds.toFixed(6)] : [];
}

/**
 * Reads the frame that is shown at a time.
 *
 * @param options.at seconds
 * @returns null if there is none, as behind the end
 * @throws {ToolError} where ffmpeg was killed or the machine failed
 */
export async function readFrame(
  tools: MediaTools,
  { at, ...source }: FrameSource & { at: number },
): Promise<Picture | null> {
  const seek = await seekToShownFrame(tools, { at, ...source });
  if (seek === null) return null;
  const filters = [...seek.filters, ...await pixelFilters(tools, source)].join(",");
  const args = [...seek.args, ...inputArgs(source), ...stream(source), "-vf", filters, "-frames:v", "1", ...RAW_OUTPUT];
  let found: Picture | null = null;
  await retryCommand(
    () => readPictures(tools, args, source, (picture) => void (found = { ...picture, rgb: picture.rgb.slice() })),
    { isRefused: () => found === null, ...source },
  );
  return found;
}

const RAW_OUTPUT = ["-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"];

function inputArgs({ input }: FrameSource): string[] {
  return ["-an", "-sn", "-dn", ...untrustedInput(input)];
}

function stream({ video }: FrameSource): string[] {
  return ["-map", `0:${video.index}`];
}

async function pixelFilters(tools: MediaTools, { video, side }: FrameSource): Promise<string[]> {
  const size = sizeFilters(video, fitWithin(video, side), await filterSupport(tools));
  return [...size, "scale=in_color_matrix=bt709:in_range=tv", "format=rgb24"];
}

/** Runs ffmpeg and calls `onPicture` for each picture of its output, whose pixels are valid until the next one. */
async function readPictures(
  tools: MediaTools,
  args: string[],
  { input, video, side, signal, outDir }: FrameSource & { outDir?: string },
  onPicture: (picture: Picture) => void | Promise<void>,
) {
  const limits = { readable: [input], writableDir: outDir, signal, wallSeconds: 4 * 3600, stallSeconds: 900 };
  const process = await start(tools, "ffmpeg", args, limits);
  try {
    const size = fitWithin(video, side);
    for await (const picture of pictures(process, size)) await onPicture(picture);
  } catch (error) {
    process.kill();
    await process.finished.catch(() => {});
    throw error;
  }
  return await process.finished;
}

async function* pictures(process: MediaProcess, size: PixelSize): AsyncGenerator<Picture> {
  const rgb = new Uint8Array(size.width * size.height * 3);
  let filled = 0;
  for await (const chunk of process.stdout) {
    process.noteProgress();
    for (let at = 0; at < chunk.length;) {
      const n = Math.min(rgb.length - filled, chunk.length - at);
      rgb.set(chunk.subarray(at, at + n), filled);
      filled += n;
      at += n;
      if (filled < rgb.length) continue;
      filled = 0;
      process.hold(true);
      yield { ...size, rgb };
      process.hold(false);
    }
  }
}
