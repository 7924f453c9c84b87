import type { Graph } from "../../onnx/graph.ts";
import { DTYPES, int64, int64s } from "../../onnx/tensor.ts";

/**
 * The logit of a forbidden token: far below every sum of log-probabilities, and finite, so that nothing becomes NaN.
 */
export const FORBIDDEN = -1e9;
export const N_TIMES = 1501; // 0.00 to 30.00 s
export const MAX_INITIAL_TIME = 50; // 1.0 s: openai/whisper's `max_initial_timestamp`
export const MAX_PERIOD = 24; // tokens: the longest phrase whose repetition is detected
/** A text is stopped after a phrase was repeated for 32 tokens and at least three times. */
const LOOP_TOKENS = 32;
const LOOP_TIMES = 3;

/** The state of the timestamp rules, of the sampled tokens without the prompt. */
export interface TimeState {
  lastIsTime: string;
  /** Also true if fewer than two tokens were sampled. */
  lastButOneIsTime: string;
  /** The smallest timestamp token that may still come. */
  leastTime: string;
  lastTime: string;
}

/** The state that detects a text that repeats itself. */
export interface RepetitionState {
  /** int64 (rows, MAX_PERIOD): the last tokens; all timestamps count as the same token. */
  recent: string;
  /**
   * int64 (rows, MAX_PERIOD): for each period from the longest to 1, how many tokens in a row equal those a period
   * before.
   */
  repeated: string;
}

/** The state after `token`. @param token int64, of the shape of the state's values */
export function nextTimes(g: Graph, state: TimeState, token: string, timestampBegin: number): TimeState {
  const one = g.constant(int64(1));
  const isTime = g.op("GreaterOrEqual", [token, g.constant(int64(timestampBegin))]);
  // The end of a segment may be repeated once, as the start of the next; all other timestamps must rise
  const afterTime = g.op("Where", [state.lastIsTime, g.op("Add", [token, one]), token]);
  const afterText = g.op("Where", [state.lastIsTime, g.op("Add", [state.lastTime, one]), state.leastTime]);
  return {
    lastIsTime: isTime,
    lastButOneIsTime: state.lastIsTime,
    leastTime: g.op("Where", [isTime, afterTime, afterText]),
    lastTime: g.op("Where", [isTime, token, state.lastTime]),
  };
}

/**
 * Detects texts that repeat themselves. Whisper's own test would find them only at the token limit, and all rows of the
 * batch would wait for that.
 *
 * @param token int64 (rows, 1)
 * @returns the state after it, and isLooped bool (rows, 1)
 */
export function trackRepetition(g: Graph, state: RepetitionState, token: string, timestampBegin: number) {
  const key = g.op("Min", [token, g.constant(int64(timestampBegin))]); // timestamps rise while the text repeats
  const longer = g.op("Add", [state.repeated, g.constant(int64(1))]);
  const repeated = g.op("Where", [g.op("Equal", [state.recent, key]), longer, g.constant(int64(0))]);
  const limits = Array.from({ length: MAX_PERIOD }, (_, i) => {
    return Math.max(LOOP_TOKENS, LOOP_TIMES * (MAX_PERIOD - i));
  });
  const isAtLimit = g.op("GreaterOrEqual", [repeated, g.constant(int64s(...limits))]);
  const any = g.op("ReduceMax", [g.op("Cast", [isAtLimit], { to: DTYPES.int32 }), g.constant(int64s(1))], {
    keepdims: 1,
  });
  const kept = g.op("Slice", [state.recent, ...[1, MAX_PERIOD, 1].map((i) => g.constant(int64s(i)))]);
  const next: RepetitionState = { recent: g.op("Concat", [kept, key], { axis: 1 }), repeated };
  return { state: next, isLooped: g.op("Cast", [any], { to: DTYPES.bool }) };
}

/** The logarithm of the sum of two exponentials. */
export function logAddExp(g: Graph, a: string, b: string): string {
  const max = g.op("Max", [a, b]);
  const exp = (x: string) => g.op("Exp", [g.op("Sub", [x, max])]);
  return g.op("Add", [max, g.op("Log", [g.op("Add", [exp(a), exp(b)])])]);
}
