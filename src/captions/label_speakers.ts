import type { Cue, Word } from "../core/types.ts";
import { defaultCaptionLayout, MIN_GAP_SECONDS } from "./layout.ts";
import { breakLines, milliseconds } from "./relayout.ts";

/** Who speaks from when to when, in seconds. */
export interface NamedSpan {
  name: string;
  start: number;
  end: number;
}

/** A word this far from all speech is given to nobody. */
const NEAR_SECONDS = 1;
/** A shorter piece of a cue is no turn: windows of 1.5 s can be wrong about where one ends. */
const LEAST_PIECE_SECONDS = 0.5;
/** So many words, and so far, a change of speaker is moved to where a sentence ends or a pause is. */
const MOST_MOVED_WORDS = 3;
const MOST_MOVED_SECONDS = 1;
const PAUSE_SECONDS = 0.2;

/**
 * Gives each cue the name of its speaker. A cue in which the speaker changes is divided there, at the end of a sentence
 * or at a pause where one is near: each speaker gets a cue of their own, as broadcasters do.
 *
 * @param spans in the order of time
 * @returns new cues, numbered from 1, with all other fields as they were; a cue far from all speech names nobody
 */
export function labelSpeakers<T extends Cue>(
  cues: readonly T[],
  spans: readonly NamedSpan[],
  language: string | null,
): T[] {
  const at = speakerFinder(spans);
  return cues.flatMap((cue) => labelled(cue, at, language)).map((cue, i) => ({ ...cue, id: i + 1 }));
}

/** Takes the names away. */
export function withoutSpeaker<T extends Cue>(cue: T): T {
  const { speaker: _name, ...rest } = cue;
  return rest as T;
}

type SpeakerAt = (time: { start: number; end: number }) => string | null;

function speakerFinder(spans: readonly NamedSpan[]): SpeakerAt {
  const ends = spans.map(({ end }) => end);
  return ({ start, end }) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < start - NEAR_SECONDS) low = middle + 1;
      else high = middle;
    }
    const seconds = new Map<string, number>();
    let nearest: { name: string; distance: number } | null = null;
    for (let i = low; i < spans.length && spans[i].start <= end + NEAR_SECONDS; i++) {
      const shared = Math.min(end, spans[i].end) - Math.max(start, spans[i].start);
      const { name } = spans[i];
      if (shared > 0) seconds.set(name, (seconds.get(name) ?? 0) + shared);
      if (!nearest || -shared < nearest.distance) nearest = { name, distance: -shared };
    }
    const most = [...seconds].toSorted((a, b) => b[1] - a[1]).at(0);
    return most?.[0] ?? nearest?.name ?? null;
  };
}

/** Words that one speaker says. `from` is the first, `to` the one after the last. */
interface Run {
  name: string;
  from: number;
  to: number;
}

function labelled<T extends Cue>(cue: T, at: SpeakerAt, language: string | null): T[] {
  const { words, text } = cue;
  const isSpoken = words.length > 1 && plain(words.map(({ word }) => word).join("")) === plain(text);
  const runs = isSpoken && !cue.markup ? runsOf(words, at) : [];
  if (runs.length < 2) {
    const name = runs.at(0)?.name ?? at(cue);
    return [name === null ? withoutSpeaker(cue) : { ...cue, speaker: name }];
  }
  const layout = defaultCaptionLayout(language);
  let earliest = -Infinity;
  return runs.map(({ name, from, to }, i) => {
    const own = words.slice(from, to);
    const start = i === 0 ? cue.start : Math.max(own[0].start, earliest);
    const next = words.at(to)?.start ?? Infinity;
    const spokenUntil = Math.min(own.at(-1)!.end, next - MIN_GAP_SECONDS);
    const end = to === words.length ? cue.end : Math.max(spokenUntil, start + MIN_GAP_SECONDS);
    earliest = end + MIN_GAP_SECONDS;
    const joined = own.map(({ word }) => word).join("").trim();
    const times = { start: milliseconds(start), end: milliseconds(end) };
    return { ...cue, ...times, text: breakLines(joined, layout, language) ?? joined, words: own, speaker: name };
  });
}

function plain(text: string): string {
  return text.replace(/\s+/g, "");
}

function runsOf(words: readonly Word[], at: SpeakerAt): Run[] {
  const runs: Run[] = [];
  for (const [i, word] of words.entries()) {
    const name = at(word);
    const last = runs.at(-1);
    if (last && (name === null || name === last.name)) last.to = i + 1;
    else if (name !== null) runs.push({ name, from: last ? i : 0, to: i + 1 });
  }
  for (let i = 1; i < runs.length; i++) {
    runs[i].from = runs[i - 1].to = changeNear(words, runs[i].from, runs[i - 1].from, runs[i].to);
  }
  return withoutShort(runs, words);
}

/** The best place for a change of speaker: the first word of the new one. */
function changeNear(words: readonly Word[], change: number, from: number, to: number): number {
  let best = { at: change, value: 0 };
  for (
    let at = Math.max(from + 1, change - MOST_MOVED_WORDS);
    at <= Math.min(to - 1, change + MOST_MOVED_WORDS);
    at++
  ) {
    const moved = Math.abs(words[at].start - words[change].start);
    if (moved > MOST_MOVED_SECONDS) continue;
    const isSentence = /[.!?…。！？]["')\]»”’]*$/.test(words[at - 1].word.trim());
    const isPause = words[at].start - words[at - 1].end >= PAUSE_SECONDS;
    const value = (isSentence ? 2 : 0) + (isPause ? 1 : 0) - moved;
    if (value > best.value) best = { at, value };
  }
  return best.at;
}

/** Gives runs that are too short to the longer of their neighbours. */
function withoutShort(runs: Run[], words: readonly Word[]): Run[] {
  const secondsOf = ({ from, to }: Run) => words[to - 1].end - words[from].start;
  while (runs.length > 1) {
    const i = runs.findIndex((run) => secondsOf(run) < LEAST_PIECE_SECONDS);
    if (i < 0) return runs;
    const [before, after] = [runs[i - 1], runs[i + 1]];
    const into = !after || before && secondsOf(before) >= secondsOf(after) ? before : after;
    into.from = Math.min(into.from, runs[i].from);
    into.to = Math.max(into.to, runs[i].to);
    runs.splice(i, 1);
    for (let at = runs.length - 1; at > 0; at--) {
      if (runs[at].name !== runs[at - 1].name) continue;
      runs[at - 1].to = runs[at].to;
      runs.splice(at, 1);
    }
  }
  return runs;
}
