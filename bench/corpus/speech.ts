import type { SpokenWord } from "../word_times.ts";
import { speakEspeak } from "./espeak.ts";
import { speakFestival } from "./festival.ts";
import { speakFlite } from "./flite.ts";
import { RATE, resample } from "./samples.ts";

/** A voice of a synthesiser, as it is to speak. */
export interface Voice {
  engine: "flite" | "festival" | "espeak-ng";
  name: string;
  /** How much faster than the voice's own rate; 1 if absent. */
  rate?: number;
  /** Plays the speech so much faster: pitch and formants rise as well, which makes another speaker of a voice. */
  speed?: number;
}

export interface Utterance {
  voice: Voice;
  /** Words with blanks between them, all spelled out: no digits, no abbreviations, no hyphens. */
  text: string;
}

/** What a synthesiser made of an utterance, before conversion. Times are in seconds. */
export interface RawSpeech {
  pcm: Int16Array;
  /** Hz. */
  rate: number;
  words: SpokenWord[];
}

/** Speech at 16 kHz with the exact times of its words. */
export interface Speech {
  samples: Float32Array;
  words: SpokenWord[];
}

export function voiceTitle({ engine, name, rate = 1, speed = 1 }: Voice): string {
  return `${engine} ${name}${rate === 1 ? "" : ` rate ${rate}`}${speed === 1 ? "" : ` speed ${speed}`}`;
}

/**
 * Speaks utterances, in their order.
 *
 * @throws {Error} if a synthesiser is missing, or splits a text into other words than its blanks do
 */
export async function speakAll(utterances: readonly Utterance[], scratch: string): Promise<Speech[]> {
  const spoken = new Array<Speech>(utterances.length);
  const engines = { "flite": speakFlite, "festival": speakFestival, "espeak-ng": speakEspeak };
  for (const engine of ["flite", "festival", "espeak-ng"] as const) {
    const places = utterances.keys().filter((i) => utterances[i].voice.engine === engine).toArray();
    const raw = await engines[engine](places.map((i) => utterances[i]), scratch);
    for (const [n, i] of places.entries()) spoken[i] = finish(raw[n], utterances[i]);
  }
  return spoken;
}

function finish({ pcm, rate, words }: RawSpeech, { voice, text }: Utterance): Speech {
  const written = text.split(" ");
  if (words.length !== written.length) {
    throw new Error(`${voiceTitle(voice)} makes ${words.length} words of the ${written.length} in "${text}"`);
  }
  const { speed = 1 } = voice;
  const samples = resample(Float32Array.from(pcm, (value) => value / 32768), rate * speed);
  const timed = words.map(({ start, end }, i) => ({ word: written[i], start: start / speed, end: end / speed }));
  return { samples: trimmed(samples, timed.at(-1)!.end), words: timed };
}

/** Leaves a tenth of a second after the last word. */
function trimmed(samples: Float32Array, end: number): Float32Array {
  return samples.subarray(0, Math.round((end + 0.1) * RATE));
}
