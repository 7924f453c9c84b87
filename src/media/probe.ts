import { MediaError, messageOf, NotFoundError, ToolError } from "../core/errors.ts";
import { run, surely } from "./run.ts";
import { isAcceptedCodec, MAX_MEDIA_SECONDS, MAX_PIXELS, safeInput } from "./safe_input.ts";
import type { MediaTools } from "./tools.ts";

/** The picture that is shown: never an attached cover. */
export interface VideoStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  /** As ffprobe calls it: `h264`, `hevc`, `vp9`. */
  codec: string;
  profile: string | null;
  /** H.264: 40 for 4.0. */
  level: number | null;
  pixFmt: string;
  /** Pixels as shown: rotation applied, square. */
  width: number;
  height: number;
  /** Degrees clockwise that a player turns the picture by: 0, 90, 180 or 270. */
  rotation: number;
  /** Frames a second on average; null where the file does not say. */
  frameRate: number | null;
  /** The highest rate that the timestamps suggest. */
  maxFrameRate: number | null;
  isHdr: boolean;
  isInterlaced: boolean;
  /** ffmpeg's names, null where not stated. */
  colorTransfer: string | null;
  colorPrimaries: string | null;
  colorMatrix: string | null;
  /** Bits a second; null where not stated. */
  bitRate: number | null;
  startSeconds: number;
}

export interface AudioStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  codec: string;
  profile: string | null;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** As the file says: ISO 639-2 mostly, `und` left out. */
  language: string | null;
  startSeconds: number;
}

export interface MediaInfo {
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  /** What the header says, which is a hint and may be a lie; null where it says nothing, or nothing sensible. */
  durationSeconds: number | null;
  /** The earliest timestamp, which ffmpeg takes for 0. */
  startSeconds: number;
  video: VideoStream | null;
  audio: AudioStream | null;
  /** Whether browsers play these very streams once they lie in an MP4. */
  browserPlayable: boolean;
}

interface ProbedStream {
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

interface Probed {
  format?: { format_name?: string; duration?: string; start_time?: string };
  streams?: ProbedStream[];
}

/**
 * Says what is in a media file, from its headers.
 *
 * @param path absolute
 * @throws {MediaError} if it is neither audio nor video, or of a kind that is not accepted: seen twice, or stated by a
 *   whole answer; {NotFoundError} if absent; {ToolError} where ffprobe was killed or let down
 */
export async function probe(
  tools: MediaTools,
  path: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<MediaInfo> {
  const file = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new NotFoundError("there is no such media file", { cause: error });
    const reason = messageOf(error).replaceAll(path, "the file");
    throw new ToolError(`the file could not be read: ${reason}`, { kind: "machine", reason }, { cause: error });
  });
  if (!file.isFile) throw new MediaError("the file could not be read: it is not a regular file");
  if (file.size === 0) throw new MediaError("the file is empty");
  const args = ["-show_format", "-show_streams", "-of", "json", ...safeInput(path)];
  const limits = { signal, wallSeconds: 120, stallSeconds: 120 };
  const once = () => run(tools, "ffprobe", args, { ...limits, readable: [path] });
  const { code, stdout, stderr } = await surely(once, { signal });
  if (code !== 0) {
    // By its name alone a text is taken for an MP4 whose end is missing
    if (/moov atom not found/i.test(stderr.lines.join("\n")) && !await beginsAsMp4(path)) {
      throw new MediaError("the file could not be read as audio or video: it is not audio or video at all");
    }
    throw stderr.error("the file could not be read as audio or video");
  }
  // The decoder refused to open on it, and then ffprobe states no size.
  if (/picture size .* (exceeds|is invalid)/i.test(stderr.lines.join("\n"))) {
    throw new MediaError(`the picture has more than ${MAX_PIXELS} pixels (8192 x 4320): make it smaller`);
  }
  return describe(readJson(stdout));
}

/** What a probe that was sound to its end wrote; anything else is a fault of the program and not of the file. */
function readJson(stdout: string): Probed {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    const reason = "its answer breaks off";
    throw new ToolError(`ffprobe could not go on: ${reason}`, { kind: "machine", reason }, { cause });
  }
}

/** The boxes that an MP4 or a QuickTime file, or a piece of one, begins with. */
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

function describe({ format = {}, streams = [] }: Probed): MediaInfo {
  const audio = audioOf(streams);
  const video = videoOf(streams);
  if (!audio && !video) {
    throw new MediaError(`the file is neither audio nor video: ${contents(format, streams)}`);
  }
  const duration = Number(format.duration);
  const startSeconds = Number(format.start_time) || 0;
  return {
    format: format.format_name ?? "",
    durationSeconds: duration > 0 && duration <= MAX_MEDIA_SECONDS ? duration : null,
    startSeconds,
    video,
    audio,
    browserPlayable: isPlayable(format.format_name ?? "", video, audio, streams) &&
      (!video || video.startSeconds - startSeconds <= MAX_LATE_PICTURE_SECONDS),
  };
}

function contents(format: Probed["format"], streams: ProbedStream[]): string {
  const held = streams.map(({ codec_type, codec_name }) => `${codec_type ?? "unknown"} (${codec_name ?? "unknown"})`);
  return `${format?.format_name ?? "it"} with ${held.length ? held.join(", ") : "no streams"}`;
}

