import { Random } from "../soak/random.ts";
import type { SpokenWord } from "../word_times.ts";
import type { Condition, Plan } from "./plans.ts";
import { RATE, withLoudness } from "./samples.ts";
import { speakAll, type Speech, voiceTitle } from "./speech.ts";

/** A finished recording, before it is written. */
export interface Recording {
  name: string;
  kind: string;
  language: string;
  /** What was done to the speech. */
  condition: string;
  voices: string[];
  text: string;
  samples: Float32Array;
  /** Exact times of the words. */
  words?: SpokenWord[];
  /** Times by a forced alignment, without the words that it can't place. */
  aligned?: SpokenWord[];
  /** Names of the recordings that this one was joined from. */
  members?: string[];
  isQuick: boolean;
}

const LEVEL = 0.08; // loudness of a speaker
const TAIL_SECONDS = 0.5;

/** Speaks the plans and arranges what was spoken. */
export async function speakPlans(plans: readonly Plan[], random: Random, scratch: string): Promise<Recording[]> {
  const speeches = await speakAll(plans.flatMap(({ parts }) => parts), scratch);
  const counts = new Map<string, number>();
  const recordings: Recording[] = [];
  let at = 0;
  for (const { kind, language, parts, condition } of plans) {
    const spoken = parts.map(({ gapSeconds, gain }) => ({ ...speeches[at++], gapSeconds, gain }));
    const { samples, words } = arrange(spoken);
    const group = language === "en" ? kind : `${language}-espeak`;
    const n = (counts.get(group) ?? 0) + 1;
    counts.set(group, n);
    recordings.push({
      name: `${group}-${String(n).padStart(2, "0")}`,
      ...{ kind, language, condition: condition.title, words, isQuick: false },
      voices: [...new Set(parts.map(({ voice }) => voiceTitle(voice)))],
      text: parts.map(({ text }) => text).join(" "),
      samples: await condition.apply(samples, random.fork(), scratch),
    });
  }
  return recordings;
}

/**
 * Puts speeches one after the other. The words are in the order of their speakers' sentences, also where two speak at
 * once: so are the references of people who write down such talk.
 */
export function arrange(parts: readonly (Speech & { gapSeconds: number; gain: number })[]): Speech {
  const places: number[] = [];
  let end = 0;
  for (const { samples, gapSeconds } of parts) {
    places.push(Math.max(0, Math.round(end + gapSeconds * RATE)));
    end = Math.max(end, places.at(-1)! + samples.length);
  }
  const whole = new Float32Array(end + TAIL_SECONDS * RATE);
  const words: SpokenWord[] = [];
  for (const [i, part] of parts.entries()) {
    const scaled = withLoudness(part.samples, LEVEL * 10 ** (part.gain / 20));
    for (let n = 0; n < scaled.length; n++) whole[places[i] + n] += scaled[n];
    words.push(...moved(part.words, places[i] / RATE));
  }
  return { samples: whole, words };
}

function moved(words: readonly SpokenWord[], seconds: number): SpokenWord[] {
  return words.map(({ word, start, end }) => ({ word, start: start + seconds, end: end + seconds }));
}

/** The same recording under another condition. */
export async function under(
  recording: Recording,
  kind: string,
  condition: Condition,
  random: Random,
  scratch: string,
): Promise<Recording> {
  const samples = await condition.apply(recording.samples, random, scratch);
  return { ...recording, name: `${kind}-${recording.name}`, kind, condition: condition.title, samples };
}

/** Joins recordings with pauses of 0.5 to 2 s after each. Times are kept only where every member has them. */
export function joined(name: string, members: readonly Recording[], random: Random): Recording {
  const gaps = members.map(() => Math.round(random.between(0.5, 2) * RATE));
  const length = members.reduce((sum, { samples }, i) => sum + samples.length + gaps[i], 0);
  const samples = new Float32Array(length);
  const [words, aligned]: SpokenWord[][] = [[], []];
  let at = 0;
  for (const [i, member] of members.entries()) {
    samples.set(member.samples, at);
    words.push(...moved(member.words ?? [], at / RATE));
    aligned.push(...moved(member.words ?? member.aligned ?? [], at / RATE));
    at += member.samples.length + gaps[i];
  }
  const isExact = members.every(({ words, text }) => words || !text);
  return {
    ...{ name, kind: "joined", language: "en", condition: "joined", isQuick: false, samples },
    voices: [],
    text: members.map(({ text }) => text).filter(Boolean).join(" "),
    ...(isExact ? { words } : { aligned }),
    members: members.map(({ name }) => name),
  };
}

/** A recording without speech. */
export function speechless(name: string, condition: string, sound: Float32Array): Recording {
  const samples = withLoudness(sound, LEVEL / 2);
  return { name, kind: "nothing said", language: "en", condition, voices: [], text: "", samples, isQuick: false };
}
