const STREAM = /^\s*Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\(([^)]*)\))?: (\w+): (.*)$/;
const TAG = /^ {6,}(\w+)\s*: (.*)$/;
const FIELD_ORDERS: Record<string, string> = {
  "top first": "tt",
  "bottom first": "bb",
  "top coded first (swapped)": "tb",
  "bottom coded first (swapped)": "bt",
};

/**
 * Reads the summary that ffmpeg and ffprobe write of a file (`av_dump_format`) into the form of ffprobe's JSON.
 *
 * @param lines of standard error, at the level `info`
 */
export function parseDump(lines: readonly string[]): Pick<ProbeResult, "format" | "streams"> {
  const format: ProbeResult["format"] = {};
  const streams: ProbedStream[] = [];
  for (const line of lines) {
    const stream = STREAM.exec(line);
    if (stream) {
      const [, index, language, kind, words] = stream;
      streams.push({ index: Number(index), codec_type: kind.toLowerCase(), ...describe(kind, words) });
      if (language) streams.at(-1)!.tags = { language };
      continue;
    }
    const last = streams.at(-1);
    if (!last) readFormat(line, format);
    else readDetail(line, last);
  }
  return { format, streams };
}

function readFormat(line: string, format: NonNullable<ProbeResult["format"]>): void {
  format.format_name ??= /^Input #0, (.+), from /.exec(line)?.[1];
  const [, hours, minutes, seconds] = /^\s*Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(line) ?? [];
  if (seconds) format.duration = String(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  format.start_time ??= /, start: (-?[\d.]+)/.exec(line)?.[1];
}

function readDetail(line: string, stream: ProbedStream): void {
  const rotation = /displaymatrix: rotation of (-?[\d.]+) degrees/.exec(line)?.[1];
  if (rotation) stream.side_data_list = [{ rotation: Number(rotation) }];
  const [, name, value] = TAG.exec(line) ?? [];
  if (name) stream.tags = { ...stream.tags, [name.toLowerCase()]: value };
}

/** `h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 320x180 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr (default)`. */
function describe(kind: string, words: string): Partial<ProbedStream> {
  const [codec, ...facts] = words.split(/, (?![^([]*[)\]])/);
  const name = /^\w+/.exec(codec)?.[0];
  const disposition = dispositionOf(words);
  const shared = {
    codec_name: name === "none" || name === "unknown" ? undefined : name,
    profile: /^\w+ \((?![^)]* \/ 0x)([^)]+)\)/.exec(codec)?.[1],
    disposition,
  };
  const find = (pattern: RegExp) => facts.map((fact) => pattern.exec(fact)).find((match) => match !== null) ?? [];
  if (kind === "Audio") {
    const [, sample_rate] = find(/^(\d+) Hz/);
    const at = facts.findIndex((fact) => fact.endsWith(" Hz"));
    return { ...shared, sample_rate, channels: channelsOf(facts[at + 1] ?? "") };
  }
  if (kind !== "Video") return shared;
  const [, width, height, shape] = find(/^(\d+)x(\d+)(.*)/);
  const [, pixels, details = ""] = /^(\w+)(?:\((.*)\))?/.exec(facts[0] ?? "") ?? [];
  const colors = details.split(", ");
  const triple = colors.find((color) => color.split("/").length === 3)?.split("/");
  const [, kilobits] = find(/^(\d+) kb\/s/);
  const [, average] = find(/^([\d.]+k?) fps/);
  const [, highest] = find(/^([\d.]+k?) tbr/);
  return {
    ...shared,
    pix_fmt: pixels,
    width: Number(width) || 0,
    height: Number(height) || 0,
    sample_aspect_ratio: /SAR (\d+:\d+)/.exec(`${shape} ${facts.join(" ")}`)?.[1],
    field_order: colors.map((color) => FIELD_ORDERS[color]).find(Boolean),
    avg_frame_rate: rate(average),
    r_frame_rate: rate(highest),
    color_space: triple?.[0],
    color_primaries: triple?.[1],
    color_transfer: triple?.[2],
    bit_rate: kilobits && `${kilobits}000`,
  };
}

/** The flags in brackets at the end, such as `(default) (hearing impaired)`. */
function dispositionOf(words: string): Record<string, number> {
  const names = ["default", "forced", "hearing impaired", "comment", "attached pic", "timed thumbnails", "captions"];
  return Object.fromEntries(
    names.filter((name) => words.includes(` (${name})`)).map((name) => [name.replaceAll(" ", "_"), 1]),
  );
}

function channelsOf(layout: string): number {
  if (layout.startsWith("mono")) return 1;
  const count = /^(\d+) channels/.exec(layout)?.[1];
  if (count) return Number(count);
  const [, main, low] = /^(\d)\.(\d)/.exec(layout) ?? [];
  return main ? Number(main) + Number(low) : 2;
}

function rate(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const value = text.endsWith("k") ? Number(text.slice(0, -1)) * 1000 : Number(text);
  return value > 0 ? `${Math.round(value * 1000)}/1000` : undefined;
}

/** The answer of ffprobe about a file. */
export interface ProbeResult {
  format?: { format_name?: string; duration?: string; start_time?: string };
  streams?: ProbedStream[];
  /** What decoders wrote to standard error while ffprobe opened the streams. */
  decoderErrors: string;
  /** Seconds at which a stream begins; for streams whose start ffprobe did not state. */
  startOf(index: number): Promise<number | null>;
  /** Whether the stream's decoder opens; tries it where that is unknown. */
  canDecode(index: number): Promise<boolean>;
}

/** A stream in ffprobe's JSON. */
export interface ProbedStream {
  index: number;
  codec_type?: string;
  codec_name?: string;
  profile?: string;
  level?: number;
  pix_fmt?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  field_order?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  color_transfer?: string;
  color_primaries?: string;
  color_space?: string;
  bit_rate?: string;
  start_time?: string;
  channels?: number;
  sample_rate?: string;
  disposition?: Record<string, number>;
  tags?: Record<string, string>;
  side_data_list?: { side_data_type?: string; rotation?: number }[];
}