/** The stream that the file marks as its default, else the first. */
function preferred(streams: ProbedStream[]): ProbedStream | undefined {
  return streams.find(({ disposition }) => disposition?.default) ?? streams[0];
}

function videoOf(streams: ProbedStream[]): VideoStream | null {
  const stream = preferred(streams.filter((s) =>
    s.codec_type === "video" && s.codec_name && s.codec_name !== "none" &&
    !s.disposition?.attached_pic && !s.disposition?.timed_thumbnails
  ));
  if (!stream) return null;
  const codec = stream.codec_name!;
  if (!isAcceptedCodec(codec)) {
    throw new MediaError(`the video is ${codec}, which is not accepted: convert it to H.264`);
  }
  const { width = 0, height = 0 } = stream;
  if (width * height > MAX_PIXELS) {
    throw new MediaError(
      `the picture is ${width} x ${height}: at most ${MAX_PIXELS} pixels (8192 x 4320) are accepted`,
    );
  }
  if (width < 1 || height < 1) throw new MediaError(`the size of the picture could not be found in the ${codec} video`);
  const rotation = rotationOf(stream);
  // Without square pixels the width is stretched, as a player does it.
  const shown = [Math.max(1, Math.round(width * (ratio(stream.sample_aspect_ratio) ?? 1))), height];
  if (rotation % 180 !== 0) shown.reverse();
  const transfer = known(stream.color_transfer);
  return {
    index: stream.index,
    codec,
    profile: known(stream.profile),
    level: stream.level !== undefined && stream.level > 0 ? stream.level : null,
    pixFmt: stream.pix_fmt ?? "unknown",
    width: shown[0],
    height: shown[1],
    rotation,
    frameRate: ratio(stream.avg_frame_rate),
    maxFrameRate: ratio(stream.r_frame_rate),
    isHdr: transfer === "smpte2084" || transfer === "arib-std-b67",
    isInterlaced: /^(tt|bb|tb|bt)$/.test(stream.field_order ?? ""),
    colorTransfer: transfer,
    colorPrimaries: known(stream.color_primaries),
    colorMatrix: known(stream.color_space),
    bitRate: Number(stream.bit_rate) || null,
    startSeconds: Number(stream.start_time) || 0,
  };
}

function audioOf(streams: ProbedStream[]): AudioStream | null {
  const stream = preferred(
    streams.filter((s) => s.codec_type === "audio" && s.codec_name && s.codec_name !== "none" && Number(s.sample_rate)),
  );
  if (!stream) return null;
  const codec = stream.codec_name!;
  if (!isAcceptedCodec(codec)) throw new MediaError(`the sound is ${codec}, which is not accepted: convert it to AAC`);
  const language = stream.tags?.language?.toLowerCase();
  return {
    index: stream.index,
    codec,
    profile: known(stream.profile),
    channels: stream.channels ?? 1,
    sampleRate: Number(stream.sample_rate),
    language: language && /^[a-z]{2,3}(-[a-z0-9-]+)?$/.test(language) && language !== "und" ? language : null,
    startSeconds: Number(stream.start_time) || 0,
  };
}

/** ffprobe counts counterclockwise in the display matrix, and clockwise in the tag that old files have. */
function rotationOf({ side_data_list = [], tags }: ProbedStream): number {
  const matrix = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation;
  const degrees = matrix !== undefined ? -matrix : Number(tags?.rotate) || 0;
  return (((Math.round(degrees / 90) * 90) % 360) + 360) % 360;
}

/** `30000/1001` and `16:9`; null for `0/0` and the like. */
function ratio(text: string | undefined): number | null {
  const [a, b] = (text ?? "").split(/[/:]/).map(Number);
  return a > 0 && b > 0 ? a / b : null;
}

function known(text: string | undefined): string | null {
  return !text || /^(unknown|unspecified|reserved|-?\d+)$/.test(text) ? null : text;
}

const H264_PROFILES = ["Constrained Baseline", "Baseline", "Main", "High", "Progressive High", "Constrained High"];
const AAC_PROFILES = ["LC", "HE-AAC", "HE-AACv2"];
/** A copy keeps a late start in an edit list, which players of HLS segments pass over. */
const MAX_LATE_PICTURE_SECONDS = 0.1;
/** Containers with whole timestamps, so that their packets can be copied. AVI has none for B-frames. */
const COPYABLE = /^(mov|matroska|flv|mpegts|aac|mp3)(,|$)/;

function isPlayable(
  format: string,
  video: VideoStream | null,
  audio: AudioStream | null,
  streams: ProbedStream[],
): boolean {
  if (!COPYABLE.test(format)) return false;
  const isAac = audio?.codec === "aac" && AAC_PROFILES.includes(audio.profile ?? "LC");
  if (!video) return isAac || audio?.codec === "mp3";
  const raw = streams.find(({ index }) => index === video.index);
  return video.codec === "h264" && H264_PROFILES.includes(video.profile ?? "") &&
    (video.pixFmt === "yuv420p" || video.pixFmt === "yuvj420p") && (video.level ?? 0) <= 52 &&
    !video.isHdr && !video.isInterlaced && (raw?.width ?? 0) <= 4096 && (!audio || isAac);
}
