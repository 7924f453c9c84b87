import type { Gaps } from "./clock/clock_gaps.ts";
import { retryCommand, run } from "./process/run.ts";
import type { RenditionPlan } from "./rendition_plan.ts";
import type { MediaTools } from "./process/tools.ts";
import type { VideoStream } from "./media_info.ts";

/** Frames closer than this are dropped; 60 a second are kept, even with timestamps in whole milliseconds. */
const MIN_FRAME_SECONDS = 0.015;
const MAX_FRAME_RATE = 61;

/** Filters that not every ffmpeg was built with. */
export interface FilterSupport {
  /** zscale and tonemap convert HDR by the standards; without them a table for each channel does. */
  tonemap: boolean;
  bwdif: boolean;
}

const supported = new Map<string, Promise<FilterSupport>>();

/** Asks ffmpeg once which of the optional filters it has. */
export function filterSupport(tools: MediaTools): Promise<FilterSupport> {
  const support = supported.get(tools.ffmpegPath) ?? listFilters(tools);
  supported.set(tools.ffmpegPath, support);
  support.catch(() => supported.delete(tools.ffmpegPath));
  return support;
}

async function listFilters(tools: MediaTools): Promise<FilterSupport> {
  const limits = { readable: [], wallSeconds: 60, stallSeconds: 60 };
  const { stdout } = await retryCommand(() => run(tools, "ffmpeg", ["-filters"], limits)); // the answer is kept
  const has = (name: string) => new RegExp(`^ \\S+ +${name} `, "m").test(stdout);
  return { tonemap: has("zscale") && has("tonemap"), bwdif: has("bwdif") };
}

/** A picture that is shown longer than this is repeated. */
const MAX_STILL_SECONDS = 2;
const REPEATS_PER_SECOND = 2;

/**
 * Repeats a picture that is shown for long every half second: in slide shows, while a camera pauses, and where the
 * sound is longer than the picture. HLS segments are cut at frames, so otherwise one would be as long as the gap.
 *
 * Original frames pass at their own times. A copy of the stream at 2 frames a second, marked as interlaced, fills gaps.
 *
 * @param label makes the names of the links unique in the graph
 * @returns filters to put between others
 */
export function repeatStills({ longestPictureSeconds, soundAfterPictureSeconds }: Gaps, label: string): string[] {
  if (longestPictureSeconds <= MAX_STILL_SECONDS) return [];
  const end = `tpad=stop_mode=clone:stop_duration=${soundAfterPictureSeconds.toFixed(3)}`;
  const isWanted = `not(eq(interlace_type,TOPFIRST))+gte(t-prev_selected_t,${0.8 / REPEATS_PER_SECOND})`;
  return [
    `setfield=prog,split[${label}own][${label}even];` +
    `[${label}even]fps=${REPEATS_PER_SECOND},${end},setfield=tff[${label}more];[${label}own][${label}more]interleave`,
    ...[`select='${isWanted}'`, "setfield=prog"],
  ];
}

/** The filters for all sizes together. ffmpeg has rotated the picture already. */
export function sharedFilters(video: VideoStream, { bwdif }: FilterSupport): string[] {
  const filters: string[] = [];
  if (video.isInterlaced) filters.push(bwdif ? "bwdif=mode=send_frame" : "yadif=mode=send_frame");
  if (Math.max(video.frameRate ?? 0, video.maxFrameRate ?? 0) > MAX_FRAME_RATE) {
    // drops frames only: `fps=60` would fill a gap of hours with copies
    filters.push(`select='isnan(prev_selected_t)+gte(t-prev_selected_t,${MIN_FRAME_SECONDS})'`);
  }
  return filters;
}

/**
 * Scales to the plan's size with square pixels, as 8-bit 4:2:0 in BT.709 and limited range. Scaling comes first,
 * because tone mapping of a small picture costs less.
 */
export function sizeFilters(
  video: VideoStream,
  { width, height }: Pick<RenditionPlan, "width" | "height">,
  { tonemap }: FilterSupport,
): string[] {
  const size = `scale=${width}:${height}:flags=bicubic`;
  const isWide = video.colorPrimaries === "bt2020";
  if (!video.isHdr && !isWide) {
    return [`${size}:${matrixIn(video)}out_color_matrix=bt709:out_range=tv`, "setsar=1", "format=yuv420p"];
  }
  if (!tonemap) return [...tablesToSdr(video, size), "setsar=1", "format=yuv420p"];
  const input = `zscale=tin=${transferOf(video)}:min=${matrixOf(video)}:pin=${video.colorPrimaries ?? "bt2020"}`;
  if (!video.isHdr) return [size, "setsar=1", `${input}:t=bt709:m=bt709:p=bt709:r=tv`, "format=yuv420p"];
  return [
    ...[size, "setsar=1", `${input}:t=linear:npl=100`, "format=gbrpf32le", "zscale=p=bt709"],
    ...["tonemap=tonemap=hable:desat=0", "zscale=t=bt709:m=bt709:r=tv", "format=yuv420p"],
  ];
}

/** The arguments that label the colours of `sizeFilters` for players. */
export const COLOR_TAGS = [
  ...["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"],
];

/** If the file names no matrix, players choose one by the size, but swscale always takes BT.601. */
function matrixIn({ colorMatrix, pixFmt, width, height }: VideoStream): string {
  if (colorMatrix || /rgb|bgr|gbr|pal8|gray/.test(pixFmt)) return "";
  return `in_color_matrix=${Math.min(width, height) >= 720 ? "bt709" : "bt601"}:`;
}

const ZSCALE_MATRICES = ["bt709", "bt470bg", "smpte170m", "bt2020nc", "bt2020c", "gbr", "ictcp"];
const ZSCALE_TRANSFERS = ["bt709", "smpte170m", "bt2020-10", "bt2020-12", "iec61966-2-1", "smpte2084", "arib-std-b67"];

/** Wide colours without a matrix that zscale knows are taken for BT.2020's own. */
function matrixOf({ colorMatrix }: VideoStream): string {
  return ZSCALE_MATRICES.find((name) => name === colorMatrix) ?? "bt2020nc";
}

function transferOf({ colorTransfer }: VideoStream): string {
  return ZSCALE_TRANSFERS.find((name) => name === colorTransfer) ?? "bt709";
}

/**
 * HDR without zscale: a table for each of red, green and blue. PQ (SMPTE ST 2084) is converted to linear light, mapped
 * by Reinhard's curve so that 1000 cd/m2 is white, and encoded with a gamma of 2.2; the gamut stays. HLG needs no
 * mapping: it is compatible with SDR screens.
 */
function tablesToSdr({ colorTransfer }: VideoStream, size: string): string[] {
  const matrix = "in_color_matrix=bt2020";
  if (colorTransfer !== "smpte2084") return [`${size}:${matrix}:out_color_matrix=bt709:out_range=tv`];
  const root = "pow(clipval/maxval,1/78.84375)"; // m2
  const light = `100*pow(max(${root}-0.8359375,0)/(18.8515625-18.6875*${root}),1/0.1593017578125)`; // 1: 100 cd/m2
  const map = `maxval*pow(min(1,st(0,${light})*(1+ld(0)/100)/(1+ld(0))),1/2.2)`;
  return [
    ...[`${size}:${matrix}`, "format=gbrp10", `lutrgb=r='${map}':g='${map}':b='${map}'`],
    "scale=out_color_matrix=bt709:out_range=tv",
  ];
}
