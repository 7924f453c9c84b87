import { MediaError, messageOf, NotFoundError, ToolError } from "../core/errors.ts";
import { displayName } from "../core/display_text.ts";
import { runFfprobe } from "./process/run_ffprobe.ts";
import { isAcceptedCodec, isTextSubtitle, MAX_MEDIA_SECONDS, MAX_PIXELS } from "./process/untrusted_input.ts";
import { timeShift, timeZero } from "./clock/time_base.ts";
import type { MediaTools } from "./process/tools.ts";
import type { ProbedStream, ProbeResult } from "./process/probe_dump.ts";
import type { AudioStream, MediaInfo, SubtitleStream, VideoStream } from "./media_info.ts";

/**
 * Describes a media file from its headers.
 *
 * @param path absolute
 * @param options.audioTrack the sound track to use, from 1; if absent, the file's default one, else the first
 * @throws {MediaError} if it is neither audio nor video, or of a kind that is not accepted; {NotFoundError} if absent;
 *   {ToolError} where ffprobe was killed or the machine failed
 */
export async function probe(
  tools: MediaTools,
  path: string,
  { audioTrack, signal }: { audioTrack?: number; signal?: AbortSignal } = {},
): Promise<MediaInfo> {
  const file = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new NotFoundError("there is no such media file", { cause: error });
    const reason = messageOf(error).replaceAll(path, "the file");
    throw new ToolError(`the file could not be read: ${reason}`, { kind: "machine", reason }, { cause: error });
  });
  if (!file.isFile) throw new MediaError("the file could not be read: it is not a regular file");
  if (file.size === 0) throw new MediaError("the file is empty");
  return await describe(await runFfprobe(tools, path, { signal }), audioTrack);
}

async function describe(probed: ProbeResult, audioTrack?: number): Promise<MediaInfo> {
  const { format = {}, streams = [] } = probed;
  const audioTracks = await audioTracksOf(probed, streams);
  const audio = pickTrack(audioTracks, audioTrack);
  const video = await videoOf(probed, streams);
  if (!audio && !video) {
    throw new MediaError(`the file is neither audio nor video: ${contents(format, streams)}`);
  }
  for (const stream of [audio, video]) if (stream) stream.startSeconds ??= await probed.startOf(stream.index);
  const duration = Number(format.duration);
  const times = {
    ...{ format: format.format_name ?? "", container: secondsOf(format.start_time) },
    ...{ video: video?.startSeconds ?? null, audio: audio?.startSeconds ?? null },
  };
  const startSeconds = timeZero(times);
  return {
    format: format.format_name ?? "",
    durationSeconds: duration > 0 && duration <= MAX_MEDIA_SECONDS ? duration : null,
    startSeconds,
    shiftSeconds: timeShift(times),
    video,
    audio,
    audioTracks,
    subtitles: streams.filter(({ codec_type }) => codec_type === "subtitle").map(subtitleOf),
    browserPlayable: isPlayable(format.format_name ?? "", video, audio, streams) &&
      (video?.startSeconds ?? startSeconds) - startSeconds <= MAX_LATE_PICTURE_SECONDS,
  };
}

function secondsOf(text: string | undefined): number | null {
  const seconds = Number(text);
  return text !== undefined && Number.isFinite(seconds) ? seconds : null;
}

function contents(format: ProbeResult["format"], streams: ProbedStream[]): string {
  const names = streams.map(({ codec_type, codec_name }) => `${codec_type ?? "unknown"} (${codec_name ?? "unknown"})`);
  return `${format?.format_name ?? "it"} with ${names.length ? names.join(", ") : "no streams"}`;
}

/**
 * Chooses the file's default stream, else the first; skips streams that cannot be used.
 *
 * @param refusal the reason why a stream cannot be used; null if it can
 * @returns undefined where there are no streams
 * @throws {MediaError} with the first refusal, where no stream can be used
 */
