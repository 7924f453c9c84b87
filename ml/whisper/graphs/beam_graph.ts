import { Graph } from "../../onnx/graph.ts";
import { bool, type DType, int64, int64s, tensor } from "../../onnx/tensor.ts";
import { chooseBeams, endings } from "./beam_choice_graph.ts";
import { beamLayers } from "./beam_layers.ts";
import { afterToken, type BeamRuleState, ruledCandidates } from "./beam_rules_graph.ts";
import { nextSeen, promptSeen } from "./beam_seen_graph.ts";
import type { DecoderGraphOptions } from "./decoder_graph.ts";
import { crossAttentionInputs, vocabularyLogits } from "./decoder_layers.ts";
import type { ModelDimensions, SpecialTokens } from "../dimensions.ts";
import { GraphParts } from "./graph_parts.ts";
import { filled, listStart, type LoopState, loopState, readStart, startOutputs, startStates } from "./loop_parts.ts";
import { FORBIDDEN, LONGEST_PERIOD } from "./rule_parts.ts";

/**
 * Beam search as one graph: a Loop whose body is one step for k beams of each of b windows. The first step runs the prompt,
 * once for each window; its beams part from there. A window's beams are rows of one query over one cache (see `beamLayers`).
 * The loop stops when every window has k ended texts or was given up. What a window writes does not depend on the others of
 * its batch.
 *
 * Inputs: `prompt` int64 (b, p), ending in `<|startoftranscript|>` with its language and task;
 * `beam_size` int64 (1), from 1 up to what the first step can tell apart (51 times); `max_new` int64 (); `least_end` int64 (b)
 * as `decoderGraph` has it; the encoder's outputs.
 * Outputs, to be read by `walkBeams`: `tokens`, `parents` int64 and `sums` float32 (steps, b, k), of the beams after each
 * step, best first, where a parent is a beam of the step before; `end_sums` float32 and `end_parents` int64 (steps, b, 2 * k),
 * the texts that ended in a step; `looped` bool (steps, b), whether the search of a window was given up in a step because its
 * best beam goes round in circles; `no_speech_prob` (b), and for a multilingual model `language_probs` (b, languages).
 */
export function beamGraph({ checkpoint, dimensions: d, tokens, precision, weights }: DecoderGraphOptions): Graph {
  const g = new Graph("beams", weights);
  const parts = new GraphParts(g, checkpoint, precision);
  const prompt = g.input("prompt", "int64", ["b", "p"]);
  const beamSize = g.input("beam_size", "int64", [1]);
  const maxNew = g.input("max_new", "int64", []);
  const leastEnd = g.input("least_end", "int64", ["b"]);
  const cross = crossAttentionInputs(parts, d, precision);

  const start = beforeFirstStep(parts, d, tokens, prompt);
  const body = g.subgraph("step");
  const iteration = body.input("iteration", "int64", []);
  body.input("unused_condition", "bool", []);
  const states: LoopState[] = [];
  const state = (name: string, dtype: DType, shape: (number | string)[], initial: string): LoopState => {
    states.push(loopState(body, name, dtype, shape, initial));
    return states.at(-1)!;
  };
  const ids = state("ids", "int64", ["b", "n"], prompt);
  const positions = state("positions", "int64", ["n"], start.positions);
  const wanted = state("wanted", "int64", ["m"], start.wanted);
  const visible = state("visible", parts.dtype, ["b", "n", "seen"], start.visible);
  const sums = state("sums_before", "float32", ["b", "m"], start.sums);
  const nEnded = state("ended", "int64", ["b"], start.full("int64", BigInt64Array.of(0n), start.b));
  const trues = start.full("bool", Uint8Array.of(1), start.rows);
  const zeros = start.full("int64", BigInt64Array.of(0n), start.rows);
  const rules = {
    lastIsTime: state("last_is_time", "bool", ["r", 1], trues),
    lastButOneIsTime: state("last_but_one_is_time", "bool", ["r", 1], trues),
    leastTime: state("least_time", "int64", ["r", 1], zeros),
    lastTime: state("last_time", "int64", ["r", 1], zeros),
    recent: state("recent", "int64", ["r", LONGEST_PERIOD], start.full("int64", BigInt64Array.of(-1n), start.wide)),
    repeated: state("repeated", "int64", ["r", LONGEST_PERIOD], start.full("int64", BigInt64Array.of(0n), start.wide)),
  };
  const atStart = startStates(g, body, start.b, tokens);
  states.push(...listStart(atStart));
  const cacheShape = ["b", d.nTextHead, "past", d.nTextState / d.nTextHead];
  const caches = Array.from({ length: d.nTextLayer }, (_, i) => ({
    k: state(`past_k_${i}`, parts.dtype, cacheShape, start.emptyCache),
    v: state(`past_v_${i}`, parts.dtype, cacheShape, start.emptyCache),
  }));

  const inner = parts.within(body);
  const { x, present } = beamLayers(inner, {
    dimensions: d,
    ids: ids.name,
    positions: positions.name,
    visible: visible.name,
    cross,
    past: caches.map(({ k, v }) => ({ k: k.name, v: v.name })),
  });
  const logits = vocabularyLogits(inner, body.op("Gather", [x, wanted.name], { axis: 1 })); // (b, m, nVocab)
  const isFirst = body.op("Equal", [iteration, body.constant(int64(0))]);
  readStart(body, logits, isFirst, tokens, atStart);
  const before = Object.fromEntries(
    Object.entries(rules).map(([k, { name }]) => [k, name]),
  ) as unknown as BeamRuleState;
  const candidates = ruledCandidates(body, {
    logits: body.op("Reshape", [logits, body.constant(int64s(-1, d.nVocab))]),
    isFirst,
    iteration,
    leastEnd: ofEveryBeam(body, leastEnd, sums.name),
    beamSize,
    state: before,
    nVocab: d.nVocab,
    tokens,
    suppressIds: checkpoint.config.suppressIds,
    suppressIdsBegin: checkpoint.config.suppressIdsBegin,
  });
  const chosen = chooseBeams(body, {
    candidates,
    sums: sums.name,
    nEnded: nEnded.name,
    beamSize,
    endOfText: tokens.endOfText,
  });

  const row = (y: string) => body.op("Gather", [y, chosen.rows], { axis: 0 });
  const inherited = Object.fromEntries(Object.entries(before).map(([k, y]) => [k, row(y)])) as unknown as BeamRuleState;
  const newest = body.op("Reshape", [chosen.tokens, body.constant(int64s(-1, 1))]);
  const after = afterToken(body, inherited, newest, tokens.timestampBegin);
  for (const [key, next] of Object.entries(after.state)) rules[key as keyof BeamRuleState].next = next;
  const end = endings(body, { ...chosen, isLooped: after.isLooped, beamSize });
  ids.next = chosen.tokens;
  sums.next = chosen.sums;
  nEnded.next = end.nEnded;
  const last = body.op("Gather", [positions.name, body.constant(int64s(-1))], { axis: 0 });
  positions.next = body.op("Expand", [body.op("Add", [last, body.constant(int64s(1))]), beamSize]);
  const zero = body.constant(int64(0));
  wanted.next = body.op("Range", [zero, body.op("Squeeze", [beamSize]), body.constant(int64(1))]);
  const seen = nextSeen(inner, {
    visible: body.op("Gather", [visible.name, wanted.name], { axis: 1 }),
    rows: chosen.rows,
    chosen: chosen.tokens,
    beamSize,
    present,
    nHead: d.nTextHead,
  });
  visible.next = seen.visible;
  seen.present.forEach(({ k, v }, i) => {
    caches[i].k.next = k;
    caches[i].v.next = v;
  });

  body.output(body.unique("continue"), "bool", [], end.isAnyOpen);
  const afterStep: Record<string, string> = { n: "k", m: "k", r: "bk", past: "present", seen: "seen_next" };
  for (const { name, dtype, shape, next } of states) {
    body.output(body.unique(`next_${name}`), dtype, shape.map((n) => afterStep[n] ?? n), next);
  }
  const scans: [string, DType, string[], string][] = [
    ["tokens", "int64", ["b", "k"], chosen.tokens],
    ["parents", "int64", ["b", "k"], chosen.parents],
    ["sums", "float32", ["b", "k"], chosen.sums],
    ["end_sums", "float32", ["b", "2k"], chosen.endSums],
    ["end_parents", "int64", ["b", "2k"], chosen.endParents],
    ["looped", "bool", ["b"], end.isLooped],
  ];
  for (const [name, dtype, shape, value] of scans) body.output(body.unique(name), dtype, shape, value);

  const final = states.map(({ name }) => g.unique(`final_${name}`));
  const inputs = [maxNew, g.constant(bool(true)), ...states.map(({ initial }) => initial)];
  g.ops("Loop", inputs, [...final, ...scans.map(([name]) => name)], { body });
  for (const [name, dtype, shape] of scans) g.output(name, dtype, ["steps", ...shape]);
  startOutputs(g, atStart, (state) => final[states.indexOf(state)]);
  return g;
}

