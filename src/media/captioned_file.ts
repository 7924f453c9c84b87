import { dirname } from "node:path";
import { MediaError } from "../core/errors.ts";
import { videoEncoding } from "./encoder.ts";
import type { MediaInfo } from "./media_info.ts";
import { encodeProgress } from "./process/progress.ts";
import { retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedInput } from "./process/untrusted_input.ts";

/** A stream of captions to add. */
export interface CaptionStream {
  /** Absolute, of a SubRip file. */
  path: string;
  /** ISO 639-2, or a language tag. */
  language: string;
  title: string;
}

export interface CaptionedFileOptions {
  /** An MP4 rendition. */
  input: string;
  info: MediaInfo;
  format: "mp4" | "mkv";
  /** Absolute, in a folder that ffmpeg may write to. */
  outPath: string;
  durationSeconds: number | null;
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

const FONT_FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts"];
const FONT_CONFIG = "/etc/fonts";

/** Copies a rendition, with captions as streams. @throws {MediaError} if ffmpeg refuses it */
export async function addCaptionStreams(
  tools: MediaTools,
  streams: readonly CaptionStream[],
  options: CaptionedFileOptions,
): Promise<void> {
  const { input, format } = options;
  const inputs = streams.flatMap(({ path }) => ["-protocol_whitelist", "file", "-f", "srt", "-i", `file:${path}`]);
  const maps = streams.flatMap((_, i) => ["-map", `${i + 1}:0`]);
  const names = streams.flatMap(({ language, title }, i) => [
    ...[`-metadata:s:s:${i}`, `language=${language}`, `-metadata:s:s:${i}`, `title=${title}`],
    ...[`-metadata:s:s:${i}`, `handler_name=${title}`, `-disposition:s:${i}`, i === 0 ? "default" : "0"],
  ]);
  await write(tools, { ...options, readable: [input, ...streams.map(({ path }) => path)] }, [
    ...[...untrustedInput(input), ...inputs, "-map", "0:v?", "-map", "0:a?", ...maps],
    ...["-c", "copy", "-c:s", format === "mp4" ? "mov_text" : "srt", ...names],
  ]);
}

/**
 * Encodes a rendition again with captions in its picture.
 *
 * @param assName a file beside `outPath`, of plain letters
 * @throws {MediaError} if there is no picture or no font, or ffmpeg refuses it
 */
export async function burnCaptions(
  tools: MediaTools,
  assName: string,
  options: CaptionedFileOptions,
): Promise<void> {
  const { input, info } = options;
  if (!info.video) throw new MediaError("there is no picture to write captions into");
  if (!await hasFonts()) {
    throw new MediaError("this server has no fonts to write captions with: install some, such as fonts-dejavu-core");
  }
  const config = await Deno.stat(FONT_CONFIG).then(() => [FONT_CONFIG], () => []);
  const shortSide = Math.min(info.video.width, info.video.height);
  await write(tools, { ...options, readable: [input, ...config] }, [
    ...[...untrustedInput(input), "-map", `0:${info.video.index}`, "-map", "0:a?"],
    ...["-vf", `ass=${assName}`, ...videoEncoding("libx264", shortSide), "-c:a", "copy"],
  ]);
}

async function write(
  tools: MediaTools,
  { format, outPath, durationSeconds, onProgress, signal, readable }: CaptionedFileOptions & { readable: string[] },
  args: string[],
): Promise<void> {
  const muxer = format === "mp4" ? ["-movflags", "+faststart", "-f", "mp4"] : ["-f", "matroska"];
  const once = () =>
    run(tools, "ffmpeg", [...args, ...muxer, "-progress", "pipe:1", `file:${outPath}`], {
      ...{ readable, writableDir: dirname(outPath), signal, wallSeconds: 24 * 3600, stallSeconds: 600 },
      ...encodeProgress(durationSeconds, onProgress),
    });
  const { code, stderr } = await retryCommand(once, { signal, isLong: true });
  if (code !== 0) throw stderr.error("the file with captions could not be written");
}

async function hasFonts(): Promise<boolean> {
  for (const folder of FONT_FOLDERS) if (await hasFontIn(folder, 4)) return true;
  return false;
}

async function hasFontIn(folder: string, depth: number): Promise<boolean> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (/\.(?:ttf|otf|ttc|pfb)$/i.test(name)) return true;
      if (isDirectory && depth > 0 && await hasFontIn(`${folder}/${name}`, depth - 1)) return true;
    }
  } catch { /* there is no such folder */ }
  return false;
}
