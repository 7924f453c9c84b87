/** `./sf bench:corpus`: makes the test set of speech recognition. See `USAGE`. */
import { parseArgs } from "node:util";
import { readConfig } from "../../src/core/settings/config.ts";
import type { PeerContext } from "../programs.ts";
import { Random } from "../soak/random.ts";
import { degraded, readHuman } from "./human.ts";
import { makePlans, SPEECHLESS } from "./plans.ts";
import { joined, type Recording, speakPlans, speechless } from "./recordings.ts";
import { RATE, writeFlac } from "./samples.ts";

const USAGE = `usage: ./sf bench:corpus FOLDER [options]
Makes about an hour of speech with exact texts and word times in FOLDER: NAME.flac, NAME.txt, NAME.json (text, words
with their times, kind, condition, voices) and manifest.tsv. "./sf bench:speech FOLDER" measures with it.

  --speech FOLDER  clips of people: NAME.flac with NAME.txt beside it (../shared/speech)
  --seed N         another set of the same kinds (1)

The same seed, clips and versions of flite, festival and espeak-ng give the same texts and word times.`;

/** How many recordings of each kind are in the quick part. */
const QUICK: Record<string, number> = {
  "human": 8,
  "human-noise": 1,
  "human-room": 1,
  "human-music": 1,
  "human-codec": 1,
  "clean": 2,
  "noise": 2,
  "room": 1,
  "music": 1,
  "codec": 1,
  "overlap": 2,
  "speakers": 1,
  "pauses": 1,
  "repetition": 3,
  "numbers": 1,
  "nothing said": 2,
};

const QUICK_CLIP_SECONDS = 30; // longer clips of people are left out of it

async function makeCorpus(speechFolder: string, seed: number, context: PeerContext): Promise<Recording[]> {
  const random = new Random(seed);
  const scratch = await Deno.makeTempDir({ prefix: "streamforge-corpus-" });
  try {
    const human = await readHuman(speechFolder, context);
    context.log("speaking");
    const made = [
      ...await degraded(human, random.fork(), scratch),
      ...await speakPlans(await makePlans(seed), random.fork(), scratch),
      ...SPEECHLESS.map(({ title, make }, i) => speechless(`nothing-${i + 1}`, title, make(random.fork()))),
    ];
    const all = [...human, ...made];
    chooseQuick(all);
    return [...all, ...joinKinds(all, random.fork())];
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

function chooseQuick(all: readonly Recording[]): void {
  const left = new Map(Object.entries(QUICK));
  for (const recording of all) {
    const { kind, language, samples } = recording;
    const key = language === "en" ? kind : `${kind} ${language}`;
    if (kind === "human" && samples.length > QUICK_CLIP_SECONDS * RATE) continue;
    const count = left.get(key) ?? (language === "en" ? 0 : 1);
    recording.isQuick = count > 0;
    left.set(key, count - 1);
  }
}

/** The clips of people as one recording, the clean ones of the synthesisers as another, and the quick part's. */
function joinKinds(all: readonly Recording[], random: Random): Recording[] {
  const english = all.filter(({ language }) => language === "en");
  const kinds: [string, Recording[]][] = [
    [
      "joined-human",
      english.filter(({ kind, voices }) => kind === "human" || kind === "nothing said" && voices.length),
    ],
    ["joined-clean", english.filter(({ kind }) => kind === "clean" || kind === "numbers")],
    ["joined-quick", random.shuffled(english.filter(({ isQuick, kind }) => isQuick && kind !== "overlap"))],
  ];
  return kinds.filter(([, members]) => members.length > 1).map(([name, members]) => ({
    ...joined(name, members, random.fork()),
    isQuick: name === "joined-quick",
  }));
}

const MANIFEST = ["name", "seconds", "language", "kind", "quick", "words", "condition", "voices"];

async function write(recordings: readonly Recording[], folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const rows = [MANIFEST];
  for (const { samples, ...recording } of recordings) {
    const { name, language, kind, isQuick, condition, voices, text, words, aligned, members } = recording;
    await writeFlac(`${folder}/${name}.flac`, samples);
    await Deno.writeTextFile(`${folder}/${name}.txt`, `${text}\n`);
    const details = {
      text,
      kind,
      language,
      condition,
      voices,
      members,
      words: rounded(words),
      aligned: rounded(aligned),
    };
    await Deno.writeTextFile(`${folder}/${name}.json`, `${JSON.stringify(details)}\n`);
    const [seconds, wordCount] = [(samples.length / RATE).toFixed(2), text.split(/\s+/).filter(Boolean).length];
    rows.push([name, seconds, language, kind, isQuick ? "1" : "0", `${wordCount}`, condition, voices.join(", ")]);
  }
  await Deno.writeTextFile(`${folder}/manifest.tsv`, rows.map((row) => `${row.join("\t")}\n`).join(""));
}

function rounded(words: Recording["words"]) {
  const round = (seconds: number) => Math.round(seconds * 1000) / 1000;
  return words?.map(({ word, start, end }) => ({ word, start: round(start), end: round(end) }));
}

function summary(recordings: readonly Recording[]): string {
  const kinds = Map.groupBy(recordings, ({ kind }) => kind);
  const line = (title: string, some: readonly Recording[]) => {
    const seconds = some.reduce((sum, { samples }) => sum + samples.length / RATE, 0);
    const words = some.reduce((sum, { text }) => sum + text.split(/\s+/).filter(Boolean).length, 0);
    return `${title.padEnd(14)} ${String(some.length).padStart(4)} recordings  ${String(words).padStart(5)} words  ${
      (seconds / 60).toFixed(1).padStart(5)
    } min`;
  };
  return [
    ...kinds.entries().map(([kind, some]) => line(kind, some)),
    line("quick part", recordings.filter(({ isQuick }) => isQuick)),
    line("all", recordings),
  ].join("\n");
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: {
      speech: { type: "string", default: "../shared/speech" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help || positionals.length !== 1) {
    console.log(USAGE);
    Deno.exit(values.help ? 0 : 2);
  }
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) {
    throw new RangeError(`--seed is "${values.seed}": it must be a whole number from 0`);
  }
  const base = `file://${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/`;
  const pathOf = (path: string) => decodeURIComponent(new URL(path, base).pathname).replace(/(.)\/$/, "$1");
  const { ffmpegPath } = readConfig(Deno.env.toObject());
  const caches = Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`;
  const log = (line: string) => console.error(line);
  const context = { folder: `${caches}/streamforge/peers`, modelFolder: "", ffmpegPath, log };
  const recordings = await makeCorpus(pathOf(values.speech), seed, context);
  await write(recordings, pathOf(positionals[0]));
  console.log(summary(recordings));
}
