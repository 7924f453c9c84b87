import type { VideoStream } from "./media_info.ts";
import { retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { untrustedProbeInput } from "./process/untrusted_input.ts";

/**
 * How far before a time reading begins, one after another. A demuxer seeks by the order of decoding, so with frames far
 * apart it may land at a key frame that is shown later.
 */
const LEADS_SECONDS = [1, 30, Infinity];
/** Packets are stored in the order of decoding: frames that are shown before a time may come behind later ones. */
const TAIL_SECONDS = 30;
/** Clients state times in whole milliseconds. */
const ROUNDING_SECONDS = 0.0006;
/** Players and headers may state a slightly longer length than the file has. */
const END_SLACK_SECONDS = 1;

/** The arguments with which the first frame of an ffmpeg command is a certain one. */
export interface FrameSeek {
  /** Before the input. */
  args: string[];
  /** Before all other filters. */
  filters: string[];
}

interface PictureFile {
  /** Absolute path. */
  input: string;
  video: VideoStream;
  signal?: AbortSignal;
}

/**
 * Finds the frame that is shown at a time: the last one that begins at it or before. `-ss` alone gives the next one.
 *
 * @param options.at seconds from the start of the file
 * @returns null if the file ends before
 * @throws {ToolError} where ffprobe was killed or the machine failed
 */
export async function seekToShownFrame(
  tools: MediaTools,
  { at, ...file }: PictureFile & { at: number },
): Promise<FrameSeek | null> {
  for (const lead of LEADS_SECONDS) {
    const from = at > lead ? at - lead : 0;
    const { times, start, duration } = await readFrameTimes(tools, file, { from, to: at + TAIL_SECONDS });
    if (at > duration + END_SLACK_SECONDS) return null;
    const begun = [...new Set(times)].filter((time) => time <= start + at + ROUNDING_SECONDS);
    const [shown, before = shown - 0.001] = begun.sort((a, b) => b - a);
    if (shown === undefined) continue;
    const seconds = downToMilliseconds(Math.min(from, shown - start - 0.0005));
    // between both frames, since times are rounded to the file's clock
    const least = (before + shown) / 2 - start - seconds;
    return { args: seekArgs(seconds), filters: [`select='gte(t,${least.toFixed(6)})'`] };
  }
  return { args: seekArgs(downToMilliseconds(at)), filters: [] }; // before the first frame, or without times
}

/** In a transport stream even `-ss 0` may pass over the first frames. */
function seekArgs(seconds: number): string[] {
  return seconds > 0 ? ["-ss", seconds.toFixed(3)] : [];
}

function downToMilliseconds(seconds: number): number {
  return Math.max(0, Math.floor(1000 * seconds) / 1000);
}

/** What ffprobe says of a part of a file, in seconds on the clock of the container. */
interface FrameTimes {
  /** Of the frames that can be decoded from there on, in the order of decoding. */
  times: number[];
  /** Of the container. */
  start: number;
  /** NaN if unknown. */
  duration: number;
}

/** Reads the packets between two times, in seconds from the start of the picture, without decoding them. */
async function readFrameTimes(
  tools: MediaTools,
  { input, video, signal }: PictureFile,
  { from, to }: { from: number; to: number },
): Promise<FrameTimes> {
  const first = video.startSeconds ?? 0; // the container's or later
  const interval = `${from > 0 ? (first + from).toFixed(3) : ""}%${(first + to).toFixed(3)}`;
  const args = [
    ...["-select_streams", String(video.index), "-read_intervals", interval],
    ...["-show_entries", "packet=pts_time,flags:format=start_time,duration", "-of", "csv"],
    ...untrustedProbeInput(input),
  ];
  const once = async () => {
    const found: FrameTimes = { times: [], start: 0, duration: NaN };
    let firstKey = Infinity; // leading pictures of an open group are shown before it, and can't be decoded
    let rest = "";
    const { code } = await run(tools, "ffprobe", args, {
      ...{ signal, readable: [input], wallSeconds: 3600, stallSeconds: 300 },
      onText: (text, process) => {
        process.noteProgress();
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const [section, value, more = ""] of lines.map((line) => line.split(","))) {
          const seconds = parseFloat(value);
          if (section === "format") [found.start, found.duration] = [seconds || 0, parseFloat(more)];
          if (section !== "packet" || Number.isNaN(seconds)) continue;
          if (firstKey === Infinity && more.includes("K")) firstKey = seconds;
          if (seconds >= firstKey && !more.includes("D")) found.times.push(seconds); // D: an edit list hides it
        }
      },
    });
    return { ...found, code };
  };
  // where it can't seek, the next try begins earlier
  return await retryCommand(once, { isRefused: () => false, signal });
}
