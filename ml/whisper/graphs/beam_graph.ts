import { Graph } from "../../onnx/graph.ts";
import { bool, type DType } from "../../onnx/tensor.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { type BeamStates, declareBeamStates, firstStates, listBeamStates } from "./beam_states.ts";
import { type BeamStep, writeBeamStep } from "./beam_step_graph.ts";
import type { DecoderGraphOptions } from "./decoder_graph.ts";
import { crossAttentionInputs } from "./decoder_layers.ts";
import { GraphBuilder, type Precision } from "./graph_builder.ts";
import { startOutputs } from "./loop_states.ts";

/**
 * Beam search as one graph: a Loop whose body is one step for k beams of each of b windows. The first step runs the
 * prompt, once for each window; then its beams part. The beams of a window are the rows of one query over one cache
 * (see `beamLayers`). The loop stops when every window has k ended texts or was given up. The text of a window does not
 * depend on the others of its batch.
 *
 * Inputs: `prompt` int64 (b, p), ending in `<|startoftranscript|>` with its language and task; `beam_size` int64 (1),
 * from 1 to the 51 timestamps that the first step can choose from; `max_new` int64 (); `least_end` int64 (b) as in
 * `decoderGraph`; the encoder's outputs.
 * Outputs, which `traceBeams` reads: `tokens`, `parents` int64 and `sums` float32 (steps, b, k), of the beams after
 * each step, best first, where a parent is a beam of the step before; `end_sums` float32 and `end_parents` int64
 * (steps, b, 2 * k), the texts that ended in a step; `looped` bool (steps, b), whether the search of a window was given
 * up in a step because its best beam repeats itself; `no_speech_prob` (b), and for a multilingual model
 * `language_probs` (b, languages).
 */
export function beamGraph(options: DecoderGraphOptions): Graph {
  const { checkpoint, dimensions, tokens, precision, weights } = options;
  const g = new Graph("beams", weights);
  const builder = new GraphBuilder(g, checkpoint, precision);
  const inputs = declareInputs(builder, dimensions, precision);
  const first = firstStates(builder, dimensions, tokens, inputs.prompt);
  const body = g.subgraph("step");
  const iteration = body.input("iteration", "int64", []);
  body.input("unused_condition", "bool", []);
  const states = declareBeamStates(builder, body, first, { dimensions, tokens, prompt: inputs.prompt });
  const step = writeBeamStep(builder.within(body), states, { ...options, ...inputs, iteration });
  const results = stepResults(step);
  declareBodyOutputs(body, states, step, results);
  writeLoop(g, body, inputs.maxNew, states, results);
  return g;
}

function declareInputs(builder: GraphBuilder, d: ModelDimensions, precision: Precision) {
  const { g } = builder;
  return {
    prompt: g.input("prompt", "int64", ["b", "p"]),
    beamSize: g.input("beam_size", "int64", [1]),
    maxNew: g.input("max_new", "int64", []),
    leastEnd: g.input("least_end", "int64", ["b"]),
    cross: crossAttentionInputs(builder, d, precision),
  };
}

/** A value that every step adds to an output of the graph. */
interface StepResult {
  name: string;
  dtype: DType;
  shape: string[];
  value: string;
}

function stepResults({ chosen, isLooped }: BeamStep): StepResult[] {
  return [
    { name: "tokens", dtype: "int64", shape: ["b", "k"], value: chosen.tokens },
    { name: "parents", dtype: "int64", shape: ["b", "k"], value: chosen.parents },
    { name: "sums", dtype: "float32", shape: ["b", "k"], value: chosen.sums },
    { name: "end_sums", dtype: "float32", shape: ["b", "2k"], value: chosen.endSums },
    { name: "end_parents", dtype: "int64", shape: ["b", "2k"], value: chosen.endParents },
    { name: "looped", dtype: "bool", shape: ["b"], value: isLooped },
  ];
}

/** Declares the body's outputs in the order of ONNX's Loop: the condition, the states, the results. */
function declareBodyOutputs(body: Graph, states: BeamStates, step: BeamStep, results: StepResult[]): void {
  body.output(body.unique("continue"), "bool", [], step.isAnyOpen);
  const afterStep: Record<string, string> = { n: "k", m: "k", r: "bk", past: "present", seen: "seen_next" };
  for (const { name, dtype, shape, next } of listBeamStates(states)) {
    body.output(body.unique(`next_${name}`), dtype, shape.map((n) => afterStep[n] ?? n), next);
  }
  for (const { name, dtype, shape, value } of results) body.output(body.unique(name), dtype, shape, value);
}

function writeLoop(g: Graph, body: Graph, maxNew: string, states: BeamStates, results: StepResult[]): void {
  const all = listBeamStates(states);
  const final = all.map(({ name }) => g.unique(`final_${name}`));
  const inputs = [maxNew, g.constant(bool(true)), ...all.map(({ initial }) => initial)];
  g.ops("Loop", inputs, [...final, ...results.map(({ name }) => name)], { body });
  for (const { name, dtype, shape } of results) g.output(name, dtype, ["steps", ...shape]);
  startOutputs(g, states.start, (state) => final[all.indexOf(state)]);
}
