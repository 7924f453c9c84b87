import { centre, cluster, dot, numbered } from "./cluster.ts";
import type { VoiceWindow } from "./voice_windows.ts";

/** Who speaks from when to when, in seconds. */
export interface SpeakerSpan {
  /** From 0, in the order in which they first speak. */
  speaker: number;
  start: number;
  end: number;
}

/**
 * What decides who is who. Chosen on mixtures of six voices, by `./sf bench:speakers --tune`: thresholds from 0.3 to 0.4
 * gave the same figures. ADR 48.
 */
export interface GroupingRules {
  /** Two groups of windows that are less alike on average are two speakers. */
  threshold: number;
  /** Two speakers whose whole speech is as alike as this are one. */
  joinedAt: number;
  /** A group that speaks less in all is no speaker: it goes to the others. */
  leastSeconds: number;
  /** A change of speaker must make windows more alike by this, within speech and at a pause. */
  changeCost: { speaking: number; pausing: number };
}

export const GROUPING: GroupingRules = {
  threshold: 0.4,
  joinedAt: 0.5,
  leastSeconds: 2,
  changeCost: { speaking: 0.2, pausing: 0.1 },
};

/** More are told apart only by chance. */
const MOST_SPEAKERS = 10;
/** Shorter windows are given to a speaker, but make none. */
const SURE_SECONDS = 0.8;
/** Of more windows, as many from the whole length make the speakers: clustering takes the square of their number. */
const MOST_CLUSTERED = 1000;
/** A shorter silence between two windows is no pause. */
const PAUSE_SECONDS = 0.15;
/** Speech of the same speaker after a shorter silence is one span. */
const JOIN_SECONDS = 0.3;

/** Groups windows by voice, and joins those of the same speaker to spans. */
export function groupVoices(windows: readonly VoiceWindow[], rules: GroupingRules = GROUPING): SpeakerSpan[] {
  if (windows.length === 0) return [];
  const speakers = numbered(assign(windows, findVoices(windows, rules), rules));
  const spans: SpeakerSpan[] = [];
  for (const [i, { start, end }] of windows.entries()) {
    const last = spans.at(-1);
    if (last && last.speaker === speakers[i] && start - last.end < JOIN_SECONDS) last.end = end;
    else spans.push({ speaker: speakers[i], start, end });
  }
  return spans;
}

/** The mean vector of each speaker; none where no window tells a voice. */
function findVoices(windows: readonly VoiceWindow[], rules: GroupingRules): Float32Array[] {
  const told = windows.filter(({ vector }) => vector !== null) as (VoiceWindow & { vector: Float32Array })[];
  const sure = told.filter((window) => secondsOf(window) >= SURE_SECONDS);
  const chosen = thinned(sure.length >= 2 ? sure : told, MOST_CLUSTERED);
  const labels = cluster(chosen.map(({ vector }) => vector), rules.threshold);
  const groups = Map.groupBy(chosen, (_, i) => labels[i]);
  const share = (sure.length >= 2 ? sure : told).length / Math.max(1, chosen.length);
  const bySeconds = [...groups.values()]
    .map((members) => ({ members, seconds: share * members.reduce((sum, window) => sum + secondsOf(window), 0) }))
    .toSorted((a, b) => b.seconds - a.seconds);
  const large = bySeconds.filter(({ seconds }, i) => i === 0 || seconds >= rules.leastSeconds);
  let voices = joinAlike(large.slice(0, MOST_SPEAKERS).map(({ members }) => members), rules.joinedAt);
  if (voices.length > 1) { // once more, each window with the voice that it is most like
    const nearest = chosen.map(({ vector }) => nearestTo(vector, voices));
    const members = voices.map((_, speaker) => chosen.filter((_, i) => nearest[i] === speaker));
    voices = members.filter((some) => some.length > 0).map(voiceOf);
  }
  return voices;
}

function secondsOf({ start, end }: VoiceWindow): number {
  return end - start;
}

function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor(i * items.length / most)]);
}

type ToldWindow = VoiceWindow & { vector: Float32Array };

function voiceOf(members: readonly ToldWindow[]): Float32Array {
  return centre(members.map(({ vector }) => vector), members.map(secondsOf));
}

/** Joins the two groups that are most alike, until none are as alike as `limit`. */
function joinAlike(groups: ToldWindow[][], limit: number): Float32Array[] {
  const voices = groups.map(voiceOf);
  for (;;) {
    let best = { a: 0, b: 0, likeness: -Infinity };
    for (let a = 0; a < voices.length; a++) {
      for (let b = 0; b < a; b++) {
        const likeness = dot(voices[a], voices[b]);
        if (likeness > best.likeness) best = { a, b, likeness };
      }
    }
    if (best.likeness < limit) return voices;
    groups[best.b].push(...groups[best.a]);
    voices[best.b] = voiceOf(groups[best.b]);
    groups.splice(best.a, 1);
    voices.splice(best.a, 1);
  }
}

function nearestTo(vector: Float32Array, voices: readonly Float32Array[]): number {
  let nearest = 0;
  for (const [i, voice] of voices.entries()) if (dot(vector, voice) > dot(vector, voices[nearest])) nearest = i;
  return nearest;
}

/** Gives each window to a speaker, so that windows are like their speakers and changes are few: Viterbi's algorithm. */
function assign(windows: readonly VoiceWindow[], voices: readonly Float32Array[], { changeCost }: GroupingRules) {
  if (voices.length < 2) return windows.map(() => 0);
  let scores = new Float64Array(voices.length);
  const cameFrom: Int32Array[] = [];
  for (const [i, window] of windows.entries()) {
    const pauseSeconds = i === 0 ? Infinity : window.start - windows[i - 1].end;
    const cost = pauseSeconds > PAUSE_SECONDS ? changeCost.pausing : changeCost.speaking;
    const best = scores.indexOf(Math.max(...scores));
    const sources = Int32Array.from(voices, (_, k) => scores[best] - cost > scores[k] ? best : k);
    const weight = Math.min(1, secondsOf(window)); // short ones tell less
    scores = Float64Array.from(voices, (voice, k) => {
      const before = sources[k] === k ? scores[k] : scores[best] - cost;
      return before + (window.vector ? weight * dot(window.vector, voice) : 0);
    });
    cameFrom.push(sources);
  }
  const speakers: number[] = [];
  let speaker = scores.indexOf(Math.max(...scores));
  for (let i = windows.length - 1; i >= 0; i--) {
    speakers[i] = speaker;
    speaker = cameFrom[i][speaker];
  }
  return speakers;
}
