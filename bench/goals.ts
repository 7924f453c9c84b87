import { differenceOf, type Score } from "./score.ts";
import type { Interval } from "./scoring/bootstrap.ts";

/** A goal, the measured value, and whether the goal is met. */
export interface Goal {
  text: string;
  /** The measured value; empty where it could not be measured. */
  reached: string;
  isMet: boolean | null;
}

type Filter = (score: Score) => boolean;

const isStreamForge = (score: Score) => score.contender.engine === "StreamForge";
const isPeer = (score: Score) => !isStreamForge(score);
const isFasterWhisper = (score: Score) => score.contender.engine === "faster-whisper";
const isOpenvino = (score: Score) => score.contender.engine === "openvino-genai";
const isWhisperCpp = (score: Score) => score.contender.engine === "whisper.cpp";
const isGreedy = (score: Score) => score.contender.beam === 1;
const isInt8 = ({ contender }: Score) => contender.precision === undefined;
const isBeam5 = (score: Score) => score.contender.beam === 5;
const isBatched = (score: Score) => score.contender.batch > 0;
const hasWords = (score: Score) => score.contender.words;
const every = (...filters: Filter[]): Filter => (score) => filters.every((filter) => filter(score));

interface Rate {
  text: string;
  /** Word error rate in per cent. */
  of: (score: Score) => number;
  /** By how many points the first is worse. */
  difference?: (score: Score, from: Score) => Interval | null;
}

const RATES: Rate[] = [
  { text: "English clips", of: ({ english }) => english.value, difference: (a, b) => differenceOf(a, b, true) },
  {
    text: "clips of other languages",
    of: ({ others }) => others.value,
    difference: (a, b) => differenceOf(a, b, false),
  },
  { text: "joined recordings", of: ({ werJoined }) => werJoined },
];

const realTime = ({ realTimeFactorMedian }: Score) => realTimeFactorMedian;
const realTimeOfClips = ({ clipsRealTimeFactor }: Score) => clipsRealTimeFactor;

/** Compares the measurements with the project's goals for base on a CPU. Speeds are medians of the same run. */
export function goals(scores: Score[]): Goal[] {
  const fastest = (filter: Filter, factor = realTime) =>
    scores.filter(filter).sort((a, b) => factor(a) - factor(b)).at(0);
  const speed = (text: string, filter: Filter, peerFilter: Filter, times: number, factor = realTime): Goal => {
    const [a, b] = [fastest(every(isStreamForge, isInt8, filter), factor), fastest(every(isPeer, peerFilter), factor)];
    if (!a || !b) return { text, reached: "", isMet: null };
    const ratio = factor(b) / factor(a);
    return {
      text,
      reached: `${ratio.toFixed(2)} times (${b.contender.engine}, ${b.contender.label})`,
      isMet: ratio >= times,
    };
  };
  /** Against the peer that errs least. */
  const accuracy = (text: string, rate: Rate, filter: Filter): Goal => {
    const least = (some: Score[]) =>
      some.filter((it) => !isNaN(rate.of(it))).sort((a, b) => rate.of(a) - rate.of(b)).at(0);
    const [a, b] = [
      least(scores.filter(every(isStreamForge, isInt8, filter))),
      least(scores.filter(every(isPeer, filter))),
    ];
    if (!a || !b) return { text, reached: "", isMet: null };
    const reached = `${rate.of(a).toFixed(1)} % against ${rate.of(b).toFixed(1)} % ` +
      `(${b.contender.engine}, ${b.contender.label})${chance(rate.difference?.(a, b) ?? null)}`;
    return { text, reached, isMet: rate.of(a) <= rate.of(b) };
  };
  const below = (text: string, value: number | undefined, limit: number, unit: string, digits: number): Goal => {
    if (value === undefined || !isFinite(value)) return { text, reached: "", isMet: null };
    return { text, reached: `${value.toFixed(digits)} ${unit}`, isMet: value < limit };
  };
  const own = fastest(every(isStreamForge, isGreedy, isInt8));
  const timed = scores.find(every(isStreamForge, hasWords, isGreedy));
  const peak = Math.max(
    ...scores.filter(every(isStreamForge, isGreedy, isInt8)).map(({ peakBytes }) => peakBytes / 1e6),
  );
  const ofDefault = scores.find(isStreamForge);
  return [
    speed("floor: faster than every peer", isGreedy, () => true, 1),
    speed("floor: faster than every peer on clips", isGreedy, () => true, 1, realTimeOfClips),
    ...RATES.map((rate) =>
      accuracy(`floor: greedy, no more errors than any greedy peer (${rate.text})`, rate, isGreedy)
    ),
    ...RATES.map((rate) => accuracy(`beam 5: no more errors than any peer with beam 5 (${rate.text})`, rate, isBeam5)),
    speed("1.5 times OpenVINO GenAI", isGreedy, isOpenvino, 1.5),
    speed("2 times faster-whisper in batches", isGreedy, every(isFasterWhisper, isBatched), 2),
    speed("beam 5: 2 times faster-whisper's fastest with beam 5", isBeam5, every(isFasterWhisper, isBeam5), 2),
    speed("9 times whisper.cpp (its fastest setting)", isGreedy, isWhisperCpp, 9),
    below("peak memory below 900 MB", peak, 900, "MB", 0),
    below("no speech lost that is not listed", ofDefault?.lostSeconds, 0.05, "s", 1),
    below("a loaded model within 0.5 s", own?.loadSeconds, 0.5, "s", 2),
    below("start of the process to first segment under 1.5 s", own?.firstSeconds, 1.5, "s", 2),
    below("word starts within 60 ms of the true ones (median)", ms(timed?.startErrorMedian), 60, "ms", 0),
    below("word starts within 200 ms (95th percentile)", ms(timed?.startError95), 200, "ms", 0),
  ];
}

function ms(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Says where a difference may be chance: where its interval holds 0. */
function chance(points: Interval | null): string {
  if (!points || points.value === 0 || points.low > 0 || points.high < 0) return "";
  return `; may be chance: ${points.low.toFixed(1)} to ${points.high.toFixed(1)} points`;
}
