import { libraryScript as w } from "../../words/en/library.ts";

const WINDOW_MS = 45_000;
/** Marks kept at any age, for jobs that report rarely. */
const KEPT_MARKS = 8;
const MIN_MARKS = 5;
const MIN_SPAN_MS = 8_000;
const MIN_RECENT_MS = 2_000;
const MIN_SHARE = 0.02;
/** The rate is steady if the faster half of the marks is less than this many times as fast as the slower half. */
const STEADY = 1.6;

interface Mark {
  atMs: number;
  progress: number;
}

/**
 * Estimates a job's remaining time from its progress reports. There is no estimate until the rate has been steady for a
 * while, and none once it changes or the reports stop.
 */
export class RemainingTimeEstimate {
  #marks: Mark[] = [];

  /** @param startedAtMs when the job began: a page opened later can then estimate sooner; null if unknown */
  constructor(private startedAtMs: number | null = null) {}

  /** @param progress 0 to 1; a lower value than before means that a new attempt has begun */
  add(atMs: number, progress: number): void {
    const last = this.#marks.at(-1);
    if (last && progress < last.progress) {
      this.#marks = [];
      this.startedAtMs = null;
    } else if (last && progress === last.progress) return;
    this.#marks.push({ atMs, progress });
    while (this.#marks.length > KEPT_MARKS && atMs - this.#marks[0].atMs > WINDOW_MS) this.#marks.shift();
  }

  /** Seconds to the end; null while there is no estimate. */
  remainingSeconds(nowMs: number): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.progress >= 1) return null;
    const rate = this.#steadyRate(first, last);
    if (rate === null) return null;
    const sinceMs = nowMs - last.atMs;
    const gapMs = (last.atMs - first.atMs) / (this.#marks.length - 1);
    if (sinceMs > 3 * gapMs + 5000) return null; // the reports have stopped
    return Math.max(0, (1 - last.progress) / rate - sinceMs) / 1000;
  }

  /** Progress per millisecond; null if it is not steady. */
  #steadyRate(first: Mark, last: Mark): number | null {
    if (this.#marks.length < 3) return null;
    const middle = this.#marks[Math.floor(this.#marks.length / 2)];
    const recent = rateOf(middle, last);
    if (this.startedAtMs !== null) {
      const start = { atMs: this.startedAtMs, progress: 0 };
      const isOld = last.atMs - start.atMs >= MIN_SPAN_MS && last.progress >= MIN_SHARE;
      if (isOld && last.atMs - middle.atMs >= MIN_RECENT_MS && isSimilar(rateOf(start, last), recent)) {
        return rateOf(start, last);
      }
    }
    if (this.#marks.length < MIN_MARKS) return null;
    if (last.atMs - first.atMs < MIN_SPAN_MS || last.progress - first.progress < MIN_SHARE) return null;
    return isSimilar(rateOf(first, middle), recent) ? rateOf(first, last) : null;
  }
}

function rateOf(from: Mark, to: Mark): number {
  return (to.progress - from.progress) / (to.atMs - from.atMs);
}

function isSimilar(a: number, b: number): boolean {
  return a > 0 && b > 0 && Number.isFinite(a) && Number.isFinite(b) && Math.max(a, b) / Math.min(a, b) < STEADY;
}

/** `Less than a minute left`, `About 3 min left`, `About 1 hr 20 min left`. */
export function remainingWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 50) return w.lessThanAMinuteLeft;
  if (minutes < 60) return w.minutesLeft(Math.max(1, minutes));
  const tens = Math.round(minutes / 10) * 10;
  return w.hoursLeft(Math.floor(tens / 60), tens % 60);
}
