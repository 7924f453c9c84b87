/** `./sf bench:sound`: how well the score of the sound foretells the word error rate. See `USAGE`. */
import { parseArgs } from "node:util";
import { measureSoundQuality } from "../ml/audio/sound_quality/sound_quality.ts";
import { ModelStore } from "../ml/models/store.ts";
import { Engine } from "../ml/whisper/engine/engine.ts";
import { createLog } from "../src/core/log.ts";
import { type Config, readConfig } from "../src/core/settings/config.ts";
import { readAudio } from "../src/media/audio.ts";
import { probe } from "../src/media/probe.ts";
import { type Clip, readClips } from "./clips.ts";
import { readSound, writeFlac } from "./corpus/samples.ts";
import { normalize } from "./normalize.ts";
import { DEGRADATIONS } from "./sound/degradations.ts";
import { rankCorrelation } from "./sound/rank_correlation.ts";
import { wordErrors } from "./word_error_rate.ts";

const USAGE = `usage: ./sf bench:sound [FOLDER] [options]
Spoils each clip of a folder (../shared/speech) by noise, filters, codecs, clipping, rooms and gaps, transcribes the
copies, and prints Spearman's rank correlation of the score of their sound with their word error rate.

  --clips jfk,libri1088   some of the clips only (default: those with speech, in languages with words)
  --model base            a name or a folder
  --keep FOLDER           keeps copies and transcripts there; a later run with it measures the sound alone
  --min N                 ends with code 1 where the correlation over all copies is below N`;

/** A spoilt copy and what was made of it. */
interface Row {
  clip: string;
  copy: string;
  /** Word error rate, 0 to 1 and more. */
  errorRate: number;
  /** Mean probability of the words; 0 without words. */
  confidence: number;
  /** 0 to 100; 0 where no speech was found. */
  score: number;
}

const WITHOUT_WORDS = ["ja", "zh", "th", "lo", "km", "my"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ clips: { type: "string" }, model: { type: "string", default: "base" }, keep: { type: "string" } },
    ...{ min: { type: "string" }, help: { type: "boolean", short: "h" } },
  },
});
if (values.help) {
  console.log(USAGE);
  Deno.exit(0);
}
const config = readConfig(Deno.env.toObject());
const folder = positionals[0] ?? new URL("../../shared/speech", import.meta.url).pathname;
const wanted = values.clips?.split(",");
const clips = readClips(folder).filter(({ name, reference, language }) =>
  wanted ? wanted.includes(name) : reference !== "" && !WITHOUT_WORDS.includes(language)
);
const kept = values.keep ?? await Deno.makeTempDir({ prefix: "streamforge_sound_" });
await Deno.mkdir(kept, { recursive: true });
const rows: Row[] = [];
const log = createLog("warn");
const modelFolder = () => new ModelStore(config.modelsDir, log, { hubUrl: config.hubUrl }).resolve(values.model);
const { cacheDir, onnxruntimeDir, whisperThreads: threads } = config;
const engine = new Engine({ modelFolder, cacheDir, onnxruntimeDir, threads, device: "cpu", idleSeconds: 0, log });
for (const clip of clips) {
  for (const [i, { name, apply }] of DEGRADATIONS.entries()) {
    const path = `${kept}/${clip.name}.${i}.flac`;
    if (!await exists(path)) await writeFlac(path, await apply(await readSound(clip.path), kept));
    const row = { clip: clip.name, copy: name, ...await readText(clip, path), score: await scoreOf(path, config) };
    rows.push(row);
    const { errorRate, confidence, score } = row;
    console.log(
      `${clip.name.padEnd(18)} ${name.padEnd(24)} WER ${(100 * errorRate).toFixed(0).padStart(4)} %  ` +
        `score ${String(score).padStart(3)}  words ${(100 * confidence).toFixed(0).padStart(3)} %`,
    );
  }
}
await engine.close();
if (!values.keep) await Deno.remove(kept, { recursive: true });
const all = report(rows);
if (values.min !== undefined && !(all >= Number(values.min))) {
  console.error(`the rank correlation is ${all.toFixed(2)}: below ${values.min}`);
  Deno.exit(1);
}
Deno.exit(0);

/** Transcribes a copy, once: what was read is kept beside it. */
async function readText(clip: Clip, path: string): Promise<Pick<Row, "errorRate" | "confidence">> {
  const kept = `${path}.json`;
  if (await exists(kept)) return JSON.parse(await Deno.readTextFile(kept));
  const { segments } = await engine.transcribe(readAudio(config, path), { language: clip.language }, {});
  const written = normalize(segments.map(({ text }) => text).join(" "), clip.language);
  const { errors, words } = wordErrors(normalize(clip.reference, clip.language), written);
  const all = segments.flatMap(({ words }) => words);
  const confidence = all.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, all.length);
  const read = { errorRate: errors / words, confidence };
  await Deno.writeTextFile(kept, JSON.stringify(read));
  return read;
}

async function scoreOf(path: string, tools: Config): Promise<number> {
  const { score } = await measureSoundQuality(tools, path, { info: await probe(tools, path) });
  return score ?? 0;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Prints the correlations of each clip and of all copies. @returns that of the score over all copies */
function report(rows: readonly Row[]): number {
  const line = (name: string, some: readonly Row[]) => {
    const rates = some.map(({ errorRate }) => errorRate);
    const correlation = (values: number[]) => -rankCorrelation(values, rates);
    const score = correlation(some.map(({ score }) => score));
    const words = correlation(some.map(({ confidence }) => confidence));
    const both = correlation(some.map(({ score, confidence }) => (score / 100 + confidence) / 2));
    console.log(
      `${name.padEnd(18)} ${some.length} copies: rank correlation with the word error rate ` +
        `${score.toFixed(2)} by the sound, ${words.toFixed(2)} by the words, ${both.toFixed(2)} by both`,
    );
    return score;
  };
  for (const [clip, some] of Map.groupBy(rows, ({ clip }) => clip)) line(clip, some);
  return line("all", rows);
}
