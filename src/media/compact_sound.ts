import { dirname } from "node:path";
import { MediaError } from "../core/errors.ts";
import { SAMPLE_RATE } from "./audio.ts";
import { type PcmFormat, pcmInput, readPcm } from "./clock/read_pcm.ts";
import { retryCommand, run } from "./process/run.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";

/** Enough for speech at 16 kHz: ten minutes take 2.4 MB. */
const BITS_PER_SECOND = 32_000;

const FORMAT: PcmFormat = { codec: "pcm_s16le", bytesPerSample: 2, sampleRate: SAMPLE_RATE, channels: 1 };

/**
 * Writes the sound as AAC in MP4, which every browser plays: mono at 16 kHz, from the media's time 0 on, as `readAudio`
 * decodes it.
 *
 * @param options.outPath an absolute path in a folder that ffmpeg may write to
 * @param options.maxSeconds where the sound is cut off
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function encodeCompactSound(
  tools: MediaTools,
  { input, info, outPath, maxSeconds, signal }: {
    input: string;
    info: MediaInfo;
    outPath: string;
    maxSeconds: number;
    signal?: AbortSignal;
  },
): Promise<void> {
  if (!info.audio) throw new MediaError("the file has no sound");
  const args = [
    ...[...pcmInput(FORMAT), "-t", String(maxSeconds), "-c:a", "aac", "-b:a", String(BITS_PER_SECOND)],
    ...["-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", `file:${outPath}`],
  ];
  const once = async () => {
    const result = await run(tools, "ffmpeg", args, {
      ...{ readable: [], writableDir: dirname(outPath), signal, wallSeconds: 1800, stallSeconds: 600 },
      input: readPcm(tools, input, { info, format: FORMAT, signal }),
    });
    const { size } = await Deno.stat(outPath).catch(() => ({ size: 0 }));
    return { ...result, isMade: result.code === 0 && size > 0 };
  };
  const { isMade, stderr } = await retryCommand(once, { isRefused: ({ isMade }) => !isMade, signal });
  if (!isMade) throw stderr.error("the sound could not be encoded");
}
