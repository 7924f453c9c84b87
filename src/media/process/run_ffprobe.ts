import { MediaError, ToolError } from "../../core/errors.ts";
import { isLikelyToRepeat } from "../../core/process_end.ts";
import { parseDump, type ProbeResult } from "./probe_dump.ts";
import { retryCommand, run } from "./run.ts";
import { untrustedInput, untrustedProbeInput } from "./untrusted_input.ts";
import type { MediaTools } from "./tools.ts";

/** Enough for a summary of the 1000 streams that ffmpeg accepts at most. */
const SUMMARY_LINES = 20_000;

/**
 * Reads what is in a file with ffprobe.
 *
 * ffprobe fails at the first stream whose decoder does not open, even if that stream is not used. Its summary on
 * standard error still names every stream, and is read instead.
 * @throws {MediaError} with ffprobe's last line where nothing could be read; {ToolError} where it was killed or the
 *   machine failed
 */
export async function runFfprobe(
  tools: MediaTools,
  path: string,
  { signal }: { signal?: AbortSignal },
): Promise<ProbeResult> {
  const limits = { signal, wallSeconds: 120, stallSeconds: 120, readable: [path] };
  const args = ["-show_format", "-show_streams", "-of", "json", ...untrustedProbeInput(path)];
  const { code, stdout, stderr } = await retryCommand(() => run(tools, "ffprobe", args, limits), { signal });
  const decoderErrors = stderr.lines.join("\n");
  if (code === 0) {
    return {
      ...readJson(stdout),
      decoderErrors,
      startOf: () => Promise.resolve(null),
      canDecode: () => Promise.resolve(true),
    };
  }
  const what = "the file could not be read as audio or video";
  if (/moov atom not found/i.test(decoderErrors)) {
    // ffprobe takes any file named .mp4 for an MP4 without its end
    if (await beginsAsMp4(path)) throw stderr.error(what);
    throw new MediaError(`${what}: it is not audio or video at all`);
  }
  const summarize = () =>
    run(tools, "ffprobe", ["-v", "level+info", ...args], { ...limits, summaryLines: SUMMARY_LINES });
  const again = await retryCommand(summarize, { signal, isRefused: () => false });
  const broken = /^Could not open codec for input stream (\d+)/m.exec(again.stderr.lines.join("\n"))?.[1];
  if (broken === undefined) throw stderr.error(what);
  return {
    ...parseDump(again.stderr.lines),
    decoderErrors,
    startOf: (index) => startOf(tools, path, index, limits),
    canDecode: async (index) => index !== Number(broken) && await canDecode(tools, path, index, limits),
  };
}

async function canDecode(
  tools: MediaTools,
  path: string,
  index: number,
  limits: Parameters<typeof run>[3],
): Promise<boolean> {
  const args = [...untrustedInput(path), "-map", `0:${index}`, "-t", "0.1", "-f", "null", "-"];
  try {
    return (await retryCommand(() => run(tools, "ffmpeg", args, limits), { signal: limits.signal })).code === 0;
  } catch (error) {
    if (error instanceof ToolError && isLikelyToRepeat(error.end)) return false; // it crashes or hangs ffmpeg
    throw error;
  }
}

/** The time of a stream's first packet, on the container's clock, without opening its decoder. */
async function startOf(
  tools: MediaTools,
  path: string,
  index: number,
  limits: Parameters<typeof run>[3],
): Promise<number | null> {
  const first = ["-map", `0:${index}`, "-c", "copy", "-copyinkf", "-frames", "1", "-f", "framecrc", "-"];
  const args = ["-copyts", ...untrustedInput(path), ...first];
  const { code, stdout } = await retryCommand(() => run(tools, "ffmpeg", args, limits), { signal: limits.signal });
  const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)$/m.exec(stdout) ?? [];
  const packet = /^0, +-?\d+, +(-?\d+),/m.exec(stdout)?.[1];
  return code === 0 && packet && denominator ? Number(packet) * Number(numerator) / Number(denominator) : null;
}

/** Parses the answer of a successful ffprobe; a broken answer is a fault of the program, not of the file. */
function readJson(stdout: string): Pick<ProbeResult, "format" | "streams"> {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    const reason = "its answer breaks off";
    throw new ToolError(`ffprobe could not go on: ${reason}`, { kind: "machine", reason }, { cause });
  }
}

/** The possible first boxes of an MP4 or a QuickTime file, or of a segment. */
const FIRST_BOXES = ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot", "styp", "sidx", "moof", "uuid"];

async function beginsAsMp4(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const head = new Uint8Array(8);
  let length = 0;
  while (length < head.length) {
    const n = await file.read(head.subarray(length));
    if (n === null) return false;
    length += n;
  }
  return FIRST_BOXES.includes(new TextDecoder("latin1").decode(head.subarray(4)));
}
