import type { Graph } from "../../onnx/graph.ts";
import { float32, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { SpecialTokens } from "../dimensions.ts";
import {
  FORBIDDEN,
  logAddExp,
  MAX_INITIAL_TIME,
  N_TIMES,
  nextTimes,
  type RepetitionState,
  type TimeState,
  trackRepetition,
} from "./shared_rules.ts";

/** Every possible sum of log-probabilities of a text is above this. */
export const MIN_POSSIBLE_SUM = -1e8;

/** The rule state of the beams, (r, 1) unless noted. */
export interface BeamRuleState extends TimeState, RepetitionState {}

export interface BeamRulesOptions {
  /** float32 (r, nVocab); r is the number of beams of all windows. */
  logits: string;
  /** bool (): whether it is the first step. */
  isFirst: string;
  /** int64 (): the step, from 0. */
  iteration: string;
  /** int64 (r, 1): the timestamp token before which a pair of timestamps must not end a beam. */
  leastEnd: string;
  /** int64 (1) */
  beamSize: string;
  state: BeamRuleState;
  nVocab: number;
  tokens: SpecialTokens;
  suppressIds: number[];
  suppressIdsBegin: number[];
}

/**
 * Finds the candidates of every beam under the rules of openai/whisper decoding.py (see `nextToken`): the `beamSize`
 * likeliest text tokens and timestamps, and the end token. The search never needs more. Text and timestamps are kept
 * apart: of the text, the rules also need the sum of probabilities.
 *
 * @returns tokens int64 and logprobs float32 (r, 2 * beamSize + 1); forbidden tokens have `FORBIDDEN` or less
 */
export function ruledCandidates(g: Graph, options: BeamRulesOptions): { tokens: string; logprobs: string } {
  const { state, logits, beamSize, nVocab, isFirst } = options;
  const { endOfText, timestampBegin } = options.tokens;
  const low = g.constant(float32(FORBIDDEN));
  const notFirst = g.op("Not", [isFirst]);
  const masks = suppression(g, options);

  const columns = (from: number, to: number) => {
    return g.op("Slice", [logits, g.constant(int64s(from)), g.constant(int64s(to)), g.constant(int64s(1))]);
  };
  const end = options.suppressIds.includes(endOfText) ? low : columns(endOfText, endOfText + 1); // (r, 1)

  // After a pair of timestamps comes text; after text and a single timestamp comes its pair or the end
  const bothTimes = g.op("And", [g.op("And", [state.lastIsTime, state.lastButOneIsTime]), notFirst]);
  const onlyEnd = g.op("And", [g.op("And", [state.lastIsTime, g.op("Not", [state.lastButOneIsTime])]), notFirst]);
  const isEarly = g.op("Less", [state.lastTime, options.leastEnd]);
  const hasText = g.op("Greater", [options.iteration, g.constant(int64(2))]); // not the pair at the beginning
  const noEnd = g.op("Or", [g.op("And", [g.op("And", [bothTimes, isEarly]), hasText]), isFirst]);
  const noWord = g.op("Or", [onlyEnd, isFirst]);

  const timeMask = g.op("Where", [isFirst, masks.firstTimes, masks.times]);
  const anyTimes = g.op("Add", [columns(timestampBegin, nVocab), timeMask]);
  const past = g.op("Less", [masks.timeIds, state.leastTime]);
  const times = best(g, g.op("Where", [g.op("Or", [bothTimes, past]), low, anyTimes]), beamSize);
  const words = best(g, g.op("Add", [logits, masks.words]), beamSize);

  const mayWord = g.op("Where", [noWord, low, words.max]);
  const mayEnd = g.op("Where", [noEnd, low, end]);
  const textSum = logAddExp(g, g.op("Where", [noWord, low, words.logSum]), mayEnd);
  // If all timestamps together are likelier than the likeliest text token, the next token is a timestamp
  const mustBeTime = g.op("Greater", [times.logSum, g.op("Max", [mayWord, mayEnd])]);
  const logSum = g.op("Where", [mustBeTime, times.logSum, logAddExp(g, times.logSum, textSum)]);

  const logitsOf = [
    g.op("Where", [g.op("Or", [noWord, mustBeTime]), low, words.values]),
    times.values,
    g.op("Where", [mustBeTime, low, mayEnd]),
  ];
  const timeTokens = g.op("Add", [times.indices, g.constant(int64(timestampBegin))]);
  const endTokens = g.op("Add", [g.op("Mul", [state.lastTime, g.constant(int64(0))]), g.constant(int64(endOfText))]);
  return {
    tokens: g.op("Concat", [words.indices, timeTokens, endTokens], { axis: 1 }),
    logprobs: g.op("Sub", [g.op("Concat", logitsOf, { axis: 1 }), logSum]),
  };
}

/**
 * The rule state after `token` int64 (r, 1).
 *
 * @param state of the parent of each beam
 * @returns the state, and isLooped bool (r, 1): the beam repeats itself
 */
export function afterToken(g: Graph, state: BeamRuleState, token: string, timestampBegin: number) {
  const { state: repetition, isLooped } = trackRepetition(g, state, token, timestampBegin);
  const next: BeamRuleState = { ...nextTimes(g, state, token, timestampBegin), ...repetition };
  return { state: next, isLooped };
}

/**
 * What is added to the logits: `words` (nVocab) forbids all but text, `times` and `firstTimes` (nTimes) are for
 * timestamps.
 */
function suppression(g: Graph, { nVocab, tokens, suppressIds, suppressIdsBegin }: BeamRulesOptions) {
  const { endOfText, timestampBegin } = tokens;
  const nTimes = nVocab - timestampBegin;
  const forbid = (data: Float32Array, ids: number[], offset: number) => {
    for (const id of ids) if (id >= offset && id < nVocab) data[id - offset] = FORBIDDEN;
  };
  const words = new Float32Array(nVocab);
  forbid(words, suppressIds, 0);
  words.fill(FORBIDDEN, endOfText);
  const times = new Float32Array(nTimes);
  forbid(times, suppressIds, timestampBegin);
  times.fill(FORBIDDEN, N_TIMES); // some vocabularies are padded
  const firstTimes = times.slice();
  forbid(firstTimes, suppressIdsBegin, timestampBegin);
  firstTimes.fill(FORBIDDEN, MAX_INITIAL_TIME + 1);
  const ids = BigInt64Array.from({ length: nTimes }, (_, i) => BigInt(timestampBegin + i));
  const constant = (data: Float32Array, key: string) => g.constant(() => tensor("float32", [data.length], data), key);
  return {
    words: constant(words, "no word"),
    times: constant(times, "no time"),
    firstTimes: constant(firstTimes, "no first time"),
    timeIds: g.constant(() => tensor("int64", [1, nTimes], ids), "time ids"),
  };
}

/**
 * The k largest of each row of x (r, n) with their indices, the largest, and the logarithm of the sum of exponentials.
 */
function best(g: Graph, x: string, k: string) {
  const [values, indices] = g.ops("TopK", [x, k], 2, { axis: 1 });
  const first = (y: string) => g.op("Slice", [y, ...[0, 1, 1].map((n) => g.constant(int64s(n)))]);
  const max = first(values);
  // The softmax of the largest value is 1 / sum(exp(x - max)); ONNX Runtime's Softmax is far faster than its LogSumExp
  const p = g.op("GatherElements", [g.op("Softmax", [x], { axis: -1 }), first(indices)], { axis: 1 });
  return { values, indices, max, logSum: g.op("Sub", [max, g.op("Log", [p])]) };
}
