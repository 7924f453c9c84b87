import type { Config } from "../src/core/settings/config.ts";
import type { Log } from "../src/core/log.ts";
import type { Transcript } from "../src/core/types.ts";
import { readAudio } from "../src/media/audio.ts";
import { Engine } from "../ml/whisper/engine/engine.ts";
import { type Clip, membersOf } from "./clips.ts";
import { normalize } from "./normalize.ts";
import { alignTranscript, type UtteranceErrors } from "./scoring/alignment.ts";
import { errorRateInterval } from "./scoring/bootstrap.ts";
import { rate, type WordErrors, wordErrors } from "./word_error_rate.ts";

/** A transcribed clip. */
interface Result extends WordErrors {
  clip: Clip;
  audioSeconds: number;
  wallSeconds: number;
  /** Normalized words of the transcript. */
  written: string[];
  /** For a joined recording one for each member. */
  utterances: UtteranceErrors[];
}

/**
 * Transcribes the clips with StreamForge alone, end to end, and prints word error rates and speed.
 *
 * @param maxWer in per cent, for the English clips together
 * @returns what failed: that rate; a clip without speech that got text; a wrong word in the clip `jfk`
 */
export async function checkAccuracy(
  clips: Clip[],
  { maxWer, modelFolder, config, log }: { maxWer: number; modelFolder: string; config: Config; log: Log },
): Promise<string[]> {
  const engine = new Engine({
    modelFolder: () => Promise.resolve(modelFolder),
    cacheDir: config.cacheDir,
    onnxruntimeDir: config.onnxruntimeDir,
    threads: config.whisperThreads,
    device: config.whisperDevice,
    idleSeconds: 0,
    log,
  });
  await measure(engine, clips[0], config); // loads the model: not counted
  const results: Result[] = [];
  for (const clip of clips) {
    const result = await measure(engine, clip, config, clips);
    results.push(result);
    const wer = result.words ? `${rate([result]).toFixed(1)} %` : `${result.written.length} words`;
    const times = (result.audioSeconds / result.wallSeconds).toFixed(0);
    console.log(`${clip.name.padEnd(18)} ${clip.language}  WER ${wer.padStart(9)}  ${times.padStart(4)} x real time`);
  }
  for (const language of [...new Set(clips.map(({ language }) => language))].sort()) {
    const inLanguage = results.filter(({ clip }) => clip.language === language);
    console.log(`${language}: WER ${rate(inLanguage).toFixed(1)} % over ${inLanguage.length} clips`);
  }
  if (clips.some(({ kind }) => kind)) printKinds(results);
  const audioSeconds = results.reduce((sum, r) => sum + r.audioSeconds, 0);
  const wallSeconds = results.reduce((sum, r) => sum + r.wallSeconds, 0);
  const speed = `${(audioSeconds / wallSeconds).toFixed(1)} x real time`;
  const how = `${engine.status.model}, ${engine.status.device}, ${config.whisperThreads} threads`;
  console.log(`${audioSeconds.toFixed(0)} s in ${wallSeconds.toFixed(1)} s: ${speed} (${how})`);
  await engine.close();
  return findFailures(results, maxWer);
}

/** Prints a row for each kind of material, and those of the stretches of speech that are lost. */
function printKinds(results: Result[]): void {
  for (const [kind, some] of Map.groupBy(results, ({ clip }) => clip.kind ?? "")) {
    const utterances = some.flatMap(({ utterances }) => utterances);
    const { value, low, high } = errorRateInterval(utterances);
    const sum = (key: "words" | "lostSeconds" | "droppedSeconds") => utterances.reduce((sum, it) => sum + it[key], 0);
    console.log(
      `${kind.padEnd(14)} WER ${value.toFixed(2)} % (95 %: ${low.toFixed(2)} to ${high.toFixed(2)}), ${
        sum("words")
      } words, ` +
        `lost ${sum("lostSeconds").toFixed(1)} s, dropped ${sum("droppedSeconds").toFixed(1)} s`,
    );
  }
  for (const { name, lost } of results.flatMap(({ utterances }) => utterances)) {
    for (const text of lost) console.log(`lost in ${name}: ${text}`);
  }
}

async function measure(engine: Engine, clip: Clip, mediaTools: Config, all: Clip[] = []): Promise<Result> {
  let audioSeconds = 0;
  async function* audio() {
    for await (const chunk of readAudio(mediaTools, clip.path)) {
      audioSeconds += chunk.length / 16000;
      yield chunk;
    }
  }
  const begin = performance.now();
  const transcript: Transcript = await engine.transcribe(audio(), { language: clip.language }, {});
  const wallSeconds = (performance.now() - begin) / 1000;
  const text = transcript.segments.map(({ text }) => text).join(" ");
  const written = normalize(text, clip.language);
  const utterances = alignTranscript(clip, text, transcript.dropped, membersOf(clip, all));
  const errors = wordErrors(normalize(clip.reference, clip.language), written);
  return { clip, audioSeconds, wallSeconds, written, utterances, ...errors };
}

function findFailures(results: Result[], maxWer: number): string[] {
  const english = rate(results.filter(({ clip }) => clip.language === "en"));
  const failures: string[] = [];
  if (english > maxWer) {
    failures.push(`the English clips' word error rate is ${english.toFixed(1)} %: above ${maxWer} %`);
  }
  for (const { clip, written, errors } of results) {
    if (!clip.reference && written.length) failures.push(`${clip.name} has no speech, but got "${written.join(" ")}"`);
    if (clip.name === "jfk" && errors) failures.push(`jfk is not word for word: "${written.join(" ")}"`);
  }
  return failures;
}
