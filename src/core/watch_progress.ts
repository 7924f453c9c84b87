/** How far somebody has watched a video: what counts as begun and as watched, on the server and in browsers. */

/** The share of a video after which it counts as watched: credits and silence come behind it. */
export const WATCHED_SHARE = 0.95;
/** Who leaves earlier has not begun to watch. */
const BEGUN_SECONDS = 5;
const BEGUN_SHARE = 0.05; // of a short video

/** Where a video goes on, and whether it was watched. */
export interface Progress {
  /** Seconds; 0 for the beginning, which is also where a video goes on after its end. */
  position: number;
  isWatched: boolean;
}

/**
 * What is kept of a position.
 *
 * @returns null while it has not begun
 */
export function progressAt(position: number, durationSeconds: number | null): Progress | null {
  if (durationSeconds && position >= durationSeconds * WATCHED_SHARE) return { position: 0, isWatched: true };
  const least = Math.min(BEGUN_SECONDS, (durationSeconds ?? Infinity) * BEGUN_SHARE);
  return position < least ? null : { position, isWatched: false };
}

/** The share of a video that a bar shows: 0 to 1. */
export function watchedShare({ position, isWatched }: Progress, durationSeconds: number | null): number {
  if (position > 0 && durationSeconds) return Math.min(1, position / durationSeconds);
  return isWatched ? 1 : 0;
}
