import type { Checkpoint } from "../../models/tensors.ts";
import { Graph } from "../../onnx/graph.ts";
import { bool, type DType, int64, int64s } from "../../onnx/tensor.ts";
import type { WeightFile } from "../../onnx/weight_file.ts";
import { type CrossAttention, crossAttentionInputs, decoderLayers, vocabularyLogits } from "./decoder_layers.ts";
import type { ModelDimensions, SpecialTokens } from "../dimensions.ts";
import { GraphBuilder, type Precision } from "./graph_builder.ts";
import { filled, listStart, type LoopState, loopState, readStart, startOutputs, startStates } from "./loop_states.ts";
import { initialRules, nextToken, RULE_STATES, type RuleState } from "./token_rules_graph.ts";

export interface DecoderGraphOptions {
  checkpoint: Checkpoint;
  dimensions: ModelDimensions;
  tokens: SpecialTokens;
  precision: Precision;
  weights: WeightFile;
}

/**
 * Decoding as one graph: a Loop whose body is one step of the decoder. It runs the new tokens with the growing
 * self-attention cache and the fixed cross-attention cache, applies Whisper's timestamp rules and suppressed tokens,
 * and takes the likeliest token or, if `temperature` is above 0, the one that a number from `uniform` falls on. It
 * stops when every row of the batch has ended. So one run is a whole decode, and no cache crosses into JavaScript.
 *
 * Inputs: `prompt` int64 (b, p), ending in `<|startoftranscript|>` with its language and task; `max_new` int64 ();
 * `temperature` float32 (); `uniform` float32 (max_new, b) in [0, 1), or (1, 1) if temperature is 0; `least_end` int64
 * (b), the timestamp token before which a pair of timestamps must not end a row; the encoder's outputs.
 * Outputs: `tokens` int64 and `logprobs` float32 (steps, b), the latter of the chosen tokens at temperature 1 after the
 * rules; `looped` bool (b), whether a row was stopped because it repeats itself; `no_speech_prob` (b), and for a
 * multilingual model `language_probs` (b, languages), both read where the transcript starts.
 */
