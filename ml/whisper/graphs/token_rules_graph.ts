import type { Graph } from "../../onnx/graph.ts";
import { DTYPES, float32, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { SpecialTokens } from "../dimensions.ts";
import { filled } from "./loop_states.ts";
import {
  FORBIDDEN,
  logAddExp,
  MAX_INITIAL_TIME,
  MAX_PERIOD,
  N_TIMES,
  nextTimes,
  type RepetitionState,
  type TimeState,
  trackRepetition,
} from "./shared_rules.ts";

/** The rule state of the rows, (b) unless noted. All but `finished` are of the sampled tokens, without the prompt. */
export interface RuleState extends TimeState, RepetitionState {
  finished: string;
  /** Stopped because it repeats itself. */
  looped: string;
}

/** The rule state before the first token. @param b int64 (1): the number of rows */
export function initialRules(g: Graph, b: string): RuleState {
  const full = (dtype: "bool" | "int64", data: ArrayBufferView, shape = b) => filled(g, dtype, data, shape);
  const zeros = full("int64", BigInt64Array.of(0n));
  const falses = full("bool", Uint8Array.of(0));
  const trues = full("bool", Uint8Array.of(1));
  const wide = g.op("Concat", [b, g.constant(int64s(MAX_PERIOD))], { axis: 0 });
  return {
    finished: falses,
    lastIsTime: trues,
    lastButOneIsTime: trues,
    leastTime: zeros,
    lastTime: zeros,
    recent: full("int64", BigInt64Array.of(-1n), wide),
    repeated: full("int64", BigInt64Array.of(0n), wide),
    looped: falses,
  };
}

/** Types and shapes of a `RuleState`. */
export const RULE_STATES: { [key in keyof RuleState]: { dtype: "bool" | "int64"; shape: (number | string)[] } } = {
  finished: { dtype: "bool", shape: ["b"] },
  lastIsTime: { dtype: "bool", shape: ["b"] },
  lastButOneIsTime: { dtype: "bool", shape: ["b"] },
  leastTime: { dtype: "int64", shape: ["b"] },
  lastTime: { dtype: "int64", shape: ["b"] },
  recent: { dtype: "int64", shape: ["b", MAX_PERIOD] },
  repeated: { dtype: "int64", shape: ["b", MAX_PERIOD] },
  looped: { dtype: "bool", shape: ["b"] },
};

export interface NextTokenOptions {
  /** float32 (b, nVocab) */
  logits: string;
  isFirst: string;
  uniform: { values: string; iteration: string; temperature: string };
  /**
   * int64 (b): the timestamp token before which a pair of timestamps must not end a row. Such an end means that the
   * next segment goes on beyond the window. Windows that are cut at pauses would have to be encoded again for their
   * last words.
   */
  leastEnd: string;
  state: RuleState;
  nVocab: number;
  tokens: SpecialTokens;
  suppressIds: number[];
  suppressIdsBegin: number[];
}

/**
 * Chooses the next token of every row under the rules of openai/whisper decoding.py: SuppressBlank, SuppressTokens and
 * ApplyTimestampRules. Text (with the end) and timestamps are kept apart: of the text the rules need only the largest
 * logit and the sum of exponentials, so no mask is as wide as the vocabulary.
 *
 * @returns token int64 (b), logprob float32 (b), the new state, and whether any row is unfinished
 */
export function nextToken(g: Graph, options: NextTokenOptions) {
  const { state, isFirst, tokens } = options;
  const { endOfText, timestampBegin } = tokens;
  const column = (x: string) => g.op("Unsqueeze", [x, g.constant(int64s(1))]);
  const low = g.constant(float32(FORBIDDEN));
  const notFirst = g.op("Not", [isFirst]);

  const allowed = g.op("Add", [options.logits, suppression(g, options)]);
  const sizes = g.constant(int64s(endOfText, timestampBegin - endOfText, options.nVocab - timestampBegin));
  const [words, specials, anyTimes] = g.ops("Split", [allowed, sizes], 3, { axis: 1 });
  const end = g.op("Gather", [specials, g.constant(int64(0))], { axis: 1 }); // (b)

  // After a pair of timestamps comes text; after text and a single timestamp comes its pair or the end
  const bothTimes = g.op("And", [g.op("And", [state.lastIsTime, state.lastButOneIsTime]), notFirst]);
  const onlyEnd = g.op("And", [g.op("And", [state.lastIsTime, g.op("Not", [state.lastButOneIsTime])]), notFirst]);
  const isEarly = g.op("Less", [state.lastTime, options.leastEnd]);
  const hasText = g.op("Greater", [options.uniform.iteration, g.constant(int64(2))]); // not the pair at the beginning
  const noEnd = g.op("And", [g.op("And", [bothTimes, isEarly]), hasText]);
  const timeIds = g.constant(() => {
    return tensor(
      "int64",
      [1, options.nVocab - timestampBegin],
      BigInt64Array.from(range(timestampBegin, options.nVocab)),
    );
  }, "time ids");
  const past = g.op("Less", [timeIds, column(state.leastTime)]);
  const times = g.op("Where", [g.op("Or", [column(bothTimes), past]), low, anyTimes]);

  const time = best(g, times);
  const timeToken = g.op("Add", [time.index, g.constant(int64(timestampBegin))]);
  const word = best(g, words);
  const mayEnd = g.op("Where", [noEnd, low, end]);
  const mayWord = g.op("Where", [onlyEnd, low, word.max]);
  const textMax = g.op("Max", [mayWord, mayEnd]);
  const textSum = logAddExp(g, g.op("Where", [onlyEnd, low, word.logSum]), mayEnd);
  const isEnd = g.op("Greater", [mayEnd, mayWord]);
  const textToken = g.op("Where", [isEnd, g.constant(int64(endOfText)), word.index]);

  // If all timestamps together are likelier than the likeliest text token, the next token is a timestamp
  const mustBeTime = g.op("Greater", [time.logSum, textMax]);
  const logSum = g.op("Where", [mustBeTime, time.logSum, logAddExp(g, time.logSum, textSum)]);
  const isTimeBest = g.op("Or", [mustBeTime, g.op("Greater", [time.max, textMax])]);
  const greedy = {
    token: g.op("Where", [isTimeBest, timeToken, textToken]),
    logit: g.op("Where", [isTimeBest, time.max, textMax]),
  };
  const picked = sampled(g, options, { words, mayEnd, times, onlyEnd, mustBeTime, low, greedy });

  const token = g.op("Where", [state.finished, g.constant(int64(endOfText)), picked.token]);
  const logprob = g.op("Where", [state.finished, g.constant(float32(0)), g.op("Sub", [picked.logit, logSum])]);
  const repetition = trackRepetition(g, state, column(token), timestampBegin);
  const isLooped = g.op("Squeeze", [repetition.isLooped, g.constant(int64s(1))]);
  const ended = g.op("Or", [state.finished, g.op("Equal", [token, g.constant(int64(endOfText))])]);
  const looped = g.op("Or", [state.looped, g.op("And", [isLooped, g.op("Not", [ended])])]);
  const finished = g.op("Or", [ended, looped]);
  const isAllFinished = g.op("ReduceMin", [g.op("Cast", [finished], { to: DTYPES.int32 })], { keepdims: 0 });
  return {
    token,
    logprob,
    isAnyLeft: g.op("Not", [g.op("Cast", [isAllFinished], { to: DTYPES.bool })]),
    state: {
      finished,
      looped,
      ...repetition.state,
      ...nextTimes(g, state, token, timestampBegin),
    },
  };
}

/** What is added to the logits: the first step allows only timestamps up to 1 s. */
function suppression(g: Graph, { isFirst, nVocab, tokens, suppressIds, suppressIdsBegin }: NextTokenOptions): string {
  const { endOfText, timestampBegin } = tokens;
  const always = new Float32Array(nVocab);
  for (const id of suppressIds) if (id >= 0 && id < nVocab) always[id] = FORBIDDEN;
  always.fill(FORBIDDEN, endOfText + 1, timestampBegin);
  always.fill(FORBIDDEN, timestampBegin + N_TIMES); // some vocabularies are padded
  const first = always.slice();
  for (const id of suppressIdsBegin) if (id >= 0) first[id] = FORBIDDEN;
  first.fill(FORBIDDEN, 0, timestampBegin);
  first.fill(FORBIDDEN, timestampBegin + MAX_INITIAL_TIME + 1);
  const constant = (data: Float32Array, key: string) => g.constant(() => tensor("float32", [nVocab], data), key);
  return g.op("Where", [isFirst, constant(first, "suppressed first"), constant(always, "suppressed")]);
}

/** The largest value of each row of x (b, n), its index, and the logarithm of the sum of exponentials. */
function best(g: Graph, x: string) {
  const max = g.op("ReduceMax", [x, g.constant(int64s(1))], { keepdims: 0 });
  // The softmax of the largest value is 1 / sum(exp(x - max)); ONNX Runtime's Softmax is far faster than its LogSumExp
  const p = g.op("ReduceMax", [g.op("Softmax", [x], { axis: -1 }), g.constant(int64s(1))], { keepdims: 0 });
  return { max, index: g.op("ArgMax", [x], { axis: 1, keepdims: 0 }), logSum: g.op("Sub", [max, g.op("Log", [p])]) };
}

interface Candidates {
  words: string;
  mayEnd: string;
  times: string;
  onlyEnd: string;
  mustBeTime: string;
  low: string;
  greedy: { token: string; logit: string };
}

/** Above temperature 0: the token at which the cumulative probability passes this step's uniform number. */
function sampled(
  g: Graph,
  { uniform, tokens, nVocab }: NextTokenOptions,
  c: Candidates,
): { token: string; logit: string } {
  const then = g.subgraph("sample");
  const one = then.constant(int64s(1));
  const column = (x: string) => then.op("Unsqueeze", [x, one]);
  const noWords = column(then.op("Or", [c.onlyEnd, c.mustBeTime]));
  const words = then.op("Where", [noWords, c.low, c.words]);
  const end = then.op("Where", [c.mustBeTime, c.low, c.mayEnd]);
  const nSpecials = tokens.timestampBegin - tokens.endOfText - 1; // all forbidden
  const never = then.op("Expand", [
    c.low,
    then.op("Concat", [
      then.op("Shape", [end]),
      then.constant(int64s(nSpecials)),
    ], { axis: 0 }),
  ]);
  const all = then.op("Concat", [words, column(end), never, c.times], { axis: 1 }); // (b, nVocab)
  const p = then.op("Softmax", [then.op("Div", [all, uniform.temperature])], { axis: -1 });
  const sums = then.op("CumSum", [p, then.constant(int64(1))]);
  const total = then.op("Gather", [sums, then.constant(int64s(nVocab - 1))], { axis: 1 }); // (b, 1)
  const at = then.op("Mul", [column(then.op("Gather", [uniform.values, uniform.iteration], { axis: 0 })), total]);
  const passed = then.op("Cast", [then.op("LessOrEqual", [sums, at])], { to: DTYPES.int64 });
  const token = then.op("ReduceSum", [passed, one], { keepdims: 0 });
  const logit = then.op("Squeeze", [then.op("GatherElements", [all, column(token)], { axis: 1 }), one]);
  then.output(then.unique("sampled_token"), "int64", ["b"], token);
  then.output(then.unique("sampled_logit"), "float32", ["b"], logit);

  const otherwise = g.subgraph("greedy");
  otherwise.output(otherwise.unique("greedy_token"), "int64", ["b"], c.greedy.token);
  otherwise.output(otherwise.unique("greedy_logit"), "float32", ["b"], c.greedy.logit);
  const isSampled = g.op("Greater", [uniform.temperature, g.constant(float32(0))]);
  const [pickedToken, pickedLogit] = g.ops("If", [isSampled], 2, { then_branch: then, else_branch: otherwise });
  return { token: pickedToken, logit: pickedLogit };
}

function range(start: number, end: number): bigint[] {
  return Array.from({ length: end - start }, (_, i) => BigInt(start + i));
}
