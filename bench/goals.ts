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
const isFasterWhisper = (score: Score) => score.contender.engine === "faster-whisper";
const isWhisperCpp = (score: Score) => score.contender.engine === "whisper.cpp";
const isGreedy = (score: Score) => score.contender.beam === 1;
const isInt8 = ({ contender }: Score) => contender.precision === undefined;
const isBeam5 = (score: Score) => score.contender.beam === 5;
const hasWords = (score: Score) => score.contender.words;
const hasNoWords = (score: Score) => !score.contender.words;
const every = (...filters: Filter[]): Filter => (score) => filters.every((filter) => filter(score));

/** Compares the measurements with the project's goals for base on a CPU. Speeds are medians of the same run. */
export function goals(scores: Score[]): Goal[] {
  const fastest = (filter: Filter) =>
    scores.filter(filter).sort((a, b) => a.realTimeFactorMedian - b.realTimeFactorMedian).at(0);
  const speed = (text: string, filter: Filter, peerFilter: Filter, times: number): Goal => {
    const [a, b] = [fastest(every(isStreamForge, filter)), fastest(peerFilter)];
    if (!a || !b) return { text, reached: "", isMet: null };
    const ratio = b.realTimeFactorMedian / a.realTimeFactorMedian;
    return { text, reached: `${ratio.toFixed(2)} times (${b.contender.label})`, isMet: ratio >= times };
  };
  const own = fastest(every(isStreamForge, isGreedy));
  const rival = fastest(isFasterWhisper);
  const wer = (text: string, key: "werEnglish" | "werOthers", a?: Score, b?: Score): Goal => {
    if (!a || !b || isNaN(a[key]) || isNaN(b[key])) return { text, reached: "", isMet: null };
    return { text, reached: `${a[key].toFixed(1)} % against ${b[key].toFixed(1)} %`, isMet: a[key] <= b[key] };
  };
  const ownBeam5 = fastest(every(isStreamForge, isBeam5, isInt8));
  const rivalBeam5 = scores.find(every(isFasterWhisper, isBeam5, (score) => score.contender.batch === 0, hasNoWords));
  const below = (text: string, value: number | undefined, limit: number, unit: string, digits: number): Goal => {
    if (value === undefined || isNaN(value)) return { text, reached: "", isMet: null };
    return { text, reached: `${value.toFixed(digits)} ${unit}`, isMet: value < limit };
  };
  const timed = scores.find(every(isStreamForge, hasWords, isGreedy));
  const peak = Math.max(
    ...scores.filter(every(isStreamForge, isGreedy, isInt8)).map(({ peakBytes }) => peakBytes / 1e6),
  );
  return [
    speed("floor: 1.8 times the fastest faster-whisper setting", isGreedy, isFasterWhisper, 1.8),
    wer("floor: at no higher word error rate than that setting (English)", "werEnglish", own, rival),
    wer("floor: at no higher word error rate than that setting (other languages)", "werOthers", own, rival),
    speed(
      "3 times the fastest faster-whisper, word times off in both",
      hasNoWords,
      every(isFasterWhisper, hasNoWords),
      3,
    ),
    speed("3 times the fastest faster-whisper, word times on in both", hasWords, every(isFasterWhisper, hasWords), 3),
    speed("9 times whisper.cpp (its fastest setting)", isGreedy, isWhisperCpp, 9),
    speed(
      "beam 5: 2 times faster-whisper's fastest with beam 5",
      every(isBeam5, isInt8),
      every(isFasterWhisper, isBeam5),
      2,
    ),
    wer("beam 5: word error rate at or below faster-whisper's (English)", "werEnglish", ownBeam5, rivalBeam5),
    wer("beam 5: word error rate at or below faster-whisper's (other languages)", "werOthers", ownBeam5, rivalBeam5),
    below("peak memory below 700 MB", isFinite(peak) ? peak : undefined, 700, "MB", 0),
    below("a loaded model within 0.5 s", own?.loadSeconds, 0.5, "s", 2),
    below("start of the process to first segment under 1.5 s", own?.firstSeconds, 1.5, "s", 2),
    below("word starts within 60 ms of the true ones (median)", ms(timed?.startErrorMedian), 60, "ms", 0),
    below("word starts within 200 ms (95th percentile)", ms(timed?.startError95), 200, "ms", 0),
  ];
}

function ms(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
