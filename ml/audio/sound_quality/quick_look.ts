import { readAudio } from "../../../src/media/audio.ts";
import type { SoundPart } from "../../../src/media/clock/read_pcm.ts";
import type { MediaInfo } from "../../../src/media/media_info.ts";
import type { MediaTools } from "../../../src/media/process/tools.ts";
import type { SoundQualityJson } from "../../../src/schemas/sound_quality.ts";
import { FRAME_SECONDS } from "../voice_activity.ts";
import { decibels } from "./frame_meter.ts";
import {
  judgeSound,
  type MeasuredSound,
  measureSound,
  PIECE_SECONDS,
  SILENCE_DB,
  SOUND_QUALITY_RULE,
} from "./sound_quality.ts";

export const QUICK_LOOK_RULE = `${SOUND_QUALITY_RULE}, a quick look`;

/** Of longer sound, parts are looked at. */
const MAX_SECONDS = 90;
const PARTS = 3;
const PART_SECONDS = MAX_SECONDS / PARTS;
/** With less speech in the parts of a longer file, nothing is said about it. */
const MIN_SPEECH_SECONDS = 3;

/**
 * Measures and judges the sound of a file by at most 90 s of it, before there are captions: its loudness is not measured,
 * and no more than a second of one core is used on a file of any length.
 *
 * @returns null where there was nothing to read, or the file is longer and the parts have too little speech to tell
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function quickLook(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<SoundQualityJson | null> {
  const parts = partsOf(info.durationSeconds);
  const channels = new ChannelTotals();
  const sound = async function* () {
    for (const part of parts) {
      let [isOpposite, isEmpty] = [false, true];
      let levels: number[] = [];
      const pieces = readAudio(tools, path, {
        ...{ info, signal, part, chunkSeconds: PIECE_SECONDS, onOppositePhase: () => isOpposite = true },
        onChannels: (meanSquares) => levels = meanSquares,
      });
      for await (const piece of pieces) {
        isEmpty = false;
        yield piece;
      }
      if (!isEmpty) channels.add(levels, isOpposite); // the sound may end before the picture
    }
  };
  const measured = await measureSound(sound(), { seconds: null, signal });
  const seconds = Math.round(measured.meter.frames * FRAME_SECONDS);
  if (seconds === 0 || parts.length > 1 && speechSeconds(measured) < MIN_SPEECH_SECONDS) return null;
  const isSilent = measured.speech === null && measured.meter.levels.values.every((db) => db < SILENCE_DB);
  const judged = judgeSound(measured, { channels: channels.read(), isSilent, confidence: null });
  return { ...judged, loudness: null, quick_look_seconds: seconds };
}

/** The middle of each third of a long file; the beginning of one whose length is unknown. */
function partsOf(durationSeconds: number | null): SoundPart[] {
  if (durationSeconds === null) return [{ start: 0, seconds: PART_SECONDS }];
  if (durationSeconds <= MAX_SECONDS) return [{ start: 0, seconds: MAX_SECONDS }];
  return Array.from({ length: PARTS }, (_, i) => {
    return { start: durationSeconds * (i + 0.5) / PARTS - PART_SECONDS / 2, seconds: PART_SECONDS };
  });
}

function speechSeconds({ spans }: MeasuredSound): number {
  return FRAME_SECONDS * spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The channels of several parts of about the same length. */
class ChannelTotals {
  #meanSquares: number[] = [];
  #parts = 0;
  #oppositeParts = 0;

  add(meanSquares: readonly number[], isOpposite: boolean): void {
    this.#meanSquares = meanSquares.map((value, i) => value + (this.#meanSquares[i] ?? 0));
    this.#parts++;
    if (isOpposite) this.#oppositeParts++;
  }

  read(): { levelsDb: number[]; isOppositePhase: boolean } {
    return {
      levelsDb: this.#meanSquares.map((sum) => decibels(sum / Math.max(1, this.#parts))),
      isOppositePhase: this.#oppositeParts > this.#parts / 2,
    };
  }
}
