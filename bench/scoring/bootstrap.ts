import { Random } from "../soak/random.ts";
import { rate, type WordErrors } from "../word_error_rate.ts";

const RESAMPLES = 2000;

/** A value and its 95 % confidence interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * Word error rate in per cent with its confidence interval, by the bootstrap: the recordings are drawn anew, with
 * repetition, 2000 times. The interval says how far another set of such recordings might be off. NaN without words.
 */
export function errorRateInterval(utterances: readonly WordErrors[]): Interval {
  return interval(utterances, (some) => rate([...some]));
}

/**
 * The difference of two engines' word error rates over the same recordings, in points, by the paired bootstrap
 * (Bisani and Ney, 2004): each draw takes the same recordings for both, so what is hard for both cancels out.
 * A is better than B where the whole interval is below 0.
 *
 * @throws {RangeError} if the lists differ in length
 */
export function pairedDifference(a: readonly WordErrors[], b: readonly WordErrors[]): Interval {
  if (a.length !== b.length) throw new RangeError(`${a.length} recordings can't be compared with ${b.length}`);
  const pairs = a.map((own, i) => [own, b[i]] as const);
  return interval(pairs, (some) => rate(some.map(([own]) => own)) - rate(some.map(([, other]) => other)));
}

function interval<T>(items: readonly T[], measure: (some: readonly T[]) => number): Interval {
  if (!items.length) return { value: NaN, low: NaN, high: NaN };
  const random = new Random(1);
  const values = Float64Array.from(
    { length: RESAMPLES },
    () => measure(items.map(() => random.pick(items))),
  ).sort();
  const at = (share: number) => values[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))];
  return { value: measure(items), low: at(0.025), high: at(0.975) };
}
