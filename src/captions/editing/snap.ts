import type { Cues } from "./operations.ts";

/** The default distance within which an edge snaps to a point. */
export const SNAP_SECONDS = 0.12;

/** The times that edges of cues snap to, in order. */
export interface SnapPoints {
  starts: readonly number[];
  ends: readonly number[];
}

/** The starts and ends of words and of speech, the edges of the other cues, and where the picture cuts. */
export function snapPoints(
  cues: Cues,
  { speech, shots = [], except }: {
    speech: readonly { start: number; end: number }[];
    /** Times at which another shot begins. */
    shots?: readonly number[];
    except?: number;
  },
): SnapPoints {
  const others = cues.filter(({ key }) => key !== except);
  const words = cues.flatMap((cue) => cue.words);
  const spans = [...words, ...speech];
  return {
    // a cue may begin where another ends, and end where another begins
    starts: unique([...spans.map(({ start }) => start), ...others.map(({ end }) => end), ...shots]),
    ends: unique([...spans.map(({ end }) => end), ...others.map(({ start }) => start), ...shots]),
  };
}

/** Returns the nearest point within `withinSeconds`, else the time itself. */
export function snap(seconds: number, points: readonly number[], withinSeconds = SNAP_SECONDS): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle] < seconds) low = middle + 1;
    else high = middle;
  }
  const near = [points[low - 1], points[low]].filter((point) => Math.abs(point - seconds) <= withinSeconds);
  return near.length === 0
    ? seconds
    : near.reduce((best, point) => Math.abs(point - seconds) < Math.abs(best - seconds) ? point : best);
}

/** Returns how far a whole cue moves to snap: its edge nearer to a point decides. */
export function snapMove(start: number, end: number, points: SnapPoints, withinSeconds = SNAP_SECONDS): number {
  const byStart = snap(start, points.starts, withinSeconds) - start;
  const byEnd = snap(end, points.ends, withinSeconds) - end;
  if (byStart === 0) return byEnd;
  if (byEnd === 0) return byStart;
  return Math.abs(byStart) <= Math.abs(byEnd) ? byStart : byEnd;
}

function unique(times: number[]): number[] {
  return [...new Set(times)].sort((a, b) => a - b);
}
