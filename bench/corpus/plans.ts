import { Random } from "../soak/random.ts";
import { CODEC_NAMES, coded } from "./codecs.ts";
import { inRoom, music, NOISES } from "./noises.ts";
import { mixUnder, RATE } from "./samples.ts";
import type { Utterance } from "./speech.ts";
import { ENGLISH_VOICES, FOREIGN_VOICES, SPEAKERS } from "./voices.ts";

/** An utterance of a recording. */
export interface Part extends Utterance {
  /** Seconds between the end of the part before and this one. Negative: both speak at once for so long. */
  gapSeconds: number;
  /** Loudness in decibels against the other parts. */
  gain: number;
}

/** Changes a recording without moving its words. Its title goes into the manifest. */
export interface Condition {
  title: string;
  apply(samples: Float32Array, random: Random, scratch: string): Float32Array | Promise<Float32Array>;
}

/** A recording that is still to be spoken. */
export interface Plan {
  kind: string;
  language: string;
  parts: Part[];
  condition: Condition;
}

export const CLEAN: Condition = { title: "clean", apply: (samples) => samples };

/** Quiet noise of a room, so that pauses are not made of zeros. */
const QUIET_ROOM: Condition = {
  title: "quiet room",
  apply: (samples, random) => mixUnder(samples, NOISES.pink(samples.length, random), 45),
};

function noisy(name: string, decibels: number): Condition {
  return {
    title: `${name} noise at ${decibels} dB`,
    apply: (samples, random) => mixUnder(samples, NOISES[name](samples.length, random), decibels),
  };
}

/** The conditions of a kind; the recordings of the kind take them in turn. */
export const CONDITIONS: Record<string, readonly Condition[]> = {
  noise: [
    noisy("pink", 10),
    noisy("street", 5),
    noisy("white", 15),
    noisy("keyboard", 5),
    noisy("hum", 5),
    noisy("rumble", 0),
    noisy("pink", 3),
    noisy("street", 12),
  ],
  room: [0.4, 0.8, 0.3, 1.2, 0.6].map((seconds) => ({
    title: `room with ${seconds} s of echo`,
    apply: (samples, random) => inRoom(samples, seconds, random),
  })),
  music: [12, 6, 9, 3].map((decibels) => ({
    title: `music at ${decibels} dB`,
    apply: (samples, random) => mixUnder(samples, music(samples.length, random), decibels),
  })),
  codec: CODEC_NAMES.map((name) => ({ title: name, apply: (samples, _, scratch) => coded(samples, name, scratch) })),
};

/** How many of the passages each kind gets. */
const PASSAGES = { clean: 10, noise: 8, room: 5, music: 6, codec: 7 };

/** Plans all synthetic recordings. The same seed gives the same plans. */
export async function makePlans(seed: number): Promise<Plan[]> {
  const random = new Random(seed);
  const [passages, sentences] = [await paragraphs("passages"), await lines("sentences")];
  return [
    ...passagePlans(passages),
    ...overlapPlans(sentences, random.fork()),
    ...dialoguePlans(await paragraphs("dialogues"), random.fork()),
    ...pausePlans(sentences, random.fork()),
    ...repetitionPlans(await paragraphs("repetition")),
    ...numberPlans(await lines("numbers")),
    ...languagePlans(await lines("languages")),
  ];
}

async function paragraphs(name: string): Promise<string[]> {
  return (await Deno.readTextFile(`${import.meta.dirname}/texts/${name}.txt`)).trim().split(/\n\s*\n/);
}

async function lines(name: string): Promise<string[]> {
  return (await Deno.readTextFile(`${import.meta.dirname}/texts/${name}.txt`)).trim().split("\n");
}

const voiceOf = (n: number) => ENGLISH_VOICES[n % ENGLISH_VOICES.length];
const alone = (text: string, n: number): Part[] => [{ voice: voiceOf(n), text, gapSeconds: 0, gain: 0 }];

function passagePlans(passages: string[]): Plan[] {
  let at = 0;
  return Object.entries(PASSAGES).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, n): Plan => {
      const condition = kind === "clean" ? CLEAN : CONDITIONS[kind][n % CONDITIONS[kind].length];
      return { kind, language: "en", parts: alone(passages[at], at++), condition };
    })
  );
}

