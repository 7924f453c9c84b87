/** Reads the speech in this folder for tests. */

export interface TimedWord {
  word: string;
  start: number;
  end: number;
}

/** The samples of a file in this folder: mono, 16 kHz. */
export async function readSpeech(name: string): Promise<Float32Array> {
  const args = ["-v", "error", "-i", `${import.meta.dirname}/${name}`, "-f", "f32le", "-ac", "1", "-ar", "16000", "-"];
  const { stdout, success } = await new Deno.Command("ffmpeg", { args }).output();
  if (!success) throw new Error(`ffmpeg could not read tests/data/${name}`);
  return new Float32Array(stdout.slice().buffer);
}

/** What is said in `name`, and when. */
export async function readWords(name: "sentence" | "passage"): Promise<{ text: string; words: TimedWord[] }> {
  return JSON.parse(await Deno.readTextFile(`${import.meta.dirname}/${name}.json`));
}

/** The different sentences of sentences.opus, each with its place in it. */
export async function readSentences(): Promise<{ text: string; start: number; end: number }[]> {
  return JSON.parse(await Deno.readTextFile(`${import.meta.dirname}/sentences.json`)).sentences;
}

/** As an engine gets it: in pieces. */
export async function* inPieces(samples: Float32Array, pieceSamples = 80000): AsyncGenerator<Float32Array> {
  for (let i = 0; i < samples.length; i += pieceSamples) yield await samples.subarray(i, i + pieceSamples);
}

/** Noise without speech: the same numbers for the same seed. @param level root mean square */
export function noise(nSamples: number, level: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: nSamples }, () => next() * level * Math.sqrt(12));
}

/** A recording of many minutes: different sentences one after the other, with pauses. */
export interface LongRecording {
  samples: Float32Array;
  sentences: { text: string; start: number; end: number }[];
}

/** Arranges the sentences of sentences.opus, again and again in a new order, until `seconds` are full. */
export async function longRecording(seconds: number, seed = 7): Promise<LongRecording> {
  const all = await readSpeech("sentences.opus");
  const known = await readSentences();
  const samples = new Float32Array(seconds * 16000);
  const sentences: LongRecording["sentences"] = [];
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  let at = 8000;
  for (let order: typeof known = [];;) {
    if (order.length === 0) order = shuffle(known, random);
    const { text, start, end } = order.pop()!;
    const spoken = all.subarray(Math.round(start * 16000), Math.round(end * 16000));
    if (at + spoken.length > samples.length) break;
    samples.set(spoken, at);
    sentences.push({ text, start: at / 16000, end: (at + spoken.length) / 16000 });
    // Mostly short pauses, now and then one of several seconds
    const pauseSeconds = random() < 0.1 ? 3 + 5 * random() : 0.2 + 0.8 * random();
    at += spoken.length + Math.round(pauseSeconds * 16000);
  }
  return { samples, sentences };
}

function shuffle<T>(items: T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}
