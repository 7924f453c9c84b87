import { ToolError } from "../core/errors.ts";
import { retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";

export type Encoder = "h264_nvenc" | "libx264";

/** Seconds between key frames, at the same times in every size, so that a player can change between them. */
const KEY_FRAME_SECONDS = 2;

/**
 * The H.264 encoder to use: NVIDIA's where a trial encode works, which needs a driver and a GPU, else libx264.
 */
export async function detectEncoder(tools: MediaTools, signal?: AbortSignal): Promise<Encoder> {
  const picture = ["-f", "lavfi", "-i", "color=size=640x360:rate=10:duration=0.5"];
  const args = [...picture, ...videoEncoding("h264_nvenc", 360), "-f", "null", "-"];
  const limits = { signal, wallSeconds: 60, stallSeconds: 60 };
  try {
    const once = () => run(tools, "ffmpeg", args, { ...limits, readable: [], usesGpu: true });
    const { code } = await retryCommand(once, { isRefused: () => false, signal });
    return code === 0 ? "h264_nvenc" : "libx264";
  } catch (error) {
    if (!(error instanceof ToolError)) throw error; // a driver that crashes encodes nothing either
    return "libx264";
  }
}

/**
 * The arguments that encode a picture to H.264 High at a constant quality, with a maximum rate for its size.
 *
 * @param shortSide pixels
 */
export function videoEncoding(encoder: Encoder, shortSide: number): string[] {
  const kbits = maxKilobits(shortSide);
  const quality = encoder === "h264_nvenc"
    ? ["-preset", "p4", "-rc", "vbr", "-cq", "24", "-b:v", "0", "-forced-idr", "1"]
    : ["-preset", "veryfast", "-crf", "21", "-sc_threshold", "0"];
  return [
    ...["-c:v", encoder, "-profile:v", "high", "-pix_fmt", "yuv420p", ...quality],
    ...["-maxrate", `${kbits}k`, "-bufsize", `${2 * kbits}k`],
    // by time, not by count: the frame rate may vary
    ...["-force_key_frames", `expr:gte(t,n_forced*${KEY_FRAME_SECONDS})`, "-g", "600"],
    // each frame keeps its time; the default rounds to the frame rate and drops frames
    ...["-fps_mode", "vfr", "-enc_time_base", "1:90000", "-video_track_timescale", "90000"],
  ];
}

/**
 * The highest rate of an encoded picture.
 *
 * @param shortSide pixels
 */
export function maxKilobits(shortSide: number): number {
  if (shortSide > 720) return 6000;
  if (shortSide > 480) return 3500;
  return shortSide > 360 ? 1800 : 1000;
}

/** The samples that sound is encoded from (see `readPcm`). */
export const ENCODED_PCM = { codec: "pcm_s16le", bytesPerSample: 2, sampleRate: 48_000, channels: 2 } as const;

/** The arguments that encode sound to stereo AAC. */
export const AUDIO_ENCODING = ["-c:a", "aac", "-b:a", "128k"];
