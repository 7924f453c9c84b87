import type { Cue } from "../core/types.ts";
import { MIN_GAP_SECONDS } from "./layout.ts";

/** A sound that captions name. In seconds. */
export interface NamedSound {
  label: "music";
  start: number;
  end: number;
}

/** How captions name a sound, by language; in other languages as in English. */
const WORDS: Record<NamedSound["label"], Record<string, string>> = {
  music: {
    ...{ en: "music", de: "Musik", es: "música", fr: "musique", it: "musica", nl: "muziek", pl: "muzyka" },
    ...{ pt: "música", ru: "музыка", uk: "музика", ja: "音楽", ko: "음악", zh: "音乐" },
  },
};
/** A sound is named when it begins, for so long. */
const SHOWN_SECONDS = 5;
/** Less is too short to read. */
const LEAST_SECONDS = 1;

/**
 * Adds cues that name sounds, such as `[music]`, where there is no cue. A sound that has its cue gets no second one.
 *
 * @param make makes the new cue whole
 * @returns new cues, numbered from 1
 */
export function nameSounds<T extends Cue>(
  cues: readonly T[],
  sounds: readonly NamedSound[],
  language: string | null,
  make: (cue: Cue) => T,
): T[] {
  const added = sounds.flatMap(({ label, start, end: soundEnd }) => {
    const end = Math.min(soundEnd, start + SHOWN_SECONDS);
    const before = cues.findLast((cue) => cue.start <= start);
    const after = cues.find((cue) => cue.start > start);
    const from = Math.max(start, before ? before.end + MIN_GAP_SECONDS : 0);
    const to = Math.min(end, after ? after.start - MIN_GAP_SECONDS : end);
    if (to - from < LEAST_SECONDS) return [];
    const words = WORDS[label];
    const word = words[language?.split("-")[0] ?? "en"] ?? words.en;
    return [make({ id: 0, start: from, end: to, text: `[${word}]`, words: [] })];
  });
  return [...cues, ...added].sort((a, b) => a.start - b.start).map((cue, i) => ({ ...cue, id: i + 1 }));
}