export function decoderGraph({ checkpoint, dimensions: d, tokens, precision, weights }: DecoderGraphOptions): Graph {
  const g = new Graph("decoder", weights);
  const builder = new GraphBuilder(g, checkpoint, precision);
  const prompt = g.input("prompt", "int64", ["b", "p"]);
  const maxNew = g.input("max_new", "int64", []);
  const temperature = g.input("temperature", "float32", []);
  const uniform = g.input("uniform", "float32", ["u", "v"]);
  const leastEnd = g.input("least_end", "int64", ["b"]);
  const cross = crossAttentionInputs(builder, d, precision);

  const b = g.op("Shape", [prompt], { start: 0, end: 1 });
  const body = g.subgraph("step");
  const iteration = body.input("iteration", "int64", []);
  body.input("unused_condition", "bool", []);
  const state = (name: string, dtype: DType, shape: (number | string)[], initial: string) =>
    loopState(body, name, dtype, shape, initial);
  const ids = state("ids", "int64", ["b", "n"], prompt);
  const position = state("position", "int64", [1], g.constant(int64s(0)));
  const rules = mapValues(initialRules(g, b), (initial, key) => {
    return state(`rule_${key}`, RULE_STATES[key].dtype, RULE_STATES[key].shape, initial);
  });
  const start = startStates(g, body, b, tokens);
  const headSize = d.nTextState / d.nTextHead;
  const emptyShape = g.op("Concat", [b, g.constant(int64s(d.nTextHead, 0, headSize))], { axis: 0 });
  const zero = builder.dtype === "float16" ? Float16Array.of(0) : Float32Array.of(0);
  const empty = filled(g, builder.dtype, zero, emptyShape);
  const caches = Array.from({ length: d.nTextLayer }, (_, i) => {
    const shape = ["b", d.nTextHead, "past", headSize];
    return {
      k: state(`past_k_${i}`, builder.dtype, shape, empty),
      v: state(`past_v_${i}`, builder.dtype, shape, empty),
    };
  });

  const step = decoderStep(builder.within(body), { d, tokens, ids, position, caches, cross, iteration });
  readStart(body, step.logits, step.isFirst, tokens, start);
  const chosen = nextToken(body, {
    logits: body.op("Gather", [step.logits, body.constant(int64(-1))], { axis: 1 }), // (b, nVocab)
    isFirst: step.isFirst,
    uniform: { values: uniform, iteration, temperature },
    leastEnd,
    state: mapValues(rules, ({ name }) => name),
    nVocab: d.nVocab,
    tokens,
    suppressIds: checkpoint.config.suppressIds,
    suppressIdsBegin: checkpoint.config.suppressIdsBegin,
  });
  for (const [key, next] of Object.entries(chosen.state)) rules[key as keyof RuleState].next = next;
  ids.next = body.op("Unsqueeze", [chosen.token, body.constant(int64s(1))]);

  const states = [ids, position, ...Object.values(rules), ...listStart(start)];
  for (const { k, v } of caches) states.push(k, v);
  body.output(body.unique("continue"), "bool", [], chosen.isAnyLeft);
  for (const { name, dtype, shape, next } of states) {
    const after = shape.map((n) => n === "n" ? 1 : n === "past" ? "present" : n);
    body.output(body.unique(`next_${name}`), dtype, after, next);
  }
  body.output(body.unique("token"), "int64", ["b"], chosen.token);
  body.output(body.unique("logprob"), "float32", ["b"], chosen.logprob);

  const outputs = states.map(({ name }) => g.unique(`final_${name}`));
  const inputs = [maxNew, g.constant(bool(true)), ...states.map(({ initial }) => initial)];
  g.ops("Loop", inputs, [...outputs, "tokens", "logprobs"], { body });
  g.output("tokens", "int64", ["steps", "b"]);
  g.output("logprobs", "float32", ["steps", "b"]);
  g.output("looped", "bool", ["b"], outputs[states.indexOf(rules.looped)]);
  startOutputs(g, start, (state) => outputs[states.indexOf(state)]);
  return g;
}

interface StepOptions {
  d: ModelDimensions;
  tokens: SpecialTokens;
  ids: LoopState;
  position: LoopState;
  caches: { k: LoopState; v: LoopState }[];
  cross: CrossAttention[];
  iteration: string;
}

/** The layers, and the logits of the last token; in the first step before them those of `<|startoftranscript|>`. */
function decoderStep(builder: GraphBuilder, { d, tokens, ids, position, caches, cross, iteration }: StepOptions) {
  const { g } = builder;
  const { x, present } = decoderLayers(builder, {
    dimensions: d,
    ids: ids.name,
    position: position.name,
    cross,
    past: caches.map(({ k, v }) => ({ k: k.name, v: v.name })),
  });
  present.forEach(({ k, v }, i) => {
    caches[i].k.next = k;
    caches[i].v.next = v;
  });
  const n = g.op("Shape", [ids.name], { start: 1, end: 2 });
  position.next = g.op("Add", [position.name, n]);
  const isFirst = g.op("Equal", [iteration, g.constant(int64(0))]);
  // <|startoftranscript|><|en|><|transcribe|>, or the first alone
  const fromEnd = tokens.isMultilingual ? [3, 1] : [1, 1];
  const both = g.op("Sub", [n, g.constant(int64s(...fromEnd))]);
  const start = g.op("Where", [isFirst, g.constant(int64s(0)), g.constant(int64s(1))]);
  const rows = g.op("Slice", [both, start, g.constant(int64s(2))]);
  return { logits: vocabularyLogits(builder, g.op("Gather", [x, rows], { axis: 1 })), isFirst };
}

function mapValues<K extends string, A, B>(record: Record<K, A>, change: (value: A, key: K) => B): Record<K, B> {
  return Object.fromEntries(
    Object.entries<A>(record).map(([key, value]) => [key, change(value, key as K)]),
  ) as Record<K, B>;
}
