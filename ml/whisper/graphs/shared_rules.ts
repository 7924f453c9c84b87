import type { Graph } from "../../onnx/graph.ts";
import { DTYPES, int64, int64s } from "../../onnx/tensor.ts";

/** Forbidden: far below every logit and every sum of log-probabilities, and finite, so that nothing becomes NaN. */
export const FORBIDDEN = -1e9;
export const N_TIMES = 1501; // 0.00 to 30.00 s
/** openai/whisper's `max_initial_timestamp` of 1.0 s. */
export const MAX_INITIAL_TIME = 50;
/** The longest phrase, in tokens, that is noticed to come again and again. */
export const MAX_PERIOD = 24;
/** A phrase that was repeated for so many tokens, and at least three times, will not end by itself. */
const LOOP_TOKENS = 32;
const LOOP_TIMES = 3;

/** What the rules of times remember of a text. It speaks of what was sampled, without the prompt. */
export interface TimeState {
  lastIsTime: string;
  /** True too where fewer than two tokens were sampled. */
  lastButOneIsTime: string;
  /** The least time token that may still come. */
  leastTime: string;
  lastTime: string;
}

/** What is remembered of a text to notice that it goes round in circles. */
export interface RepetitionState {
  /** int64 (rows, MAX_PERIOD): the last tokens, all times as one. */
  recent: string;
  /** int64 (rows, MAX_PERIOD): for each period from the longest to 1 how many tokens in a row were those of a period before. */
  repeated: string;
}

/** The state after `token`. @param token int64, of the shape of the state's values */
export function nextTimes(g: Graph, state: TimeState, token: string, timestampBegin: number): TimeState {
  const one = g.constant(int64(1));
  const isTime = g.op("GreaterOrEqual", [token, g.constant(int64(timestampBegin))]);
  // The time that ends a segment may be repeated once as the start of the next; any other time is passed
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
 * Whether texts repeat themselves: Whisper's own test would find it too, but only when all the room is used up, and every row
 * of the batch waits for that.
 *
 * @param token int64 (rows, 1)
 * @returns the state after it, and isLooped bool (rows, 1)
 */
export function trackRepetition(g: Graph, state: RepetitionState, token: string, timestampBegin: number) {
  const key = g.op("Min", [token, g.constant(int64(timestampBegin))]); // times rise while the text goes round
  const longer = g.op("Add", [state.repeated, g.constant(int64(1))]);
  const repeated = g.op("Where", [g.op("Equal", [state.recent, key]), longer, g.constant(int64(0))]);
  const limits = Array.from({ length: MAX_PERIOD }, (_, i) => {
    return Math.max(LOOP_TOKENS, LOOP_TIMES * (MAX_PERIOD - i));
  });
  const isOver = g.op("GreaterOrEqual", [repeated, g.constant(int64s(...limits))]);
  const any = g.op("ReduceMax", [g.op("Cast", [isOver], { to: DTYPES.int32 }), g.constant(int64s(1))], { keepdims: 1 });
  const younger = g.op("Slice", [state.recent, ...[1, MAX_PERIOD, 1].map((i) => g.constant(int64s(i)))]);
  const next: RepetitionState = { recent: g.op("Concat", [younger, key], { axis: 1 }), repeated };
  return { state: next, isLooped: g.op("Cast", [any], { to: DTYPES.bool }) };
}

/** The logarithm of the sum of two exponentials. */
export function logAddExp(g: Graph, a: string, b: string): string {
  const max = g.op("Max", [a, b]);
  const exp = (x: string) => g.op("Exp", [g.op("Sub", [x, max])]);
  return g.op("Add", [max, g.op("Log", [g.op("Add", [exp(a), exp(b)])])]);
}
