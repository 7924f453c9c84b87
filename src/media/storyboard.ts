import { sheetCount, type StoryboardLayout } from "../core/player_media.ts";
import { retryCommand, run } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { MediaTools } from "./process/tools.ts";

const TILE_SIDE = 160; // pixels of a picture's longer side
const COLUMNS = 10;
const ROWS = 10;
/** Pictures at most: four sheets, some 1.5 MB. */
const MAX_TILES = 400;
/** Longer ones are looked through by their key frames alone: an hour in seconds and not in minutes. */
const WHOLE_DECODE_SECONDS = 600;

/** A picture a second, and fewer of what is longer than they last for. */
export function planStoryboard(
  { durationSeconds, width, height }: { durationSeconds: number; width: number; height: number },
): StoryboardLayout {
  const every = Math.max(1, Math.ceil(durationSeconds / MAX_TILES));
  const count = Math.max(1, Math.ceil(durationSeconds / every - 0.1)); // none of its own for a little rest
  const factor = Math.min(1, TILE_SIDE / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels * factor / 2));
  const columns = Math.min(count, COLUMNS);
  const rows = Math.min(ROWS, Math.ceil(count / columns));
  return { every, count, width: even(width), height: even(height), columns, rows };
}

/**
 * Writes the sheets of a storyboard as JPEG: the picture of each tile is the one that is shown at its time.
 *
 * @param options.input absolute path of one of our own renditions, the smallest there is
 * @param options.outDir absolute; gets `sheet_0.jpg` and so on
 * @returns how they are laid out, and their names
 * @throws {MediaError} if no picture can be decoded; {ToolError} where ffmpeg was killed or let down
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
    // rounded up: what is shown at a time is the last frame that began before it
    `fps=fps=1/${every}:start_time=0:round=up`,
    ...[`scale=${width}:${height}:flags=area:out_range=pc`, "setsar=1", "format=yuvj420p"],
    "tpad=stop=-1:stop_mode=clone", // the picture may end before the sound does
    `tile=${columns}x${rows}`,
  ];
  const args = [
    ...(facts.durationSeconds > WHOLE_DECODE_SECONDS ? ["-skip_frame", "nokey"] : []),
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
    // a relative name: a "%" in the folder's own would be taken for a pattern
    ...["-f", "image2", "-start_number", "0", "sheet_%d.jpg"],
  ];
  const names = Array.from({ length: sheets }, (_, i) => `sheet_${i}.jpg`);
  const once = async () => {
    const result = await run(tools, "ffmpeg", args, {
      ...{ readable: [input], writableDir: outDir, signal, wallSeconds: 4 * 3600, stallSeconds: 900 },
      onText: (_text, process) => process.noteProgress(),
    });
    const found = await Promise.all(names.map((name) => Deno.stat(`${outDir}/${name}`).catch(() => ({ size: 0 }))));
    return { ...result, areMade: result.code === 0 && found.every(({ size }) => size > 0) };
  };
  const { areMade, stderr } = await retryCommand(once, { isRefused: ({ areMade }) => !areMade, signal });
  if (!areMade) throw stderr.error("no pictures of the video could be made");
  return { layout, names };
}
