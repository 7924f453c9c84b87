import { detectEncoder } from "../../media/encoder.ts";
import type { RenditionPlan } from "../../media/rendition_plan.ts";
import { type RenditionFile, transcode } from "../../media/transcode.ts";
import type { MediaTools } from "../../media/process/tools.ts";

export type EncodeOptions = Omit<Parameters<typeof transcode>[1], "renditions" | "encoder">;

/** Encodes renditions in one ffmpeg command, on NVIDIA's encoder if it works. */
export async function encode(
  mediaTools: MediaTools,
  options: EncodeOptions,
  renditions: RenditionPlan[],
): Promise<RenditionFile[]> {
  const encoder = options.info.video ? await detectEncoder(mediaTools, options.signal) : "libx264";
  return await transcode(mediaTools, { ...options, renditions, encoder });
}
