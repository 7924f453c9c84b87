import type { CaptionLayout, Cue, Segment } from "../core/types.ts";
import { type Atom, Atomizer } from "./atoms.ts";
import { type Break, breaksOf } from "./breaks.ts";
import { MAX_CHARS_PER_SECOND, MAX_PAUSE_SECONDS, MIN_CUE_SECONDS, MIN_GAP_SECONDS } from "./layout.ts";
import { type LineTable, lineTable } from "./lines.ts";
import { CueTimer, type SpokenCue } from "./timing.ts";

const COST_PER_CUE = 6;
/** A break between cues costs this many times as much as one between lines: the words before it leave the screen. */
const CUE_BREAK = 3;
/** Cost of a cue with the end of one sentence and a part of another. */
const MIXED_SENTENCES = 14;
/** Cost of two whole sentences in one cue. */
const SECOND_SENTENCE = 3;
/** Cost of a short part of a sentence, alone in a cue. */
const SCRAP_CHARS = 15;
const SCRAP = 10;
/** Cost of each second of silence inside a cue. */
const INNER_PAUSE = 10;
/** Costs of a cue that is too fast to read or too short, times the share by which it misses the limit. */
const TOO_FAST = 40;
const TOO_SHORT = 20;
/** A run longer than this many full cues is broken into cues before its end is known. */
const LOOKAHEAD_CUES = 4;

/** Lays out a whole transcript: turns words into readable cues. */
export function layoutCues(
  segments: Segment[],
  layout: CaptionLayout,
  options: { language: string | null; mediaSeconds?: number },
): Cue[] {
  const builder = new CueBuilder(layout, options);
  return [...builder.push(segments), ...builder.end(options.mediaSeconds)];
}

/**
 * Lays out a transcript while it is being transcribed. The cues do not depend on how the segments are divided among
 * calls of `push`.
 *
 * @example
 * const builder = new CueBuilder(defaultCaptionLayout("en"), { language: "en" });
 * for await (const segments of batches) show(builder.push(segments));
 * show(builder.end());
 */
export class CueBuilder {
  #layout: CaptionLayout;
  #language: string | null;
  #atomizer: Atomizer;
  #timer: CueTimer;
  /** The atoms of a run: speech without a pause long enough to end a cue. */
  #run: Atom[] = [];
  #runChars = 0;
  #startsSentence = true;

  constructor(layout: CaptionLayout, options: { language: string | null }) {
    this.#layout = layout;
    this.#language = options.language;
    this.#atomizer = new Atomizer(layout);
    this.#timer = new CueTimer(layout.maxCueSeconds);
  }

  /** @returns the cues that are final now, in order */
  push(segments: Segment[]): Cue[] {
    return this.#atomizer.push(segments).flatMap((atom) => this.#add(atom));
  }

