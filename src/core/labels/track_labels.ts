import { ENGLISH_LABELS } from "./label_words.ts";
import { trackLabel } from "./language_labels.ts";

/**
 * Picks the default track: the first in the spoken language, else the first of all. Forced tracks and commentaries only
 * if there are no others.
 */
export function defaultTrack<T extends { language: string; isForced: boolean; isCommentary: boolean }>(
  tracks: readonly T[],
  spoken: string | null,
): T | null {
  const whole = tracks.filter(isFullTrack);
  return whole.find(({ language }) => language === spoken) ?? whole[0] ?? tracks[0] ?? null;
}

/** Whether a track contains everything that is spoken in the video. */
export function isFullTrack({ isForced, isCommentary }: { isForced: boolean; isCommentary: boolean }): boolean {
  return !isForced && !isCommentary;
}

interface Named {
  id: string;
  language: string;
  kind: string;
  name: string;
  isForced: boolean;
  isHearingImpaired: boolean;
  isCommentary: boolean;
  source: string;
}

/** Makes a unique menu label for each track of a video. @returns labels by the track's id */
export function labelTracks(tracks: readonly Named[], words = ENGLISH_LABELS): Map<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const track of tracks) {
    const plain = trackLabel(track, words);
    let label = plain;
    if (taken.has(label)) label = `${plain} (${words.origins[track.source] ?? track.source})`;
    for (let n = 2; taken.has(label); n++) label = `${plain} ${n}`;
    taken.add(label);
    labels.set(track.id, label);
  }
  return labels;
}

/** Adds a label to each track. */
export function withLabels<T extends Named>(tracks: readonly T[], words = ENGLISH_LABELS): (T & { label: string })[] {
  const labels = labelTracks(tracks, words);
  return tracks.map((track) => ({ ...track, label: labels.get(track.id)! }));
}
