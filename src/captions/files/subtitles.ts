import type { EditedCue } from "../../core/types.ts";
import { lookOf } from "../markup.ts";
import { milliseconds } from "../relayout.ts";
import { fitCues } from "./fit_cues.ts";
import { parseVtt } from "./vtt.ts";

const MAX_CUES = 20_000;

/**
 * Reads the cues of subtitles in a media file: in order, within the media, each once, since styled subtitles repeat a
 * line for each of its layers.
 *
 * @param durationSeconds of the media
 * @returns an empty list if nothing can be read
 * @throws {RangeError} if there are too many
 */
export function subtitleCues(vtt: string, durationSeconds: number): EditedCue[] {
  const seen = new Set<string>();
  const cues = fitCues(parseVtt(vtt))
    .map(({ start, end, text, words = [], speaker, position, markup }) => ({
      start,
      end: milliseconds(Math.min(end, Math.max(durationSeconds, start + 0.001))),
      text,
      words,
      ...lookOf({ speaker: speaker ?? null, position: position ?? null, markup: markup ?? null }),
    }))
    .filter(({ start, end, text }) => text !== "" && start < durationSeconds && end > start)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter(({ start, end, text }) => {
      const key = JSON.stringify([start, end, text]);
      return !seen.has(key) && seen.add(key);
    });
  if (cues.length > MAX_CUES) throw new RangeError(`there are ${cues.length} cues: ${MAX_CUES} are taken`);
  return cues.map((cue, i) => ({ id: i + 1, ...cue, isEdited: false }));
}
