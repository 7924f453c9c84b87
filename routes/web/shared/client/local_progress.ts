import type { Progress } from "../../../../src/core/watch_progress.ts";

/** How far this browser has watched videos while nobody was signed in. It never leaves the browser. */

const KEY = "streamforge_progress";
const MOST = 200; // the oldest go

/** A place in a video. */
export interface LocalPlace extends Progress {
  durationSeconds: number;
  /** ms since 1970. */
  at: number;
}

/** The places by the videos' ids, the latest first. */
export function localPlaces(): Map<string, LocalPlace> {
  try {
    const stored = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}")) as [string, LocalPlace][];
    const whole = stored.filter(([, place]) => Number.isFinite(place?.position) && Number.isFinite(place?.at));
    return new Map(whole.toSorted(([, a], [, b]) => b.at - a.at));
  } catch {
    return new Map(); // storage is off, or somebody else wrote there
  }
}

/** Keeps a place; null forgets it. */
export function keepLocalPlace(id: string, place: Progress & { durationSeconds: number } | null): void {
  const places = localPlaces();
  const isWatched = places.get(id)?.isWatched ?? false;
  if (place) places.set(id, { ...place, isWatched: place.isWatched || isWatched, at: Date.now() });
  else places.delete(id);
  const latest = [...places].toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(latest)));
  } catch { /* storage is full or off: it is forgotten */ }
}
