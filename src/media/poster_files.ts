import { MediaError } from "../core/errors.ts";
import { fitWithin, type PixelSize } from "../core/picture.ts";
import { POSTER_SIDES, posterKey, posterKeys, type PosterPicture } from "../core/poster.ts";
import { filterSupport, sharedFilters, sizeFilters } from "./filters.ts";
import type { VideoStream } from "./media_info.ts";
import { retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import { type PictureKind, untrustedInput, untrustedPicture } from "./process/untrusted_input.ts";
import { seekToShownFrame } from "./shown_frame.ts";

/** The shortest side of a picture that can be a poster. */
const MIN_SIDE = 64; // pixels
const LIMIT_SECONDS = 120;

interface PosterOutput {
  /** Absolute; ffmpeg may write to it. */
  outDir: string;
  /** The beginning of the names of the files: see `posterKey`. */
  name: string;
  signal?: AbortSignal;
}

/**
 * Writes the frame that is shown at a time as JPEG and WebP, in two sizes.
 *
 * @param options.input absolute path
 * @param options.at seconds
 * @throws {MediaError} if there is no frame; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function writeFramePoster(
  tools: MediaTools,
  { input, video, at, ...output }: PosterOutput & { input: string; video: VideoStream; at: number },
): Promise<PosterPicture> {
  const support = await filterSupport(tools);
  const large = sizeFilters(video, fitWithin(video, POSTER_SIDES.large), support);
  const seek = await seekToShownFrame(tools, { input, video, at, signal: output.signal });
  if (seek === null) throw new MediaError(`there is no frame at ${at} s: the video ends before`);
  const source = [...seek.args, "-an", "-sn", "-dn", ...untrustedInput(input)];
  const shared = [...seek.filters, ...sharedFilters(video, support)];
  const filters = [...shared, ...large, "scale=in_color_matrix=bt709:in_range=tv"];
  return await write(tools, { input, source, stream: `0:${video.index}`, filters, ...output });
}

/**
 * Decodes a picture that a person sent, and writes it as JPEG and WebP, in two sizes. Nothing else of the file is kept,
 * such as where it was taken.
 *
 * @param options.input absolute path
 * @throws {MediaError} if it can't be decoded, or is too small; {ToolError} where ffmpeg was killed or the machine failed
 */
export async function writePicturePoster(
  tools: MediaTools,
  { input, kind, ...output }: PosterOutput & { input: string; kind: PictureKind },
): Promise<PosterPicture> {
  const side = POSTER_SIDES.large;
  const filters = [`scale=w='min(iw,${side})':h='min(ih,${side})':${FIT}`, "setsar=1"];
  const source = untrustedPicture(input, kind);
  const made = await write(tools, { input, source, stream: "0:v:0", filters, ...output });
  const { width, height } = made.large;
  if (Math.min(width, height) < MIN_SIDE) {
    throw new MediaError(`the picture has ${width} x ${height} pixels: each side must have at least ${MIN_SIDE}`);
  }
  return made;
}

const FIT = "flags=bicubic:force_original_aspect_ratio=decrease:force_divisible_by=2";

/** What a picture file is, by its first bytes; null if it is none of these. */
export function pictureKindOf(bytes: Uint8Array): PictureKind | null {
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  return text.startsWith("RIFF") && text.slice(8, 12) === "WEBP" ? "webp" : null;
}

async function write(
  tools: MediaTools,
  { input, source, stream, filters, outDir, name, signal }: PosterOutput & {
    input: string;
    source: string[];
    stream: string;
    filters: string[];
  },
): Promise<PosterPicture> {
  const hasWebp = await writesWebp(tools);
  const small = `scale=w='min(iw,${POSTER_SIDES.small})':h='min(ih,${POSTER_SIDES.small})':${FIT}`;
  const jpg = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p";
  const webp = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p";
  const n = hasWebp ? 2 : 1;
  const graph = [
    `[${stream}]${filters.join(",")},format=rgb24,split=${n + 1}[forsmall][large0]${hasWebp ? "[large1]" : ""}`,
    `[forsmall]${small},split=${n}[small0]${hasWebp ? "[small1]" : ""}`,
    ...["small", "large"].flatMap((size) => [
      `[${size}0]${jpg}[${size}jpg]`,
      ...(hasWebp ? [`[${size}1]${webp}[${size}webp]`] : []),
    ]),
  ].join(";");
  const formats = { jpg: ["-c:v", "mjpeg", "-q:v", "4", "-f", "mjpeg"], webp: ["-c:v", "libwebp", "-f", "webp"] };
  const outputs = (["small", "large"] as const).flatMap((size) =>
    (hasWebp ? ["jpg", "webp"] as const : ["jpg"] as const).flatMap((format) => [
      ...["-map", `[${size}${format}]`, "-frames:v", "1", "-map_metadata", "-1"],
      ...[...formats[format], `file:${outDir}/${posterKey(name, size, format)}`],
    ])
  );
  const args = [...source, "-filter_complex", graph, ...outputs];
  const access = { readable: [input], writableDir: outDir, signal };
  const once = async () => {
    const result = await run(tools, "ffmpeg", args, {
      ...{ ...access, wallSeconds: LIMIT_SECONDS, stallSeconds: LIMIT_SECONDS },
    });
    const files = posterKeys(`${outDir}/${name}`, { hasWebp }).map((path) =>
      Deno.stat(path).catch(() => ({ size: 0 }))
    );
    return { ...result, areMade: result.code === 0 && (await Promise.all(files)).every(({ size }) => size > 0) };
  };
  const { areMade, stderr } = await retryCommand(once, { isRefused: ({ areMade }) => !areMade, signal });
  if (!areMade) throw stderr.error("the picture could not be decoded");
  const sizeOf = async (size: "small" | "large") =>
    jpegSize(await Deno.readFile(`${outDir}/${posterKey(name, size, "jpg")}`));
  return { small: await sizeOf("small"), large: await sizeOf("large"), hasWebp };
}

/** The size that the frame header (SOF0 to SOF2) of a JPEG states. */
export function jpegSize(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  throw new MediaError("the picture that was written has no size");
}

const writers = new Map<string, Promise<boolean>>();

/** Asks ffmpeg once whether it was built with libwebp. */
function writesWebp(tools: MediaTools): Promise<boolean> {
  const known = writers.get(tools.ffmpegPath) ?? listEncoders(tools);
  writers.set(tools.ffmpegPath, known);
  known.catch(() => writers.delete(tools.ffmpegPath));
  return known;
}

async function listEncoders(tools: MediaTools): Promise<boolean> {
  const limits = { readable: [], wallSeconds: 60, stallSeconds: 60 };
  const { stdout } = await retryCommand(() => run(tools, "ffmpeg", ["-encoders"], limits));
  return /^ V\S+ +libwebp /m.test(stdout);
}
