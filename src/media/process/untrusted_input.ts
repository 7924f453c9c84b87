import { isAbsolute } from "node:path";

/** Pixels of the largest picture that is decoded. A JPEG of 845 kB can hold 12000 x 12000. */
export const MAX_PIXELS = 8192 * 4320;

/** Bytes of the largest single allocation inside ffmpeg. */
export const MAX_ALLOC_BYTES = 512 * 2 ** 20;

/**
 * Seconds of decoded media after which ffmpeg is stopped. An hour of silence is 600 kB of FLAC, and the duration in a
 * header may be wrong.
 */
export const MAX_MEDIA_SECONDS = 24 * 3600;

/**
 * Demuxers that open no other files. hls, dash, concat, imf, sdp, rtsp, image2, lavfi and all others that follow names
 * inside the file are left out on purpose.
 */
const DEMUXERS = [
  ...["mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "mpegts", "mpeg", "avi", "flv", "asf", "ogg"],
  ...["mp3", "aac", "flac", "wav", "w64", "aiff", "caf", "ac3", "eac3", "amr", "dv", "mxf", "ivf"],
  ...["au", "wv", "tta", "g722", "loas", "gsm"],
];

const VIDEO_CODECS = [
  ...["h264", "hevc", "av1", "vp8", "vp9", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4v3"],
  ...["h261", "h263", "h263i", "h263p", "flv1", "wmv1", "wmv2", "wmv3", "vc1", "theora", "mjpeg", "png", "prores"],
  ...["dnxhd", "dvvideo", "svq3", "vp6f", "ffv1", "huffyuv", "rawvideo", "qtrle", "cinepak"],
  ...["svq1", "cfhd", "v210", "v308", "v408", "v410", "r210"],
];

const AUDIO_CODECS = [
  ...["aac", "mp1", "mp2", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "dts", "truehd", "amr_nb", "amr_wb"],
  ...["wmav1", "wmav2", "wmapro", "wmavoice", "speex", "gsm", "gsm_ms", "nellymoser", "qdm2", "adpcm_ms"],
  ...["adpcm_ima_wav", "adpcm_ima_qt", "adpcm_swf", "adpcm_yamaha", "pcm_s8", "pcm_u8", "pcm_s16le", "pcm_s16be"],
  ...["pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be"],
  ...["pcm_alaw", "pcm_mulaw", "pcm_dvd", "pcm_bluray", "aac_latm", "wavpack", "tta", "s302m"],
  ...["adpcm_g722", "adpcm_g726", "adpcm_g726le"],
];

/** Decoders that are named differently from their codec. */
const OTHER_DECODERS = [
  ...["libdav1d", "libaom-av1", "libvpx", "libvpx-vp9", "flv", "mp1float", "mp2float", "mp3float", "libopus"],
  ...["libvorbis", "dca", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "libspeex", "msmpeg4", "vp6"],
  ...["g722", "g726", "g726le"],
];

/** Subtitles that are text: they become caption tracks. Their decoders run only while subtitles are read. */
const TEXT_SUBTITLES = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];

/**
 * Decoders of common streams that are never used: picture subtitles, teletext, covers. ffprobe opens a decoder for
 * every stream and fails where that is not allowed. These may be opened but get no data.
 */
const OPENED_ONLY = [
  ...["pgssub", "dvdsub", "dvbsub", "xsub", "libzvbi_teletextdec", "cc_dec", "libaribb24", "libaribcaption"],
  ...["bmp", "gif", "tiff", "webp"],
];

const ACCEPTED_CODECS = new Set([...VIDEO_CODECS, ...AUDIO_CODECS]);
const DECODERS = [...ACCEPTED_CODECS, ...OTHER_DECODERS];

/** Whether a stream of this codec, by ffprobe's name, may be decoded. */
export function isAcceptedCodec(codec: string): boolean {
  return ACCEPTED_CODECS.has(codec);
}

/** Whether a subtitle stream of this codec, by ffprobe's name, is text. */
export function isTextSubtitle(codec: string): boolean {
  return TEXT_SUBTITLES.includes(codec);
}

/**
 * The arguments with which ffmpeg and ffprobe open an untrusted file: only local files, no demuxer that opens others,
 * no needless decoders, limits on pictures and allocations.
 *
 * @param path absolute; a relative one such as `http:x.mp4` or `-i.mp4` would be a URL or an option
 * @param options.readsSubtitles adds the decoders of text subtitles
 * @throws {RangeError} if `path` is not absolute
 */
export function untrustedInput(path: string, { readsSubtitles = false } = {}): string[] {
  if (!isAbsolute(path)) throw new RangeError(`the media path is ${JSON.stringify(path)}: it must be absolute`);
  return [
    ...["-protocol_whitelist", "file", "-format_whitelist", DEMUXERS.join(",")],
    ...["-codec_whitelist", [...DECODERS, ...(readsSubtitles ? TEXT_SUBTITLES : [])].join(",")],
    ...["-max_pixels", String(MAX_PIXELS), "-max_alloc", String(MAX_ALLOC_BYTES)],
    // streams of a transport stream may begin late; equal limits give equal stream indices in all commands
    ...["-probesize", "32M", "-analyzeduration", "60M"],
    ...["-i", `file:${path}`],
  ];
}

/** Demuxers of single pictures, which read one file and open no others, with the decoder of each. */
const PICTURES = {
  jpeg: { demuxer: "jpeg_pipe", decoder: "mjpeg" },
  png: { demuxer: "png_pipe", decoder: "png" },
  webp: { demuxer: "webp_pipe", decoder: "webp" },
};
export type PictureKind = keyof typeof PICTURES;

/**
 * As `untrustedInput`, for a file with one picture.
 *
 * @throws {RangeError} if `path` is not absolute
 */
export function untrustedPicture(path: string, kind: PictureKind): string[] {
  if (!isAbsolute(path)) throw new RangeError(`the path is ${JSON.stringify(path)}: it must be absolute`);
  const { demuxer, decoder } = PICTURES[kind];
  return [
    ...["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", decoder],
    ...["-max_pixels", String(MAX_PIXELS), "-max_alloc", String(MAX_ALLOC_BYTES)],
    ...["-f", demuxer, "-i", `file:${path}`],
  ];
}

/**
 * The same for ffprobe, which also opens a decoder for each stream. The lists by kind of stream allow only that
 * opening; the list of `untrustedInput` still decides which decoders get data.
 */
export function untrustedProbeInput(path: string): string[] {
  const opened = [...DECODERS, ...TEXT_SUBTITLES, ...OPENED_ONLY].join(",");
  // after the general list: the last option that fits a stream counts
  return [...untrustedInput(path), ...["v", "a", "s"].flatMap((kind) => [`-codec_whitelist:${kind}`, opened])];
}
