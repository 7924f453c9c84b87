import type { MediaInfo } from "../../src/media/media_info.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { readAudio } from "../../src/media/audio.ts";
import type { SpeakersJson } from "../../src/schemas/speakers.ts";
import { loadVoiceModel } from "../audio/voice_activity.ts";
import { groupVoices, type SpeakerSpan } from "./group_voices.ts";
import type { EmbedVoice } from "./speaker_encoder.ts";
import { SPEAKER_MODEL } from "./speaker_model.ts";
import { embedVoices } from "./voice_windows.ts";

/** What made a result. The number rises when the same sound gets another result. */
export const SPEAKERS_MAKER = `${SPEAKER_MODEL}, rule 1`;

export interface SpeakersOptions {
  info: MediaInfo;
  embed: EmbedVoice;
  signal?: AbortSignal;
  /** Gets the seconds of sound that are read, at least once a second of work, and may delay the rest. */
  onProgress?(seconds: number): Promise<void>;
}

/**
 * Finds out who speaks when in a file. Time and memory grow with its length, but only some 45 s of the sound are held.
 *
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function findSpeakers(
  tools: MediaTools,
  path: string,
  { info, embed, signal, onProgress }: SpeakersOptions,
): Promise<SpeakersJson> {
  const model = await loadVoiceModel(1);
  try {
    const sound = readAudio(tools, path, { info, signal, chunkSeconds: 1 });
    return speakersJson(groupVoices(await embedVoices(sound, { model, embed, signal, onProgress })));
  } finally {
    await model.release();
  }
}

/** The speakers, in the order in which they first speak. */
export function speakersJson(spans: readonly SpeakerSpan[]): SpeakersJson {
  const bySpeaker = Map.groupBy(spans, ({ speaker }) => speaker);
  const speakers = [...bySpeaker].toSorted(([a], [b]) => a - b).map(([speaker, own]) => ({
    ...{ id: speaker + 1, name: `Speaker ${speaker + 1}`, is_named: false },
    seconds: rounded(own.reduce((sum, { start, end }) => sum + end - start, 0), 1),
    spans: own.map(({ start, end }) => ({ start: rounded(start, 2), end: rounded(end, 2) })),
  }));
  return { speakers };
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
