import type { MediaInfo } from "../../../src/media/media_info.ts";
import { measureLoudness } from "../../../src/media/loudness.ts";
import type { MediaTools } from "../../../src/media/process/tools.ts";
import type { SoundQualityJson } from "../../../src/schemas/sound_quality.ts";

/** What made a result. The number rises when the same sound gets another result. */
export const SOUND_QUALITY_RULE = "sound quality rule 1";

export interface SoundQualityOptions {
  info: MediaInfo;
  signal?: AbortSignal;
  /** Gets the seconds of sound that are measured, and may delay the rest. */
  onProgress?(seconds: number): Promise<void>;
}

/**
 * Measures the sound of a file.
 *
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function measureSoundQuality(
  tools: MediaTools,
  path: string,
  { info, signal, onProgress }: SoundQualityOptions,
): Promise<SoundQualityJson> {
  await onProgress?.(0);
  const { integratedLufs, rangeLu, truePeakDb } = await measureLoudness(tools, path, { info, signal });
  return { loudness: { integrated_lufs: integratedLufs, range_lu: rangeLu, true_peak_db: truePeakDb } };
}