/**
 * What the first step starts from. It looks at two places of the prompt, as if they were two beams of which the first is out
 * of the question: where the transcript starts, for speech and language, and at the end.
 */
function beforeFirstStep(parts: GraphParts, d: ModelDimensions, tokens: SpecialTokens, prompt: string) {
  const { g, dtype } = parts;
  const full = (type: DType, data: ArrayBufferView, shape: string) => filled(g, type, data, shape);
  const b = g.op("Shape", [prompt], { start: 0, end: 1 });
  const p = g.op("Shape", [prompt], { start: 1, end: 2 });
  const joined = (...shapes: string[]) => g.op("Concat", shapes, { axis: 0 });
  const float = (value: number) => dtype === "float16" ? Float16Array.of(value) : Float32Array.of(value);
  // <|startoftranscript|><|en|><|transcribe|>, or the first alone
  const fromEnd = tokens.isMultilingual ? [3, 1] : [1, 1];
  const two = g.constant(tensor("float32", [1, 2], Float32Array.of(FORBIDDEN, 0)));
  return {
    b,
    full,
    positions: g.op("Range", [g.constant(int64(0)), g.op("Squeeze", [p]), g.constant(int64(1))]),
    wanted: g.op("Sub", [p, g.constant(int64s(...fromEnd))]),
    visible: promptSeen(parts, b, p),
    sums: g.op("Expand", [two, joined(b, g.constant(int64s(2)))]),
    rows: joined(g.op("Mul", [b, g.constant(int64(2))]), g.constant(int64s(1))),
    wide: joined(g.op("Mul", [b, g.constant(int64(2))]), g.constant(int64s(LONGEST_PERIOD))),
    emptyCache: full(dtype, float(0), joined(b, g.constant(int64s(d.nTextHead, 0, d.nTextState / d.nTextHead)))),
  };
}

/** x (b) for each of its window's beams: (b * m, 1), as many as `sums` (b, m) has. */
function ofEveryBeam(g: Graph, x: string, sums: string): string {
  const all = g.op("Expand", [g.op("Unsqueeze", [x, g.constant(int64s(1))]), g.op("Shape", [sums])]);
  return g.op("Reshape", [all, g.constant(int64s(-1, 1))]);
}
