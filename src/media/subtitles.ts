import { join } from "node:path";
import { retryCommand, run } from "./process/run.ts";
import { MAX_MEDIA_SECONDS } from "./process/untrusted_input.ts";
import { discardStream, inputFromZero } from "./clock/time_base.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo, SubtitleStream } from "./media_info.ts";
import { mayJump } from "./clock/containers.ts";

/** Enough for a film in many languages, which has about thirty. */
export const MAX_SUBTITLES = 32;
/** Bytes of the WebVTT of one stream: a day of speech has 2 MB. */
const MAX_BYTES = 5_000_000;

export interface ReadSubtitles {
  stream: SubtitleStream;
  /** WebVTT, with times on the clock of the renditions. */
  vtt: string;
}

/**
 * Reads the text subtitles of a media file as WebVTT, all in one pass. If that fails, each stream is read separately,
 * and those that cannot be read are left out.
 *
 * @param options.outDir absolute, empty; gets a file for each stream
 * @param options.onProblem called for each stream that is left out, with the reason
 * @throws {ToolError} where ffmpeg was killed or the machine failed; {NoSpaceError} for a full disk
 */
export async function readSubtitles(
  tools: MediaTools,
  { input, info, streams, outDir, onProblem, signal }: {
    input: string;
    info: MediaInfo;
    /** The text streams of `info.subtitles`. */
    streams: readonly SubtitleStream[];
    outDir: string;
    onProblem: (stream: SubtitleStream, problem: string) => void;
    signal?: AbortSignal;
  },
): Promise<ReadSubtitles[]> {
  const opened = await inputFromZero(tools, input, { info, signal, readsSubtitles: true });
  const read = async (streams: readonly SubtitleStream[]) => {
    const outputs = streams.flatMap(({ index }) => [
      ...["-map", `0:${index}`, "-c:s", "webvtt", "-map_metadata", "-1", "-t", String(MAX_MEDIA_SECONDS)],
      ...["-fs", String(MAX_BYTES), "-f", "webvtt", `file:${pathOf(outDir, index)}`],
    ]);
    const args = [
      ...(mayJump(info) ? [] : ["-vn", "-an"]),
      ...["-dn", ...opened, ...outputs],
      ...[...discardStream(info, info.video), ...discardStream(info, info.audio), "-progress", "pipe:1"],
    ];
    return await run(tools, "ffmpeg", args, {
      ...{ readable: [input], writableDir: outDir, signal, wallSeconds: 3600, stallSeconds: 300 },
      onText: (_text, process) => process.noteProgress(),
    });
  };
  const subtitles: ReadSubtitles[] = [];
  if (streams.length === 0) return subtitles;
  const all = await retryCommand(() => read(streams), { signal, isRefused: () => false });
  for (const stream of streams) {
    const { code, stderr } = all.code === 0 ? all : await retryCommand(() => read([stream]), { signal });
    const path = pathOf(outDir, stream.index);
    const { size } = await Deno.stat(path).catch(() => ({ size: 0 }));
    if (code !== 0 || size === 0) onProblem(stream, code === 0 ? "it holds nothing" : stderr.lastLine);
    else if (size >= MAX_BYTES) onProblem(stream, `it has more than ${MAX_BYTES} bytes`);
    else subtitles.push({ stream, vtt: await Deno.readTextFile(path) });
  }
  return subtitles;
}

function pathOf(outDir: string, index: number): string {
  return join(outDir, `${index}.vtt`);
}
