import { type Clip, membersOf } from "./clips.ts";
import type { Contender } from "./contenders.ts";
import type { Run } from "./runs.ts";
import { alignTranscript, type UtteranceErrors } from "./scoring/alignment.ts";
import { errorRateInterval, type Interval, pairedDifference } from "./scoring/bootstrap.ts";
import { rate } from "./word_error_rate.ts";
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
  /** Word error rates of the clips in per cent, with 95 % intervals; NaN where there is nothing to compare. */
  english: Interval;
  others: Interval;
  /** Word error rate in per cent of recordings that were joined from clips. */
  werJoined: number;
  /** Seconds of speech that are lost in all recordings (see `alignTranscript`), and those that the engine listed. */
  lostSeconds: number;
  droppedSeconds: number;
  /** What is lost, with the recording's name. */
  lost: string[];
  /** The errors in each clip in which something is said. */
  utterances: (UtteranceErrors & { language: string })[];
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

/**
 * Computes a contender's scores from its runs. Speeds and joined recordings come from all runs, what else is said of
 * the text from the first.
 *
 * @param long name of the recording that every run reads; without one all clips are read by every run
 */
export function score(contender: Contender, runs: Run[], clips: Measured[], long: string | null): Score {
  const clip = new Map(clips.map((clip) => [clip.name, clip]));
  const readings = runs.flatMap((run) => run.clipResults).map((reading) => ({
    ...reading,
    clip: clip.get(reading.name)!,
  }));
  const short = readings.filter(({ clip }) => !clip.members && clip.name !== long && !clip.isForWordTimes);
  const timed = long === null ? [] : readings.filter(({ clip }) => clip.name === long);
  const factor = (some: typeof readings) =>
    some.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0) / some.reduce((sum, { clip }) => sum + clip.seconds, 0);
  const processor = (some: typeof readings) =>
    some.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / some.reduce((sum, { clip }) => sum + clip.seconds, 0);
  const realTimeFactors = timed.length ? timed.map((reading) => factor([reading])) : [factor(short)];
  const alignedWith = (some: typeof readings) =>
    some.map(({ clip, text, dropped }) => ({
      clip,
      utterances: alignTranscript(clip, text, dropped, membersOf(clip, clips)),
    }));
  const once = readings.slice(0, runs[0].clipResults.length).filter(({ clip }) => !clip.isForWordTimes);
  const all = alignedWith(once).flatMap(({ clip, utterances }) =>
    utterances.map((errors) => ({
      ...errors,
      language: clip.language,
      isJoined: Boolean(clip.members) || clip.name === long,
    }))
  );
  const utterances = all.filter(({ isJoined, words }) => !isJoined && words > 0).map(({ isJoined: _, ...it }) => it);
  const sum = (key: "lostSeconds" | "droppedSeconds") => all.reduce((sum, it) => sum + it[key], 0);
  const joined = alignedWith(readings.filter(({ clip }) => clip.members || clip.name === long));
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
    processorFactor: median(timed.length ? timed.map((reading) => processor([reading])) : [processor(short)]),
    clipsRealTimeFactor: factor(short),
    english: errorRateInterval(utterances.filter(({ language }) => language === "en")),
    others: errorRateInterval(utterances.filter(({ language }) => language !== "en")),
    werJoined: joined.length ? rate(joined.flatMap(({ utterances }) => utterances)) : NaN,
    lostSeconds: sum("lostSeconds"),
    droppedSeconds: sum("droppedSeconds"),
    lost: all.flatMap(({ name, isJoined, lost }) =>
      lost.map((text) => `${isJoined ? "joined: " : ""}${name}: ${text}`)
    ),
    utterances,
    wordsOverSilence: all.filter(({ words }) => words === 0).reduce((sum, { errors }) => sum + errors, 0),
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

/**
 * How many points more a contender gets wrong than another in the clips of English, or of other languages; negative:
 * fewer. Null where they did not read the same clips, or there are none.
 */
export function differenceOf(score: Score, from: Score, isEnglish: boolean): Interval | null {
  const [a, b] = [score, from].map(({ utterances }) =>
    utterances.filter(({ language }) => (language === "en") === isEnglish)
  );
  return a.length > 0 && a.length === b.length ? pairedDifference(a, b) : null;
}
