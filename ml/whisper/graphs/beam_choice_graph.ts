import type { Graph } from "../../onnx/graph.ts";
import { DTYPES, float32, int64, int64s } from "../../onnx/tensor.ts";
import { MIN_POSSIBLE_SUM } from "./beam_rules_graph.ts";
import { FORBIDDEN } from "./shared_rules.ts";

export interface BeamChoiceOptions {
  /** int64 and float32 (b * m, c): different next tokens for each beam, with their log-probabilities. */
  candidates: { tokens: string; logprobs: string };
  /** float32 (b, m): the sum of log-probabilities of each beam. */
  sums: string;
  /** int64 (b): how many texts of the window have ended. */
  nEnded: string;
  /** int64 (1) */
  beamSize: string;
  endOfText: number;
}

/**
 * A step of the search, as in BeamSearchDecoder of openai/whisper decoding.py. The candidates of all beams of a window
 * are sorted by their sums. The first k that go on become the next beams; those before the k-th that end are ended
 * texts, until there are k.
 *
 * @returns next beams: tokens, parents int64 and sums float32 (b, k), rows int64 (b * k) of (b * m); ended texts:
 * endSums float32, `FORBIDDEN` where there is none, endParents int64 (b, 2 * k), nEnded int64 (b); isAlive bool (b): a
 * beam can go on
 */
export function chooseBeams(g: Graph, { candidates, sums, nEnded, beamSize, endOfText }: BeamChoiceOptions) {
  const [zero, one] = [g.constant(int64(0)), g.constant(int64s(1))];
  const low = g.constant(float32(FORBIDDEN));
  const nCandidates = g.op("Shape", [candidates.tokens], { start: 1, end: 2 });
  const flatShape = g.op("Concat", [g.op("Shape", [sums], { start: 0, end: 1 }), g.constant(int64s(-1))], { axis: 0 });
  const byWindow = (x: string) => g.op("Reshape", [x, flatShape]);
  const totals = g.op("Add", [candidates.logprobs, g.op("Reshape", [sums, g.constant(int64s(-1, 1))])]);
  // Each beam has one candidate that ends, so k of the best 2 * k go on
  const twice = g.op("Mul", [beamSize, g.constant(int64(2))]);
  const [values, indices] = g.ops("TopK", [byWindow(totals), twice], 2, { axis: 1 }); // (b, 2k), best first
  const token = g.op("GatherElements", [byWindow(candidates.tokens), indices], { axis: 1 });
  const parent = g.op("Div", [indices, nCandidates]);

  const isEnd = g.op("Equal", [token, g.constant(int64(endOfText))]);
  const count = (x: string) => g.op("Cast", [x], { to: DTYPES.int64 });
  const before = (x: string) => g.op("CumSum", [count(x), g.constant(int64(1))], { exclusive: 1 });
  const isInTime = g.op("Less", [before(g.op("Not", [isEnd])), beamSize]);
  const isPossible = g.op("Greater", [values, g.constant(float32(MIN_POSSIBLE_SUM))]);
  const ends = g.op("And", [g.op("And", [isEnd, isInTime]), isPossible]);
  const place = g.op("Add", [before(ends), g.op("Unsqueeze", [nEnded, one])]);
  const isTaken = g.op("And", [ends, g.op("Less", [place, beamSize])]);
  const nEndedNow = g.op("Add", [nEnded, g.op("ReduceSum", [count(isTaken), one], { keepdims: 0 })]);

  const goesOn = g.op("Where", [isEnd, g.constant(float32(-Infinity)), values]);
  const [nextSums, order] = g.ops("TopK", [goesOn, beamSize], 2, { axis: 1 });
  const pick = (x: string) => g.op("GatherElements", [x, order], { axis: 1 });
  const parents = pick(parent);

  const nWindows = g.op("Squeeze", [g.op("Shape", [sums], { start: 0, end: 1 })]);
  const windows = g.op("Unsqueeze", [g.op("Range", [zero, nWindows, g.constant(int64(1))]), one]); // (b, 1)
  const rows = g.op("Add", [parents, g.op("Mul", [windows, g.op("Shape", [sums], { start: 1, end: 2 })])]);
  return {
    tokens: pick(token),
    parents,
    sums: nextSums,
    rows: g.op("Reshape", [rows, g.constant(int64s(-1))]),
    endSums: g.op("Where", [isTaken, values, low]),
    endParents: parent,
    nEnded: nEndedNow,
    isAlive: g.op("Greater", [
      g.op("ReduceMax", [nextSums, one], { keepdims: 0 }),
      g.constant(float32(MIN_POSSIBLE_SUM)),
    ]),
  };
}

export interface EndingsOptions {
  /** bool (b * k, 1) */
  isLooped: string;
  /** int64 (b) */
  nEnded: string;
  /** bool (b) */
  isAlive: string;
  beamSize: string;
}

/**
 * Finds the windows that are done: those with k ended texts, those without a possible beam, and those whose best beam
 * repeats itself. The latter are given up: such a text gets likelier with every repetition and would win at the token
 * limit.
 *
 * @returns isLooped bool (b): the window is given up; nEnded int64 (b), k where it is; isAnyOpen bool (): a window is
 * not done
 */
export function windowEndings(g: Graph, { isLooped, nEnded, isAlive, beamSize }: EndingsOptions) {
  const byWindow = g.op("Concat", [g.op("Shape", [nEnded]), g.constant(int64s(-1))], { axis: 0 });
  const best = g.op("Gather", [g.op("Reshape", [isLooped, byWindow]), g.constant(int64(0))], { axis: 1 }); // (b)
  const isOpen = g.op("And", [g.op("Less", [nEnded, beamSize]), isAlive]);
  const isGivenUp = g.op("And", [isOpen, best]);
  const goesOn = g.op("And", [isOpen, g.op("Not", [best])]);
  const any = g.op("ReduceMax", [g.op("Cast", [goesOn], { to: DTYPES.int32 })], { keepdims: 0 });
  return {
    isLooped: isGivenUp,
    nEnded: g.op("Where", [isGivenUp, beamSize, nEnded]),
    isAnyOpen: g.op("Cast", [any], { to: DTYPES.bool }),
  };
}
