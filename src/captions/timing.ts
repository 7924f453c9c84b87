import type { Cue } from "../core/types.ts";
import { CLOSED_GAP_SECONDS, MAX_CHARS_PER_SECOND, MIN_CUE_SECONDS, MIN_GAP_SECONDS } from "./layout.ts";

/** A cue with its final text and the times of its speech. */
export interface SpokenCue extends Omit<Cue, "id"> {
  chars: number;
}

/** A cue may be delayed by this so that the one before can be read. */
const MAX_DELAY_MS = 300;

/**
 * Gives cues their times on the screen. A cue is final once the start of the next one is known. It lasts as long as its
 * speech, long enough to read, and at least 0.83 s, unless the next cue comes earlier. A short gap to the next cue is
 * closed. Times are whole milliseconds.
 */
export class CueTimer {
  #maxMs: number;
  #waiting: (SpokenCue & { startMs: number }) | null = null;
  #nextId = 1;

  constructor(maxCueSeconds: number) {
    this.#maxMs = Math.floor(maxCueSeconds * 1000);
  }

  push(cue: SpokenCue): Cue[] {
    const startMs = milliseconds(cue.start, Math.ceil);
    const done = this.#waiting ? [this.#finish(this.#waiting, startMs)] : [];
    const earliestMs = done.length > 0 ? milliseconds(done[0].end) + GAP_MS : 0;
    this.#waiting = { ...cue, startMs: Math.max(startMs, earliestMs) };
    return done;
  }

  /** @param mediaSeconds the end of the media, if known: a cue that starts before it ends by then */
  end(mediaSeconds?: number): Cue[] {
    const done = this.#waiting ? [this.#finish(this.#waiting, Infinity, mediaSeconds)] : [];
    this.#waiting = null;
    return done;
  }

  #finish(cue: SpokenCue & { startMs: number }, nextStartMs: number, mediaSeconds = Infinity): Cue {
    const { startMs } = cue;
    const leastMs = Math.min(milliseconds(MIN_CUE_SECONDS), this.#maxMs);
    const readingMs = Math.ceil(1000 * cue.chars / MAX_CHARS_PER_SECOND);
    let endMs = Math.max(milliseconds(cue.end), startMs + leastMs, startMs + readingMs);
    const latestMs = nextStartMs - GAP_MS;
    if (endMs > latestMs) {
      // delays the next cue a little if this one would be too short to read
      endMs = Math.max(latestMs, Math.min(startMs + leastMs, latestMs + MAX_DELAY_MS));
    } else if (nextStartMs - endMs < milliseconds(CLOSED_GAP_SECONDS)) endMs = latestMs;
    endMs = Math.min(endMs, startMs + this.#maxMs, Number.isFinite(mediaSeconds) ? mediaSeconds * 1000 : Infinity);
    // word times may be equal: two frames are the least that a screen can show
    endMs = Math.max(Math.floor(endMs), startMs + GAP_MS);
    return { id: this.#nextId++, start: startMs / 1000, end: endMs / 1000, text: cue.text, words: cue.words };
  }
}

function milliseconds(seconds: number, round: (ms: number) => number = Math.round): number {
  return round(Math.round(seconds * 1e6) / 1000);
}

const GAP_MS = milliseconds(MIN_GAP_SECONDS);
