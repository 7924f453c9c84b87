import type { Score } from "./score.ts";

/** Something that is aimed at, what it came to, and whether that is enough. */
export interface Goal {
  text: string;
  /** Empty where it could not be measured. */
  reached: string;
  isMet: boolean | null;
}

type Pick = (score: Score) => boolean;

const ours = (score: Score) => score.contender.engine === "StreamForge";
const faster = (score: Score) => score.contender.engine === "faster-whisper";
const cpp = (score: Score) => score.contender.engine === "whisper.cpp";
const greedy = (score: Score) => score.contender.beam === 1;
const int8 = ({ contender }: Score) => contender.precision === undefined;
const beams = (score: Score) => score.contender.beam === 5;
const words = (score: Score) => score.contender.words;
const plain = (score: Score) => !score.contender.words;
const both = (...picks: Pick[]): Pick => (score) => picks.every((pick) => pick(score));

/** What the project aims at on a CPU with base, against what was measured; speeds are medians of the same run. */
export function goals(scores: Score[]): Goal[] {
  const fastest = (pick: Pick) =>
    scores.filter(pick).sort((a, b) => a.realTimeFactorMedian - b.realTimeFactorMedian).at(0);
  const speed = (text: string, own: Pick, other: Pick, times: number): Goal => {
    const [a, b] = [fastest(both(ours, own)), fastest(other)];
    if (!a || !b) return { text, reached: "", isMet: null };
    const ratio = b.realTimeFactorMedian / a.realTimeFactorMedian;
    return { text, reached: `${ratio.toFixed(2)} times (${b.contender.label})`, isMet: ratio >= times };
  };
  // Whisper.cpp's and the floor's settings are compared with whichever of ours is fastest
  const any = greedy;
  const own = fastest(both(ours, any));
  const rival = fastest(faster);
  const wer = (text: string, key: "werEnglish" | "werOthers", a?: Score, b?: Score): Goal => {
    if (!a || !b || isNaN(a[key]) || isNaN(b[key])) return { text, reached: "", isMet: null };
    return { text, reached: `${a[key].toFixed(1)} % against ${b[key].toFixed(1)} %`, isMet: a[key] <= b[key] };
  };
  const ownBeams = fastest(both(ours, beams, int8));
  const beamRival = scores.find(both(faster, beams, (score) => score.contender.batch === 0, plain));
  const below = (text: string, value: number | undefined, most: number, unit: string, digits: number): Goal => {
    if (value === undefined || isNaN(value)) return { text, reached: "", isMet: null };
    return { text, reached: `${value.toFixed(digits)} ${unit}`, isMet: value < most };
  };
  const timed = scores.find(both(ours, words, greedy));
  const peak = Math.max(...scores.filter(both(ours, greedy, int8)).map(({ peakBytes }) => peakBytes / 1e6));
  return [
    speed("floor: 1.8 times the fastest faster-whisper setting", any, faster, 1.8),
    wer("floor: at no higher word error rate than that setting (English)", "werEnglish", own, rival),
    wer("floor: at no higher word error rate than that setting (other languages)", "werOthers", own, rival),
    speed("3 times the fastest faster-whisper, word times off in both", plain, both(faster, plain), 3),
    speed("3 times the fastest faster-whisper, word times on in both", words, both(faster, words), 3),
    speed("9 times whisper.cpp (its fastest setting)", any, cpp, 9),
    speed("beam 5: 2 times faster-whisper's fastest with beam 5", both(beams, int8), both(faster, beams), 2),
    wer("beam 5: word error rate at or below faster-whisper's (English)", "werEnglish", ownBeams, beamRival),
    wer("beam 5: word error rate at or below faster-whisper's (other languages)", "werOthers", ownBeams, beamRival),
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
