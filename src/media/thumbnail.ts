import { dirname } from "node:path";
import { filterSupport, sharedFilters, sizeFilters } from "./filters.ts";
import { retryCommand, run } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";

const MAX_WIDTH = 640; // pixels
/** ffmpeg takes the most typical of this many frames, which avoids a black one between scenes. */
const CANDIDATES = 25;

export interface Thumbnail {
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * Writes a JPEG of a frame at about a tenth of the video.
 *
 * @param options.outPath an absolute path in a folder that ffmpeg may write to
 * @returns null for sound alone: then nothing is written
 * @throws {MediaError} if no frame can be decoded; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function renderThumbnail(
  tools: MediaTools,
  { input, info, outPath, signal }: { input: string; info: MediaInfo; outPath: string; signal?: AbortSignal },
): Promise<Thumbnail | null> {
  const { video } = info;
  if (!video) return null;
  const factor = Math.min(1, MAX_WIDTH / video.width, (2 * MAX_WIDTH) / video.height);
  const even = (pixels: number) => Math.max(2, 2 * Math.floor(pixels * factor / 2));
  const size = { width: even(video.width), height: even(video.height) };
  const support = await filterSupport(tools);
  const filters = [
    ...[...sharedFilters(video, support), ...sizeFilters(video, size, support), `thumbnail=n=${CANDIDATES}`],
    ...["scale=out_range=pc", "format=yuvj420p"],
  ].join(",");
  const grab = async (seconds: number) => {
    const args = [
      ...["-ss", String(seconds), "-an", "-sn", "-dn", ...untrustedInput(input), "-map", `0:${video.index}`],
      ...["-vf", filters, "-frames:v", "1", "-q:v", "4", "-map_metadata", "-1", "-f", "mjpeg", `file:${outPath}`],
    ];
    const access = { readable: [input], writableDir: dirname(outPath) };
    const result = await run(tools, "ffmpeg", args, { ...access, signal, wallSeconds: 300, stallSeconds: 300 });
    const { size: bytes } = await Deno.stat(outPath).catch(() => ({ size: 0 }));
    return { ...result, isMade: result.code === 0 && bytes > 0 };
  };
  // the header's duration may be wrong, and then there may be no frame at a tenth of it
  const times = [(info.durationSeconds ?? 0) / 10, 0];
  for (const seconds of times) {
    const { isMade, stderr } = await retryCommand(() => grab(seconds), { isRefused: ({ isMade }) => !isMade, signal });
    if (isMade) return size;
    if (seconds === 0) throw stderr.error("no picture could be decoded");
  }
  return null;
}
