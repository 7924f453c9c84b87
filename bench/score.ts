import { type Clip, LONG } from "./clips.ts";
import type { Contender } from "./contenders.ts";
import { normalize } from "./normalize.ts";
import type { Run } from "./runs.ts";
import { rate, type WordErrors, wordErrors } from "./word_error_rate.ts";
import { median, quantile, timeErrors } from "./word_times.ts";

/** A clip with its length. */
export interface Measured extends Clip {
  seconds: number;
}

/** A contender's row of the table. A real-time factor is seconds of work for a second of audio: less is better. */
export interface Score {
  contender: Contender;
  runs: number;
  /** One for each run: of the long recording, or without one of all clips together. */
  realTimeFactors: number[];
  realTimeFactorMin: number;
  realTimeFactorMedian: number;
  /** Median processor seconds, of all threads, for a second of audio: other processes hardly change it. */
  processorFactor: number;
  /** Of the short clips, one after another. */
  clipsRealTimeFactor: number;
  /** Word error rates in per cent; NaN where there is nothing to compare. */
  werEnglish: number;
  werOthers: number;
  werLong: number;
  /** Words in the transcripts of clips without speech. */
  wordsOverSilence: number;
  /** Maximum of all runs. */
  peakBytes: number;
  loadSeconds: number;
  firstSeconds: number;
  /** Seconds between the true start of a word and the written one. */
  startErrorMedian: number;
  startError95: number;
  endErrorMedian: number;
  endError95: number;
  /** The same for starts against a forced alignment of the clips. */
  alignedErrorMedian: number;
  alignedError95: number;
  /** Words that were transcribed right, and so have times to compare, and all words. */
  timedWords: { found: number; all: number };
  /** Cores that other processes used, averaged over all runs. */
  otherCores: number;
  versions: Record<string, string>;
}

/** Computes a contender's scores from its runs. Timed clips count only for the word times. */
export function score(contender: Contender, runs: Run[], clips: Measured[]): Score {
  const clip = new Map(clips.map((clip) => [clip.name, clip]));
  const readings = runs.flatMap((run) => run.clipResults).map((reading) => ({
    ...reading,
    clip: clip.get(reading.name)!,
  }));
  const short = readings.filter(({ clip }) => clip.name !== LONG && !clip.words);
  const long = readings.filter(({ clip }) => clip.name === LONG);
  const factor = (some: typeof readings) =>
    some.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0) / some.reduce((sum, { clip }) => sum + clip.seconds, 0);
  const processor = (some: typeof readings) =>
    some.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / some.reduce((sum, { clip }) => sum + clip.seconds, 0);
  const realTimeFactors = long.length ? long.map((reading) => factor([reading])) : [factor(short)];
  const errorsOf = (some: typeof readings) => some.map(({ clip, text }) => errors(clip, text));
  const times = readings.filter(({ clip }) => clip.words && contender.words)
    .map(({ clip, words }) => ({ ...timeErrors(clip.words!, words), all: clip.words!.length }));
  const aligned = short.filter(({ clip }) => clip.aligned && contender.words)
    .flatMap(({ clip, words }) => timeErrors(clip.aligned!, words).starts);
  const [starts, ends] = [times.flatMap(({ starts }) => starts), times.flatMap(({ ends }) => ends)];
  return {
    contender,
    runs: runs.length,
    realTimeFactors,
    realTimeFactorMin: Math.min(...realTimeFactors),
    realTimeFactorMedian: median(realTimeFactors),
    processorFactor: median(long.length ? long.map((reading) => processor([reading])) : [processor(short)]),
    clipsRealTimeFactor: factor(short),
    werEnglish: errorRate(errorsOf(short.filter(({ clip }) => clip.language === "en"))),
    werOthers: errorRate(errorsOf(short.filter(({ clip }) => clip.language !== "en"))),
    werLong: errorRate(errorsOf(long)),
    wordsOverSilence: errorsOf(short).filter(({ words }) => words === 0).reduce((sum, { errors }) => sum + errors, 0),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
    loadSeconds: median(runs.map(({ loadSeconds }) => loadSeconds)),
    firstSeconds: median(runs.map(({ firstSeconds }) => firstSeconds)),
    startErrorMedian: median(starts),
    startError95: quantile(starts, 0.95),
    endErrorMedian: median(ends),
    endError95: quantile(ends, 0.95),
    alignedErrorMedian: median(aligned),
    alignedError95: quantile(aligned, 0.95),
    timedWords: { found: starts.length, all: times.reduce((sum, { all }) => sum + all, 0) },
    otherCores: runs.reduce((sum, { otherCores }) => sum + otherCores, 0) / runs.length,
    versions: runs[0].versions,
  };
}

function errors({ reference, language }: Clip, text: string): WordErrors {
  return wordErrors(normalize(reference, language), normalize(text, language));
}

function errorRate(all: WordErrors[]): number {
  return all.some(({ words }) => words > 0) ? rate(all) : NaN;
}