/** Four sentences of two speakers: the second of each pair begins before the first has ended. */
function overlapPlans(sentences: string[], random: Random): Plan[] {
  return groups(random.shuffled(sentences), 4).map((texts, n) => {
    const [first, second] = [SPEAKERS[n % SPEAKERS.length], SPEAKERS[(n + 1 + n % 3) % SPEAKERS.length]];
    const parts = texts.map((text, i): Part => ({
      voice: i % 2 ? second : first,
      text,
      gapSeconds: i % 2 ? -random.between(0.2, 0.7) : random.between(0.5, 1.2),
      gain: i % 2 ? -random.between(0, 4) : 0,
    }));
    return { kind: "overlap", language: "en", parts, condition: QUIET_ROOM };
  });
}

function dialoguePlans(dialogues: string[], random: Random): Plan[] {
  return dialogues.map((dialogue, n) => {
    const parts = dialogue.split("\n").map((text, i): Part => ({
      voice: SPEAKERS[(n + i % 2) % SPEAKERS.length],
      text,
      gapSeconds: random.between(0.1, 0.6),
      gain: i % 2 ? -5 : 0,
    }));
    return { kind: "speakers", language: "en", parts, condition: QUIET_ROOM };
  });
}

/** Sentences that stand alone between pauses of 2 to 20 s. */
function pausePlans(sentences: string[], random: Random): Plan[] {
  return groups(random.shuffled(sentences).slice(0, 36), 4).map((texts, n) => {
    const parts = texts.map((text, i): Part => ({
      voice: voiceOf(n),
      text,
      gapSeconds: i === 0 ? random.between(0.3, 3) : random.chance(0.25) ? random.between(8, 20) : random.between(2, 7),
      gain: 0,
    }));
    return { kind: "pauses", language: "en", parts, condition: n % 3 === 2 ? noisy("pink", 20) : QUIET_ROOM };
  });
}

const UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** Spells a whole number from 1 to 99. */
export function spell(n: number): string {
  if (n < 10) return UNITS[n];
  if (n < 20) return TEENS[n - 10];
  return [TENS[Math.floor(n / 10) - 2], UNITS[n % 10]].filter(Boolean).join(" ");
}

/** Counts in tens, each with a pause after it. */
function counting(from: number, to: number): string[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => spell(from + i));
  return groups(numbers, 10).map((ten) => `${ten.join(", ")}.`);
}

function repetitionPlans(texts: string[]): Plan[] {
  const said = texts.map((text, n): Plan => ({
    kind: "repetition",
    language: "en",
    parts: text.split(/(?<=[.?!]) /).map((part) => ({ voice: voiceOf(n % 6), text: part, gapSeconds: 0.5, gain: 0 })),
    condition: QUIET_ROOM,
  }));
  const counted = [[1, 60], [61, 99]].map(([from, to], n): Plan => ({
    kind: "repetition",
    language: "en",
    parts: counting(from, to).map((text) => ({ voice: voiceOf(n), text, gapSeconds: 0.6, gain: 0 })),
    condition: QUIET_ROOM,
  }));
  return [said, counted].flat();
}

function numberPlans(texts: string[]): Plan[] {
  return groups(texts, 3).map((group, n) => ({
    kind: "numbers",
    language: "en",
    parts: group.map((text) => ({ voice: voiceOf(n), text, gapSeconds: 0.7, gain: 0 })),
    condition: QUIET_ROOM,
  }));
}

function languagePlans(rows: string[]): Plan[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const [language, text] = row.split("\t");
    const n = counts.get(language) ?? 0;
    counts.set(language, n + 1);
    const voice = { engine: "espeak-ng" as const, name: FOREIGN_VOICES[language][n % 2], rate: 0.95 };
    return { kind: "espeak-ng", language, parts: [{ voice, text, gapSeconds: 0, gain: 0 }], condition: CLEAN };
  });
}

function groups<T>(items: readonly T[], size: number): T[][] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}

/** Sounds in which nothing is said, and their seconds. */
export const SPEECHLESS: readonly { title: string; seconds: number; make(random: Random): Float32Array }[] = [
  { title: "street noise", seconds: 25, make: (random) => NOISES.street(25 * RATE, random) },
  { title: "music", seconds: 25, make: (random) => music(25 * RATE, random) },
  { title: "keyboard noise", seconds: 15, make: (random) => NOISES.keyboard(15 * RATE, random) },
  { title: "hum", seconds: 10, make: (random) => NOISES.hum(10 * RATE, random) },
];