  /**
   * @param mediaSeconds the end of the media, if known: the last cue ends by then
   * @returns the remaining cues
   */
  end(mediaSeconds?: number): Cue[] {
    const cues = this.#atomizer.end().flatMap((atom) => this.#add(atom));
    return [...cues, ...this.#commit(0), ...this.#timer.end(mediaSeconds)];
  }

  #add(atom: Atom): Cue[] {
    const last = this.#run.at(-1);
    const cues = last && atom.start - last.end > MAX_PAUSE_SECONDS ? this.#commit(0) : [];
    this.#run.push(atom);
    this.#runChars += atom.chars;
    const { maxLines, maxLineChars, maxCueSeconds } = this.#layout;
    const isLong = this.#runChars > LOOKAHEAD_CUES * maxLines * maxLineChars ||
      atom.end - this.#run[0].start > LOOKAHEAD_CUES * maxCueSeconds;
    // the words that follow may still change the last cues
    return isLong ? [...cues, ...this.#commit(LOOKAHEAD_CUES / 2)] : cues;
  }

  /** Breaks the run into cues and returns all but the last `keep`, whose atoms stay in the run. */
  #commit(keep: number): Cue[] {
    if (this.#run.length === 0) return [];
    const breaks = breaksOf(this.#run, this.#language);
    const cues = breakRun(this.#run, breaks, this.#layout, this.#startsSentence);
    const done = keep === 0 ? cues : cues.slice(0, Math.max(1, cues.length - keep));
    const taken = done.reduce((n, { atoms }) => n + atoms, 0);
    this.#startsSentence = taken === this.#run.length || breaks[taken - 1].endsSentence;
    this.#run = this.#run.slice(taken);
    this.#runChars = this.#run.reduce((n, { chars }) => n + chars, 0);
    return done.flatMap(({ cue }) => this.#timer.push(cue));
  }
}

interface BrokenCue {
  cue: SpokenCue;
  /** Number of atoms. */
  atoms: number;
}

/**
 * Breaks a run into cues by dynamic programming from its end: rest[i], the least cost of the atoms from i on, is the
 * minimum over j of cost(cue i..j) + rest[j + 1]. A single atom may always be a cue, however long it is.
 */
function breakRun(atoms: Atom[], breaks: Break[], layout: CaptionLayout, startsSentence: boolean): BrokenCue[] {
  const n = atoms.length;
  const rest = new Array<number>(n + 1).fill(Infinity);
  const lastOf = new Array<number>(n);
  const tables = new Array<LineTable>(n);
  rest[n] = 0;
  for (let i = n - 1; i >= 0; i--) {
    tables[i] = lineTable(atoms, breaks, i, layout);
    const isStart = i === 0 ? startsSentence : breaks[i - 1].endsSentence;
    const cost = cueCosts({ atoms, breaks, first: i, isStart, layout });
    for (let j = i; j < i + tables[i].costs.length; j++) {
      const total = tables[i].costs[j - i] + cost(j) + rest[j + 1];
      if (total < rest[i]) [rest[i], lastOf[i]] = [total, j];
    }
  }
  const cues: BrokenCue[] = [];
  for (let i = 0; i < n; i = lastOf[i] + 1) {
    cues.push(cueOf(atoms, i, lastOf[i], tables[i].lineStarts(lastOf[i])));
  }
  return cues;
}

/** The cost of a cue from `first` to `last`, without its lines. Call the result for first, first + 1, ... in turn. */
function cueCosts({ atoms, breaks, first, isStart, layout }: {
  atoms: Atom[];
  breaks: Break[];
  first: number;
  /** Whether a sentence starts at `first`. */
  isStart: boolean;
  layout: CaptionLayout;
}): (last: number) => number {
  let chars = 0;
  let innerEnds = 0;
  let innerPauses = 0;
  return (last) => {
    const atom = atoms[last];
    if (last > first) {
      const inner = breaks[last - 1];
      if (inner.endsSentence) innerEnds++;
      if (inner.pauseSeconds > 0.3) innerPauses += inner.pauseSeconds;
      chars += atom.spaceBefore ? 1 : 0;
    }
    chars += atom.chars;
    const { start } = atoms[first];
    const speechSeconds = atom.end - start;
    if (speechSeconds > layout.maxCueSeconds && last > first) return Infinity;

    const after = breaks[last];
    const isEnd = after.endsSentence || last === atoms.length - 1;
    const pauseRelief = 1 - 0.7 * Math.min(1, after.pauseSeconds);
    let cost = COST_PER_CUE + CUE_BREAK * after.penalty * pauseRelief + INNER_PAUSE * innerPauses;
    if (innerEnds > 0) cost += isStart && isEnd ? SECOND_SENTENCE * innerEnds : MIXED_SENTENCES;
    if (chars < SCRAP_CHARS && !(isStart && isEnd)) cost += SCRAP;

    const nextStart = atoms[last + 1]?.start ?? Infinity;
    const seconds = Math.max(0.001, Math.min(nextStart - MIN_GAP_SECONDS - start, layout.maxCueSeconds));
    const charsPerSecond = chars / seconds;
    if (charsPerSecond > MAX_CHARS_PER_SECOND) {
      cost += TOO_FAST * Math.min(3, charsPerSecond / MAX_CHARS_PER_SECOND - 1);
    }
    if (seconds < MIN_CUE_SECONDS) cost += TOO_SHORT * (1 - seconds / MIN_CUE_SECONDS);
    return cost;
  };
}

function cueOf(atoms: Atom[], first: number, last: number, lineStarts: number[]): BrokenCue {
  const taken = atoms.slice(first, last + 1);
  let text = "";
  let end = 0;
  taken.forEach((atom, i) => {
    text += (i === 0 ? "" : lineStarts.includes(first + i) ? "\n" : atom.spaceBefore ? " " : "") + atom.text;
    end = Math.max(end, atom.end);
  });
  const chars = taken.reduce((n, atom) => n + atom.chars + (atom.spaceBefore ? 1 : 0), 0);
  const words = taken.flatMap((atom) => atom.words);
  return { cue: { start: taken[0].start, end, text, words, chars }, atoms: taken.length };
}