async function choose(
  { canDecode }: ProbeResult,
  streams: ProbedStream[],
  refusal: (stream: ProbedStream) => string | null,
): Promise<ProbedStream | undefined> {
  const ordered = [...streams].sort((a, b) => (b.disposition?.default ?? 0) - (a.disposition?.default ?? 0));
  let first: string | undefined;
  for (const stream of ordered) {
    const reason = refusal(stream) ??
      (await canDecode(stream.index) ? null : undecodable(stream));
    if (reason === null) return stream;
    first ??= reason;
  }
  if (first !== undefined) throw new MediaError(first);
}

function undecodable({ codec_name }: ProbedStream): string {
  return `the ${codec_name} in it cannot be decoded: it is damaged`;
}

async function videoOf(probed: ProbeResult, streams: ProbedStream[]): Promise<VideoStream | null> {
  const candidates = streams.filter((s) =>
    s.codec_type === "video" && s.codec_name && s.codec_name !== "none" &&
    !s.disposition?.attached_pic && !s.disposition?.timed_thumbnails
  );
  const stream = await choose(probed, candidates, ({ codec_name, width = 0, height = 0 }) => {
    if (!isAcceptedCodec(codec_name!)) return `the video is ${codec_name}, which is not accepted: convert it to H.264`;
    if (width * height > MAX_PIXELS) {
      return `the picture is ${width} x ${height}: at most ${MAX_PIXELS} pixels (8192 x 4320) are accepted`;
    }
    if (width >= 1 && height >= 1) return null;
    // the decoder did not open, so ffprobe states no size
    return /picture size .* (exceeds|is invalid)/i.test(probed.decoderErrors)
      ? `the picture has more than ${MAX_PIXELS} pixels (8192 x 4320): make it smaller`
      : `the size of the picture could not be found in the ${codec_name} video`;
  });
  if (!stream) return null;
  const { width = 0, height = 0 } = stream;
  const rotation = rotationOf(stream);
  // Without square pixels the width is stretched, as a player does it.
  const shown = [Math.max(1, Math.round(width * (ratio(stream.sample_aspect_ratio) ?? 1))), height];
  if (rotation % 180 !== 0) shown.reverse();
  const transfer = statedName(stream.color_transfer);
  return {
    index: stream.index,
    codec: stream.codec_name!,
    profile: statedName(stream.profile),
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
    colorPrimaries: statedName(stream.color_primaries),
    colorMatrix: statedName(stream.color_space),
    bitRate: Number(stream.bit_rate) || null,
    startSeconds: secondsOf(stream.start_time),
  };
}

/** More are left out: each may have to be tried. */
const MAX_AUDIO_TRACKS = 64;
/** To resample from or to rates far away takes gigabytes: 8 kB of WAV at 1 Hz took 783 MB. */
const MIN_SAMPLE_RATE = 1000;
const MAX_SAMPLE_RATE = 768_000;

/** Why a sound track can't be used, by what its header says; null if it can. */
function refuseSound({ codec_name, sample_rate }: ProbedStream): string | null {
  if (!isAcceptedCodec(codec_name!)) return `the sound is ${codec_name}, which is not accepted: convert it to AAC`;
  const rate = Number(sample_rate);
  if (rate >= MIN_SAMPLE_RATE && rate <= MAX_SAMPLE_RATE) return null;
  return `the sound has ${rate} samples a second: ${MIN_SAMPLE_RATE} to ${MAX_SAMPLE_RATE} are accepted`;
}

/** @throws {MediaError} with the first refusal, where there are sound tracks and none can be used */
async function audioTracksOf({ canDecode }: ProbeResult, streams: ProbedStream[]): Promise<AudioStream[]> {
  const tracks: AudioStream[] = [];
  let first: string | undefined;
  const candidates = streams.filter(({ codec_type }) => codec_type === "audio").slice(0, MAX_AUDIO_TRACKS);
  for (const [i, stream] of candidates.entries()) {
    if (!stream.codec_name || stream.codec_name === "none" || !Number(stream.sample_rate)) continue;
    const reason = refuseSound(stream) ?? (await canDecode(stream.index) ? null : undecodable(stream));
    if (reason === null) tracks.push(audioStreamOf(stream, i + 1));
    else first ??= reason;
  }
  if (tracks.length === 0 && first !== undefined) throw new MediaError(first);
  return tracks;
}

