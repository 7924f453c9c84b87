import { displayName } from "../core/display_text.ts";
import type { Chapter } from "../core/player_media.ts";
import { type MediaProcess, retryCommand, run } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { MediaTools } from "./process/tools.ts";

/** Some programs write a chapter for every frame: nobody can use a longer list. */
const MAX_CHAPTERS = 500;
const MAX_TITLE_CHARS = 200;
/** Text that is read; of more chapters, the first are kept. */
const MAX_TEXT_CHARS = 8 * 2 ** 20;

/**
 * Reads the chapters of a media file, on the clock of its renditions: from 0, in order, without gaps.
 *
 * @param path absolute
 * @param options.startSeconds the earliest timestamp of the file, which becomes 0
 * @param options.durationSeconds of the rendition
 * @returns an empty list where the file has no chapters, or none within its duration
 * @throws {ToolError} where ffmpeg was killed or the machine failed
 */
export async function readChapters(
  tools: MediaTools,
  path: string,
  { startSeconds, durationSeconds, signal }: { startSeconds: number; durationSeconds: number; signal?: AbortSignal },
): Promise<Chapter[]> {
  // by ffmpeg: ffprobe opens a decoder for each stream, and fails if one does not open
  const args = ["-copyts", ...untrustedInput(path), "-f", "ffmetadata", "pipe:1"];
  const limits = { signal, wallSeconds: 120, stallSeconds: 120, readable: [path] };
  let text = "";
  const onText = (piece: string, process: MediaProcess) => {
    process.noteProgress();
    if (text.length < MAX_TEXT_CHARS) text += piece;
  };
  const { code } = await retryCommand(() => {
    text = "";
    return run(tools, "ffmpeg", args, { ...limits, onText });
  }, { signal });
  if (code !== 0) return [];
  const chapters = chaptersOf(text)
    .map(({ start, title }) => ({ start: start - startSeconds, title: displayName(title, MAX_TITLE_CHARS) }))
    .filter(({ start }) => Number.isFinite(start) && start > -1 && start < durationSeconds)
    .map(({ start, title }) => ({ start: Math.max(0, Math.round(start * 1000) / 1000), title }))
    .sort((a, b) => a.start - b.start)
    .filter(({ start }, i, all) => i === 0 || start > all[i - 1].start)
    .slice(0, MAX_CHAPTERS);
  return chapters.map(({ start, title }, i) => ({
    start,
    end: chapters[i + 1]?.start ?? durationSeconds,
    title: title || `Chapter ${i + 1}`,
  }));
}

/** Parses ffmpeg's metadata format, in which a backslash escapes the next character. */
function chaptersOf(text: string): { start: number; title: string }[] {
  return text.split(/^\[CHAPTER\]$/m).slice(1).map((chapter) => {
    const value = (key: string) => new RegExp(`^${key}=((?:\\\\[^]|[^\\\\\n])*)`, "m").exec(chapter)?.[1] ?? "";
    const [unit, units] = value("TIMEBASE").split("/").map(Number);
    return { start: Number(value("START") || NaN) * unit / units, title: value("title").replace(/\\([^])/g, "$1") };
  });
}
