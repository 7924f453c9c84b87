import { MediaError } from "../core/errors.ts";
import { fitWithin, type Picture, type PixelSize } from "../core/picture.ts";
import { filterSupport, sizeFilters } from "./filters.ts";
import type { VideoStream } from "./media_info.ts";
import { type MediaProcess, retryCommand, start } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import { seekToShownFrame } from "./shown_frame.ts";

/** Only the key frames of longer videos are decoded. */
const MAX_FULL_DECODE_SECONDS = 600;
const MIN_STEP_SECONDS = 0.25;
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

/**
 * Reads frames from the whole length of a video: of a long one key frames, else all that are far enough from each other.
 *
 * @param options.maxFrames about how many
 * @param options.outDir absolute; ffmpeg writes a small file into it
 * @param onFrame gets each picture in order; it may wait, and must not keep the pixels
 * @returns the time of each, in seconds
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
): Promise<number[]> {
  const step = Math.max(MIN_STEP_SECONDS, durationSeconds / maxFrames);
  const once = async () => {
    const filters = [
      `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${step.toFixed(3)})'`,
      ...await pixelFilters(tools, source),
      "settb=AVTB", // microseconds: ffmpeg prints `pts_time` with six digits alone
      // what prints the times passes over frames without any value
      "metadata=mode=add:key=frame:value=1",
      `metadata=mode=print:file=${TIMES_FILE}`,
    ];
    const skip = durationSeconds > MAX_FULL_DECODE_SECONDS ? ["-skip_frame", "nokey"] : [];
    const args = [...skip, ...inputArgs(source), "-vf", filters.join(","), ...RAW_OUTPUT];
    let nFrames = 0;
    const result = await readPictures(tools, args, { ...source, outDir }, async (picture) => {
      await onFrame(picture, nFrames++);
    });
    return { ...result, nFrames };
  };
  const { nFrames, stderr } = await retryCommand(once, { isRefused: ({ nFrames }) => nFrames === 0, ...source });
  if (nFrames === 0) throw stderr.error("no picture could be decoded");
  const text = await Deno.readTextFile(`${outDir}/${TIMES_FILE}`);
  const times = Array.from(text.matchAll(/\bpts:(-?\d+)/g), ([, pts]) => Math.max(0, Number(pts) / 1e6));
  if (times.length !== nFrames) throw new MediaError(`${nFrames} pictures have ${times.length} times`);
  return times;
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
  const args = [...seek.args, ...inputArgs(source), "-vf", filters, "-frames:v", "1", ...RAW_OUTPUT];
  let found: Picture | null = null;
  await retryCommand(
    () => readPictures(tools, args, source, (picture) => void (found = { ...picture, rgb: picture.rgb.slice() })),
    { isRefused: () => found === null, ...source },
  );
  return found;
}

const RAW_OUTPUT = ["-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"];

function inputArgs({ input, video }: FrameSource): string[] {
  return ["-an", "-sn", "-dn", ...untrustedInput(input), "-map", `0:${video.index}`];
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