/** @throws {MediaError} if there is no such track */
function pickTrack(tracks: AudioStream[], wanted?: number): AudioStream | null {
  if (wanted === undefined) return tracks.find(({ isDefault }) => isDefault) ?? tracks[0] ?? null;
  const found = tracks.find(({ track }) => track === wanted);
  if (found) return found;
  const present = tracks.length === 0 ? "no sound" : `the sound tracks ${tracks.map(({ track }) => track).join(", ")}`;
  throw new MediaError(`there is no sound track ${wanted} that can be read: the file has ${present}`);
}

function audioStreamOf(stream: ProbedStream, track: number): AudioStream {
  const { disposition = {}, tags } = stream;
  const title = titleOf(tags);
  return {
    index: stream.index,
    track,
    codec: stream.codec_name!,
    profile: statedName(stream.profile),
    channels: stream.channels ?? 1,
    sampleRate: Number(stream.sample_rate),
    language: languageOf(stream),
    title,
    isDefault: disposition.default === 1,
    isCommentary: disposition.comment === 1 || COMMENTARY_TITLE.test(title ?? ""),
    isDescription: disposition.visual_impaired === 1 || disposition.descriptions === 1 ||
      DESCRIPTION_TITLE.test(title ?? ""),
    bitRate: Number(stream.bit_rate) || null,
    startSeconds: secondsOf(stream.start_time),
  };
}

/** Many programs state the purpose of a stream only in its title. */
const COMMENTARY_TITLE = /\b(comment(ary|aries|s)?|kommentar(spur)?|commentaires?|comentarios?|commento)\b/i;
const FORCED_TITLE = /^(?!.*\b(non|not|un)\b).*\bforced\b/i;
const DESCRIPTION_TITLE = /\baudio.?descri(ption|bed)\b|\bdescriptive\b|^AD$|audiodeskription|audiodescripci[oó]n/i;
const HEARING_TITLE = /\bSDH\b|\[CC\]|\(CC\)|hearing.?impaired|hard of hearing/i;

function subtitleOf(stream: ProbedStream): SubtitleStream {
  const { index, codec_name = "unknown", disposition = {}, tags } = stream;
  const title = titleOf(tags);
  return {
    index,
    codec: codec_name,
    isText: isTextSubtitle(codec_name),
    language: languageOf(stream),
    title,
    isForced: disposition.forced === 1 || FORCED_TITLE.test(title ?? ""),
    isHearingImpaired: disposition.hearing_impaired === 1 || disposition.captions === 1 ||
      HEARING_TITLE.test(title ?? ""),
    isCommentary: disposition.comment === 1 || COMMENTARY_TITLE.test(title ?? ""),
    isDefault: disposition.default === 1,
  };
}

/** MP4 stores only the name of the track's handler, which is mostly a program's name. */
const NO_TITLE = /handler|gpac|l-smash|core media|apple|mainconcept|bento4|iso media/i;

function titleOf(tags: ProbedStream["tags"]): string | null {
  const { title, handler_name = "" } = tags ?? {};
  return displayName(title ?? "") || (NO_TITLE.test(handler_name) ? null : displayName(handler_name)) || null;
}

function languageOf({ tags }: ProbedStream): string | null {
  const language = tags?.language?.toLowerCase();
  return language && /^[a-z]{2,3}(-[a-z0-9-]+)?$/.test(language) && language !== "und" ? language : null;
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

function statedName(text: string | undefined): string | null {
  return !text || /^(unknown|unspecified|reserved|-?\d+)$/.test(text) ? null : text;
}

const H264_PROFILES = ["Constrained Baseline", "Baseline", "Main", "High", "Progressive High", "Constrained High"];
const AAC_PROFILES = ["LC", "HE-AAC", "HE-AACv2"];
/** A copy keeps a late start in an edit list, which players of HLS segments ignore. */
const MAX_LATE_PICTURE_SECONDS = 0.1;
/** Containers whose packets all have timestamps and can be copied. AVI has none for B-frames. */
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
