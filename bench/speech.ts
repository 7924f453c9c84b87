/**
 * `./sf bench:speech [FOLDER] [--model base] [--max-wer 7]`: transcribes every NAME.flac (or .wav, .mp3, .opus) beside a
 * NAME.txt, end to end from the file to segments with word times, and prints word error rate and real-time factor.
 *
 * A folder's manifest.tsv (columns `name` and `language`) tells the languages; without one every clip is English.
 * With `--max-wer` it ends with code 1 where the English clips together are above it, where a clip that says nothing
 * got text, or where the clip `jfk` is not word for word.
 */
import { parseArgs } from "node:util";
import { readConfig } from "../src/core/config.ts";
import { createLog } from "../src/core/log.ts";
import type { Transcript } from "../src/core/types.ts";
import { readAudio } from "../src/media/audio.ts";
import { ModelStore } from "../ml/models/store.ts";
import { Engine } from "../ml/whisper/engine.ts";
import { normalize } from "./normalize.ts";
import { rate, type WordErrors, wordErrors } from "./word_error_rate.ts";

interface Clip {
  name: string;
  path: string;
  language: string;
  reference: string;
}

interface Result extends WordErrors {
  clip: Clip;
  audioSeconds: number;
  wallSeconds: number;
  written: string[];
}

function clipsOf(folder: string): Clip[] {
  const languages = new Map<string, string>();
  try {
    const [head, ...rows] = Deno.readTextFileSync(`${folder}/manifest.tsv`).trim().split("\n").map((row) => row.split("\t"));
    const [name, language] = [head.indexOf("name"), head.indexOf("language")];
    for (const row of rows) languages.set(row[name], row[language]);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return [...Deno.readDirSync(folder)]
    .map(({ name }) => name.match(/^(.*)\.(flac|wav|mp3|opus|ogg|m4a)$/))
    .filter((match) => match !== null)
    .map(([file, name]) => ({
      name,
      path: `${folder}/${file}`,
      language: languages.get(name) ?? "en",
      reference: Deno.readTextFileSync(`${folder}/${name}.txt`).trim(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function measure(engine: Engine, clip: Clip, tools: { ffmpegPath: string; ffprobePath: string }): Promise<Result> {
  let audioSeconds = 0;
  async function* audio() {
    for await (const chunk of readAudio(tools, clip.path)) {
      audioSeconds += chunk.length / 16000;
      yield chunk;
    }
  }
  const begin = performance.now();
  const transcript: Transcript = await engine.transcribe(audio(), { language: clip.language }, {});
  const wallSeconds = (performance.now() - begin) / 1000;
  const written = normalize(transcript.segments.map(({ text }) => text).join(" "), clip.language);
  return { clip, audioSeconds, wallSeconds, written, ...wordErrors(normalize(clip.reference, clip.language), written) };
}

/** What `--max-wer` asks for and does not hold. */
function faults(results: Result[], maxWer: number): string[] {
  const english = rate(results.filter(({ clip }) => clip.language === "en"));
  const found = english > maxWer ? [`the English clips' word error rate is ${english.toFixed(1)} %: above ${maxWer} %`] : [];
  for (const { clip, written, errors } of results) {
    if (!clip.reference && written.length) found.push(`${clip.name} says nothing, but got "${written.join(" ")}"`);
    if (clip.name === "jfk" && errors) found.push(`jfk is not word for word: "${written.join(" ")}"`);
  }
  return found;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: { model: { type: "string" }, "max-wer": { type: "string" }, json: { type: "boolean", default: false } },
  });
  const config = readConfig(Deno.env.toObject());
  const log = createLog(config.logLevel);
  const folder = new URL(positionals[0] ?? "../shared/speech", `file://${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/`).pathname;
  const store = new ModelStore(config.modelsDir, log);
  const model = values.model ?? config.whisperModel;
  const engine = new Engine({
    modelFolder: () => store.resolve(model),
    cacheDir: config.cacheDir,
    threads: config.whisperThreads,
    device: config.whisperDevice,
    idleSeconds: 0,
    log,
  });
  const clips = clipsOf(folder);
  await measure(engine, clips[0], config); // loads the model: not counted
  const results: Result[] = [];
  for (const clip of clips) {
    const result = await measure(engine, clip, config);
    results.push(result);
    const wer = result.words ? `${rate([result]).toFixed(1)} %` : `${result.written.length} words`;
    const times = (result.audioSeconds / result.wallSeconds).toFixed(0);
    console.log(`${clip.name.padEnd(18)} ${clip.language}  WER ${wer.padStart(9)}  ${times.padStart(4)} x real time`);
  }
  for (const language of [...new Set(clips.map(({ language }) => language))].sort()) {
    const own = results.filter(({ clip }) => clip.language === language);
    console.log(`${language}: WER ${rate(own).toFixed(1)} % over ${own.length} clips`);
  }
  const audioSeconds = results.reduce((sum, r) => sum + r.audioSeconds, 0);
  const wallSeconds = results.reduce((sum, r) => sum + r.wallSeconds, 0);
  console.log(
    `${audioSeconds.toFixed(0)} s in ${wallSeconds.toFixed(1)} s: ${(audioSeconds / wallSeconds).toFixed(1)} x real time ` +
      `(${model}, ${engine.status.device}, ${config.whisperThreads} threads)`,
  );
  await engine.close();
  const found = values["max-wer"] ? faults(results, Number(values["max-wer"])) : [];
  found.forEach((fault) => console.error(fault));
  Deno.exit(found.length ? 1 : 0);
}
