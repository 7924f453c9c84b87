import type { Score } from "./score.ts";

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

const RATES: [text: string, rate: (score: Score) => number][] = [
  ["English clips", ({ english }) => english.value],
  ["clips of other languages", ({ others }) => others.value],
  ["joined recordings", ({ werJoined }) => werJoined],
];

/** Compares the measurements with the project's goals for base on a CPU. Speeds are medians of the same run. */
export function goals(scores: Score[]): Goal[] {
  const fastest = (filter: Filter) =>
    scores.filter(filter).sort((a, b) => a.realTimeFactorMedian - b.realTimeFactorMedian).at(0);
  const speed = (text: string, filter: Filter, peerFilter: Filter, times: number): Goal => {
    const [a, b] = [fastest(every(isStreamForge, isInt8, filter)), fastest(every(isPeer, peerFilter))];
    if (!a || !b) return { text, reached: "", isMet: null };
    const ratio = b.realTimeFactorMedian / a.realTimeFactorMedian;
    return {
      text,
      reached: `${ratio.toFixed(2)} times (${b.contender.engine}, ${b.contender.label})`,
      isMet: ratio >= times,
    };
  };
  /** Against the peer that errs least. */
  const accuracy = (text: string, rate: (score: Score) => number, filter: Filter): Goal => {
    const least = (some: Score[]) => some.filter((it) => !isNaN(rate(it))).sort((a, b) => rate(a) - rate(b)).at(0);
    const [a, b] = [
      least(scores.filter(every(isStreamForge, isInt8, filter))),
      least(scores.filter(every(isPeer, filter))),
    ];
    if (!a || !b) return { text, reached: "", isMet: null };
    const reached = `${rate(a).toFixed(1)} % against ${
      rate(b).toFixed(1)
    } % (${b.contender.engine}, ${b.contender.label})`;
    return { text, reached, isMet: rate(a) <= rate(b) };
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
    ...RATES.map(([text, rate]) =>
      accuracy(`floor: greedy, no more errors than any greedy peer (${text})`, rate, isGreedy)
    ),
    ...RATES.map(([text, rate]) =>
      accuracy(`beam 5: no more errors than any peer with beam 5 (${text})`, rate, isBeam5)
    ),
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
