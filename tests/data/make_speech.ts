/**
 * Makes the speech that the tests listen to, with Debian's flite 2.2 and espeak-ng 1.51, and writes down when each word
 * is spoken. The results are kept beside this file; to make them again:
 *
 *   apt-get install flite espeak-ng ffmpeg && deno run -A tests/data/make_speech.ts
 *
 * Times come from `flite -psdur`, which prints when each phone ends. It does not print words, so each word is also spoken
 * alone, and its phones are found again in the sentence's.
 */
import { fluent, passage, sentence, spanish } from "./speech_texts.ts";

const RATE = 16000; // Hz
const FOLDER = import.meta.dirname!;
const scratch = await Deno.makeTempDir();

interface TimedWord {
  word: string;
  start: number;
  end: number;
}

interface Spoken {
  samples: Int16Array;
  words: TimedWord[];
}

interface Phone {
  name: string;
  start: number;
  end: number;
}

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

async function readSamples(path: string, filter = "anull"): Promise<Int16Array> {
  const args = ["-v", "error", "-i", path, "-af", filter, "-f", "s16le", "-ac", "1", "-ar", `${RATE}`, "-"];
  const { stdout } = await new Deno.Command("ffmpeg", { args }).output();
  return new Int16Array(stdout.slice().buffer);
}

function parsePhones(text: string): Phone[] {
  let start = 0;
  return text.trim().split(/\s+/).map((item) => {
    const [name, time] = item.split(":");
    const phone = { name, start, end: Number(time) };
    start = phone.end;
    return phone;
  });
}

async function phonesOf(voice: string, word: string): Promise<string[]> {
  const text = await run("flite", ["-voice", voice, "-psdur", "-t", word, "-o", `${scratch}/word.wav`]);
  return parsePhones(text).map((phone) => phone.name).filter((name) => name !== "pau");
}

async function speak(voice: string, text: string): Promise<Spoken> {
  const path = `${scratch}/sentence.wav`;
  const phones = parsePhones(await run("flite", ["-voice", voice, "-psdur", "-t", text, "-o", path]))
    .filter((phone) => phone.name !== "pau");
  const words = text.split(" ");
  const alone: { name: string; word: number }[] = [];
  for (const [word, written] of words.entries()) {
    for (const name of await phonesOf(voice, written.replace(/[.,?!]/g, ""))) alone.push({ name, word });
  }
  const wordOf = align(alone, phones);
  const timed = words.map((word, index) => {
    const own = phones.filter((_, i) => wordOf[i] === index);
    if (own.length === 0) throw new Error(`no phone of "${word}" was found in "${text}"`);
    return { word, start: own[0].start, end: own[own.length - 1].end };
  });
  return { samples: await readSamples(path), words: timed };
}

/** The word that each phone of a sentence belongs to, by the cheapest edit of the words' own phones into the sentence's. */
function align(alone: { name: string; word: number }[], phones: Phone[]): number[] {
  const cost = Array.from({ length: alone.length + 1 }, () => new Array<number>(phones.length + 1).fill(0));
  const isVowel = (name: string) => /^[aeiou]/.test(name);
  const change = (i: number, j: number) => {
    const [a, b] = [alone[i].name, phones[j].name];
    return a === b ? 0 : isVowel(a) === isVowel(b) ? 0.8 : 1.6; // "the" before a vowel, a reduced "a"
  };
  for (let i = 0; i <= alone.length; i++) {
    for (let j = 0; j <= phones.length; j++) {
      if (i === 0 || j === 0) cost[i][j] = i + j;
      else cost[i][j] = Math.min(cost[i - 1][j - 1] + change(i - 1, j - 1), cost[i - 1][j] + 1, cost[i][j - 1] + 1);
    }
  }
  const wordOf = new Array<number>(phones.length);
  let i = alone.length;
  for (let j = phones.length; j > 0;) {
    if (i > 0 && cost[i][j] === cost[i - 1][j - 1] + change(i - 1, j - 1)) wordOf[--j] = alone[--i].word;
    else if (i > 0 && cost[i][j] === cost[i - 1][j] + 1) i--;
    else wordOf[--j] = alone[Math.max(0, i - 1)].word;
  }
  return wordOf;
}

/** Joins what was spoken with silences; times move along. */
function join(parts: { spoken: Spoken; pauseSeconds: number }[]): Spoken & { starts: number[] } {
  const samples: number[] = [];
  const words: TimedWord[] = [];
  const starts: number[] = [];
  for (const { spoken, pauseSeconds } of parts) {
    const offset = samples.length / RATE;
    starts.push(offset);
    for (const sample of spoken.samples) samples.push(sample);
    for (let n = Math.round(pauseSeconds * RATE); n > 0; n--) samples.push(0);
    for (const { word, start, end } of spoken.words) words.push({ word, start: start + offset, end: end + offset });
  }
  return { samples: Int16Array.from(samples), words, starts };
}

async function encode(name: string, samples: Int16Array, codec: string[]): Promise<void> {
  const raw = `${scratch}/raw`;
  await Deno.writeFile(raw, new Uint8Array(samples.slice().buffer));
  const input = ["-v", "error", "-y", "-f", "s16le", "-ac", "1", "-ar", `${RATE}`, "-i", raw];
  await run("ffmpeg", [...input, ...codec, "-map_metadata", "-1", "-fflags", "+bitexact", `${FOLDER}/${name}`]);
}

async function writeJson(name: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value, (_, v) => typeof v === "number" ? Math.round(v * 1000) / 1000 : v, 1);
  // A word a line
  await Deno.writeTextFile(
    `${FOLDER}/${name}`,
    text.replace(/\{\n\s+("(?:word|text)".*)\n\s+(.*)\n\s+(.*)\n\s+\}/g, "{ $1 $2 $3 }") + "\n",
  );
}

const FLAC = ["-c:a", "flac", "-compression_level", "12"];
const OPUS = ["-c:a", "libopus", "-b:a", "24k", "-application", "voip"];

const one = await speak("slt", sentence);
await encode("sentence.flac", one.samples, FLAC);
await writeJson("sentence.json", { text: sentence, words: one.words });

const silence: Spoken = { samples: new Int16Array(0), words: [] };
const parts = [{ spoken: silence, pauseSeconds: 1.5 }];
for (const { text, pauseSeconds } of passage) parts.push({ spoken: await speak("slt", text), pauseSeconds });
const whole = join(parts);
await encode("passage.flac", whole.samples, FLAC);
await writeJson("passage.json", { text: passage.map((part) => part.text).join(" "), words: whole.words });

const many: { spoken: Spoken; pauseSeconds: number }[] = [];
for (const text of fluent) many.push({ spoken: await speak("slt", text), pauseSeconds: 0.3 });
const list = join(many);
await encode("sentences.opus", list.samples, OPUS);
const sentences = fluent.map((text, i) => ({
  text,
  start: list.starts[i],
  end: list.starts[i] + many[i].spoken.samples.length / RATE,
}));
await writeJson("sentences.json", { sentences });

await run("espeak-ng", [
  "-v",
  spanish.voice,
  "-s",
  `${spanish.wordsPerMinute}`,
  "-w",
  `${scratch}/spanish.wav`,
  spanish.text,
]);
await encode("spanish.flac", await readSamples(`${scratch}/spanish.wav`), FLAC);
await writeJson("spanish.json", { text: spanish.text });

await Deno.remove(scratch, { recursive: true });
