import { isAbsolute } from "node:path";

/** Pixels of the largest picture that is decoded: 8192 x 4320. A picture of 12000 x 12000 fits into 845 kB of JPEG. */
export const MAX_PIXELS = 8192 * 4320;

/** Bytes of the largest single allocation inside ffmpeg. */
export const MAX_ALLOC_BYTES = 512 * 2 ** 20;

/**
 * Seconds of decoded media after which ffmpeg is stopped: an hour of silence is 600 kB of FLAC, and the duration that a
 * header states means nothing.
 */
export const MAX_MEDIA_SECONDS = 24 * 3600;

/**
 * Demuxers that read one file and open no other. Left out on purpose: hls, dash, concat, imf, sdp, rtsp, image2, lavfi
 * and every other one that follows names written inside the file.
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

/** Names of decoders that differ from their codec's. */
const OTHER_DECODERS = [
  ...["libdav1d", "libaom-av1", "libvpx", "libvpx-vp9", "flv", "mp1float", "mp2float", "mp3float", "libopus"],
  ...["libvorbis", "dca", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "libspeex", "msmpeg4", "vp6"],
  ...["g722", "g726", "g726le"],
];

/** Subtitles that are text: they become caption tracks. Their decoders run only where these are read. */
const TEXT_SUBTITLES = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];

/**
 * Decoders of streams that are common and never used: subtitles that are pictures, teletext, covers. ffprobe opens a
 * decoder for every stream and gives up where it may not; these may be opened but get no data.
 */
const OPENED_ONLY = [
  ...["pgssub", "dvdsub", "dvbsub", "xsub", "libzvbi_teletextdec", "cc_dec", "libaribb24", "libaribcaption"],
  ...["bmp", "gif", "tiff", "webp"],
];

const ACCEPTED_CODECS = new Set([...VIDEO_CODECS, ...AUDIO_CODECS]);
const DECODERS = [...ACCEPTED_CODECS, ...OTHER_DECODERS];

/** Whether a stream of this codec, by ffprobe's name, is handed to a decoder. */
export function isAcceptedCodec(codec: string): boolean {
  return ACCEPTED_CODECS.has(codec);
}

/** Whether a subtitle stream of this codec, by ffprobe's name, is text. */
export function isTextSubtitle(codec: string): boolean {
  return TEXT_SUBTITLES.includes(codec);
}

/**
 * The arguments that open a file nobody vouches for, for ffmpeg and ffprobe alike: only files, no demuxer that opens
 * others, no decoder that is not needed, bounded pictures and allocations.
 *
 * @param path absolute; a relative one such as `http:x.mp4` or `-i.mp4` would be an address or an option
 * @param options.readsSubtitles adds the decoders of text subtitles
 * @throws {RangeError} if `path` is not absolute
 */
export function untrustedInput(path: string, { readsSubtitles = false } = {}): string[] {
  if (!isAbsolute(path)) throw new RangeError(`the media path is ${JSON.stringify(path)}: it must be absolute`);
  return [
    ...["-protocol_whitelist", "file", "-format_whitelist", DEMUXERS.join(",")],
    ...["-codec_whitelist", [...DECODERS, ...(readsSubtitles ? TEXT_SUBTITLES : [])].join(",")],
    ...["-max_pixels", String(MAX_PIXELS), "-max_alloc", String(MAX_ALLOC_BYTES)],
    // Streams of a transport stream may begin late; the same bounds everywhere, so that indices agree between commands.
    ...["-probesize", "32M", "-analyzeduration", "60M"],
    ...["-i", `file:${path}`],
  ];
}

/**
 * The same for ffprobe, which opens a decoder for each stream after it has looked at the data. A list for a kind of
 * stream governs only that opening; what data is decoded with stays governed by the list of `safeInput`.
 */
export function untrustedProbeInput(path: string): string[] {
  const opened = [...DECODERS, ...TEXT_SUBTITLES, ...OPENED_ONLY].join(",");
  // Behind the general list: of options that fit a stream the last one counts.
  return [...untrustedInput(path), ...["v", "a", "s"].flatMap((kind) => [`-codec_whitelist:${kind}`, opened])];
}
