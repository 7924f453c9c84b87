import { sheetCount, type StoryboardLayout } from "../core/player_media.ts";
import { retryCommand, run } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { MediaTools } from "./process/tools.ts";

const TILE_SIDE = 160; // pixels of the longer side of a picture
const COLUMNS = 10;
const ROWS = 10;
/** Four sheets, about 1.5 MB. */
const MAX_TILES = 400;
/** Only the key frames of longer videos are decoded: an hour takes seconds instead of minutes. */
const MAX_FULL_DECODE_SECONDS = 600;

/** Plans a picture a second, or fewer where there would be more than `MAX_TILES`. */
export function planStoryboard(
  { durationSeconds, width, height }: { durationSeconds: number; width: number; height: number },
): StoryboardLayout {
  const every = Math.max(1, Math.ceil(durationSeconds / MAX_TILES));
  // a rest of less than a tenth of a step gets no picture
  const count = Math.max(1, Math.ceil(durationSeconds / every - 0.1));
  const factor = Math.min(1, TILE_SIDE / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels * factor / 2));
  const columns = Math.min(count, COLUMNS);
  const rows = Math.min(ROWS, Math.ceil(count / columns));
  return { every, count, width: even(width), height: even(height), columns, rows };
}

/**
 * Writes the sheets of a storyboard as JPEG. Each tile is the frame that is visible at its time.
 *
 * @param options.input absolute path of a rendition, best the smallest
 * @param options.outDir absolute; gets `sheet_0.jpg` and so on
 * @returns the layout, and the names of the sheets
 * @throws {MediaError} if no picture can be decoded; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function renderStoryboard(
  tools: MediaTools,
  { input, outDir, signal, ...facts }: {
    input: string;
    durationSeconds: number;
    /** Pixels as shown. */
    width: number;
    height: number;
    outDir: string;
    signal?: AbortSignal;
  },
): Promise<{ layout: StoryboardLayout; names: string[] }> {
  const layout = planStoryboard(facts);
  const { every, width, height, columns, rows } = layout;
  const sheets = sheetCount(layout);
  const filters = [
    // rounded up: at any time, the last frame that began before it is visible
    `fps=fps=1/${every}:start_time=0:round=up`,
    ...[`scale=${width}:${height}:flags=area:out_range=pc`, "setsar=1", "format=yuvj420p"],
    "tpad=stop=-1:stop_mode=clone", // the picture may end before the sound does
    `tile=${columns}x${rows}`,
  ];
  const args = [
    ...(facts.durationSeconds > MAX_FULL_DECODE_SECONDS ? ["-skip_frame", "nokey"] : []),
    ...[
      "-an",
      "-sn",
      "-dn",
      ...untrustedInput(input),
      "-map",
      "0:v:0",
      "-vf",
      filters.join(","),
      "-frames:v",
      `${sheets}`,
    ],
    ...["-q:v", "6", "-map_metadata", "-1", "-progress", "pipe:1"],
    // a relative name: a "%" in the folder's path would be taken for a pattern
    ...["-f", "image2", "-start_number", "0", "sheet_%d.jpg"],
  ];
  const names = Array.from({ length: sheets }, (_, i) => `sheet_${i}.jpg`);
  const once = async () => {
    const result = await run(tools, "ffmpeg", args, {
      ...{ readable: [input], writableDir: outDir, signal, wallSeconds: 4 * 3600, stallSeconds: 900 },
      onText: (_text, process) => process.noteProgress(),
    });
    const files = await Promise.all(names.map((name) => Deno.stat(`${outDir}/${name}`).catch(() => ({ size: 0 }))));
    return { ...result, areMade: result.code === 0 && files.every(({ size }) => size > 0) };
  };
  const { areMade, stderr } = await retryCommand(once, { isRefused: ({ areMade }) => !areMade, signal });
  if (!areMade) throw stderr.error("no pictures of the video could be made");
  return { layout, names };
}
