import type { Graph } from "../../onnx/graph.ts";
import { type DType, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { ModelDimensions, SpecialTokens } from "../dimensions.ts";
import { promptMask } from "./beam_mask_graph.ts";
import type { BeamRuleState } from "./beam_rules_graph.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import { filled, listStart, type LoopState, loopState, type StartStates, startStates } from "./loop_states.ts";
import { FORBIDDEN, MAX_PERIOD } from "./shared_rules.ts";

/**
 * The states that a step of the beam search hands to the next one. In the first step each of the b windows has n = p
 * tokens and m = 2 places whose logits are needed; later it has n = m = k beams. r = b * m.
 */
export interface BeamStates {
  /** int64 (b, n): the prompt, or the newest token of each beam. */
  ids: LoopState;
  /** int64 (n): the positions of `ids` in the text. */
  positions: LoopState;
  /** int64 (m): the rows of `ids` whose logits are needed. */
  logitRows: LoopState;
  /** (b, n, seen): the attention mask, see `nextMask`. */
  visible: LoopState;
  /** float32 (b, m): the sum of log-probabilities of each beam. */
  sums: LoopState;
  /** int64 (b): how many texts have ended. */
  nEnded: LoopState;
  rules: Record<keyof BeamRuleState, LoopState>;
  start: StartStates;
  /** The self-attention keys and values of each layer. */
  caches: { k: LoopState; v: LoopState }[];
}

/** All states in the order of their declaration. */
export function listBeamStates(states: BeamStates): LoopState[] {
  const { ids, positions, logitRows, visible, sums, nEnded, rules, start, caches } = states;
  const cacheStates = caches.flatMap(({ k, v }) => [k, v]);
  return [
    ids,
    positions,
    logitRows,
    visible,
    sums,
    nEnded,
    ...Object.values(rules),
    ...listStart(start),
    ...cacheStates,
  ];
}

/** Declares the states of a step as inputs of the loop's body. */
export function declareBeamStates(
  builder: GraphBuilder,
  body: Graph,
  first: ReturnType<typeof firstStates>,
  { dimensions: d, tokens, prompt }: { dimensions: ModelDimensions; tokens: SpecialTokens; prompt: string },
): BeamStates {
  const { g, dtype: floatType } = builder;
  const state = (name: string, dtype: DType, shape: (number | string)[], initial: string) =>
    loopState(body, name, dtype, shape, initial);
  const zero = BigInt64Array.of(0n);
  const ids = state("ids", "int64", ["b", "n"], prompt);
  const positions = state("positions", "int64", ["n"], first.positions);
  const logitRows = state("wanted", "int64", ["m"], first.logitRows);
  const visible = state("visible", floatType, ["b", "n", "seen"], first.visible);
  const sums = state("sums_before", "float32", ["b", "m"], first.sums);
  const nEnded = state("ended", "int64", ["b"], filled(g, "int64", zero, first.b));
  const trues = filled(g, "bool", Uint8Array.of(1), first.ruleShape);
  const zeros = filled(g, "int64", zero, first.ruleShape);
  const { repetitionShape } = first;
  const rules = {
    lastIsTime: state("last_is_time", "bool", ["r", 1], trues),
    lastButOneIsTime: state("last_but_one_is_time", "bool", ["r", 1], trues),
    leastTime: state("least_time", "int64", ["r", 1], zeros),
    lastTime: state("last_time", "int64", ["r", 1], zeros),
    recent: state("recent", "int64", ["r", MAX_PERIOD], filled(g, "int64", BigInt64Array.of(-1n), repetitionShape)),
    repeated: state("repeated", "int64", ["r", MAX_PERIOD], filled(g, "int64", zero, repetitionShape)),
  };
  const start = startStates(g, body, first.b, tokens);
  const cacheShape = ["b", d.nTextHead, "past", d.nTextState / d.nTextHead];
  const caches = Array.from({ length: d.nTextLayer }, (_, i) => ({
    k: state(`past_k_${i}`, floatType, cacheShape, first.emptyCache),
    v: state(`past_v_${i}`, floatType, cacheShape, first.emptyCache),
  }));
  return { ids, positions, logitRows, visible, sums, nEnded, rules, start, caches };
}

/**
 * The states before the first step. It needs the logits of two places of the prompt: the start of the transcript, for
 * speech and language, and the end. They count as two beams, and the sum of the first one is `FORBIDDEN`.
 */
export function firstStates(builder: GraphBuilder, d: ModelDimensions, tokens: SpecialTokens, prompt: string) {
  const { g, dtype } = builder;
  const b = g.op("Shape", [prompt], { start: 0, end: 1 });
  const p = g.op("Shape", [prompt], { start: 1, end: 2 });
  const joined = (...shapes: string[]) => g.op("Concat", shapes, { axis: 0 });
  const zero = dtype === "float16" ? Float16Array.of(0) : Float32Array.of(0);
  // <|startoftranscript|><|en|><|transcribe|>, or the first alone
  const fromEnd = tokens.isMultilingual ? [3, 1] : [1, 1];
  const two = g.constant(tensor("float32", [1, 2], Float32Array.of(FORBIDDEN, 0)));
  return {
    b,
    positions: g.op("Range", [g.constant(int64(0)), g.op("Squeeze", [p]), g.constant(int64(1))]),
    logitRows: g.op("Sub", [p, g.constant(int64s(...fromEnd))]),
    visible: promptMask(builder, b, p),
    sums: g.op("Expand", [two, joined(b, g.constant(int64s(2)))]),
    /** (2 b, 1) */
    ruleShape: joined(g.op("Mul", [b, g.constant(int64(2))]), g.constant(int64s(1))),
    /** (2 b, MAX_PERIOD) */
    repetitionShape: joined(g.op("Mul", [b, g.constant(int64(2))]), g.constant(int64s(MAX_PERIOD))),
    emptyCache: filled(g, dtype, zero, joined(b, g.constant(int64s(d.nTextHead, 0, d.nTextState / d.nTextHead)))),
  };
}
