import type { EditedCue } from "../core/types.ts";
import { parseVtt } from "./vtt.ts";

const MAX_CUES = 20_000;
const MAX_CUE_CHARS = 1000;

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
  const cues = parseVtt(vtt).cues
    .map(({ start, end, text }) => ({
      start: ms(start),
      end: ms(Math.min(end, Math.max(durationSeconds, start + 0.001))),
      text: plain(text),
    }))
    .filter(({ start, end, text }) => text !== "" && start < durationSeconds && end > start)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter((cue) => {
      const key = JSON.stringify(cue);
      return !seen.has(key) && seen.add(key);
    });
  if (cues.length > MAX_CUES) throw new RangeError(`there are ${cues.length} cues: ${MAX_CUES} are taken`);
  return cues.map((cue, i) => ({ id: i + 1, ...cue, words: [], isEdited: false }));
}

function ms(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function plain(text: string): string {
  return text.toWellFormed()
    // style codes of SSA, which some SubRip files contain too
    .replace(/\{\\[^{}]*\}/g, "")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, " ")
    .split("\n").map((line) => line.trim()).filter(Boolean).join("\n").slice(0, MAX_CUE_CHARS).trim();
}
