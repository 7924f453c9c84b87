import { start } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { VideoStream } from "./media_info.ts";

/** A picture that differs as much from the one before, by ffmpeg's `scene`, begins another shot. */
const SCENE_SCORE = 0.3;
/** Pixels of the pictures that are compared: more find no more. */
const WIDTH = 160;
/** The file, in the folder that ffmpeg may write to, that gets the times. */
const TIMES_FILE = "shots.txt";

/**
 * Finds where the picture cuts to another shot.
 *
 * @param options.outDir absolute; ffmpeg writes a small file into it
 * @returns the time of each shot's first frame but the first one's, in seconds, in order
 * @throws {ToolError} where ffmpeg was killed or the machine failed
 */
export async function findShotChanges(
  tools: MediaTools,
  { input, video, outDir, signal }: { input: string; video: VideoStream; outDir: string; signal?: AbortSignal },
): Promise<number[]> {
  const filters = [
    `scale=${WIDTH}:-2:flags=fast_bilinear`,
    `select='gt(scene,${SCENE_SCORE})'`,
    "settb=AVTB", // microseconds, as in read_frames.ts
    "metadata=mode=add:key=shot:value=1",
    `metadata=mode=print:file=${TIMES_FILE}`,
  ];
  const source = ["-an", "-sn", "-dn", ...untrustedInput(input), "-map", `0:${video.index}`];
  const args = [...source, "-vf", filters.join(","), "-fps_mode", "passthrough", "-f", "null", "-"];
  const limits = { readable: [input], writableDir: outDir, signal, wallSeconds: 4 * 3600, stallSeconds: 4 * 3600 };
  await (await start(tools, "ffmpeg", args, limits)).finished; // what it refuses of a file has no shots to show
  const text = await Deno.readTextFile(`${outDir}/${TIMES_FILE}`).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return Array.from(text.matchAll(/\bpts:(-?\d+)/g), ([, pts]) => Math.max(0, Math.round(Number(pts) / 1000) / 1000));
}
