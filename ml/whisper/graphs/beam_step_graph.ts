import type { Graph } from "../../onnx/graph.ts";
import { int64, int64s } from "../../onnx/tensor.ts";
import { chooseBeams, windowEndings } from "./beam_choice_graph.ts";
import { beamLayers } from "./beam_layers.ts";
import { nextMask } from "./beam_mask_graph.ts";
import { afterToken, type BeamRuleState, ruledCandidates } from "./beam_rules_graph.ts";
import type { BeamStates } from "./beam_states.ts";
import type { DecoderGraphOptions } from "./decoder_graph.ts";
import { type CrossAttention, vocabularyLogits } from "./decoder_layers.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import { type LoopState, readStart } from "./loop_states.ts";

export interface BeamStepOptions extends DecoderGraphOptions {
  /** int64 (): the number of the step, from 0. */
  iteration: string;
  /** int64 (1) */
  beamSize: string;
  /** int64 (b) */
  leastEnd: string;
  cross: CrossAttention[];
}

export interface BeamStep {
  chosen: ReturnType<typeof chooseBeams>;
  /** bool (b): windows whose search is given up in this step. */
  isLooped: string;
  /** bool (): whether another step is needed. */
  isAnyOpen: string;
}

/** Writes one step: layers, rules, choice of the next beams. Sets the next value of every state. */
export function writeBeamStep(builder: GraphBuilder, states: BeamStates, options: BeamStepOptions): BeamStep {
  const { g } = builder;
  const { dimensions: d, tokens, beamSize } = options;
  const { x, present } = beamLayers(builder, {
    dimensions: d,
    ids: states.ids.name,
    positions: states.positions.name,
    visible: states.visible.name,
    cross: options.cross,
    past: states.caches.map(({ k, v }) => ({ k: k.name, v: v.name })),
  });
  const logits = vocabularyLogits(builder, g.op("Gather", [x, states.logitRows.name], { axis: 1 })); // (b, m, nVocab)
  const rules = mapRules(states.rules, ({ name }) => name);
  const candidates = findCandidates(g, logits, rules, states, options);
  const chosen = chooseBeams(g, {
    candidates,
    sums: states.sums.name,
    nEnded: states.nEnded.name,
    beamSize,
    endOfText: tokens.endOfText,
  });

  const isLooped = updateRules(g, states, rules, chosen, tokens.timestampBegin);
  const ending = windowEndings(g, { ...chosen, isLooped, beamSize });
  states.ids.next = chosen.tokens;
  states.sums.next = chosen.sums;
  states.nEnded.next = ending.nEnded;
  movePositions(g, states, beamSize);
  updateCache(builder, states, { present, chosen, beamSize, nHead: d.nTextHead });
  return { chosen, isLooped: ending.isLooped, isAnyOpen: ending.isAnyOpen };
}

/** The likeliest next tokens of each beam. In the first step also reads speech and language. */
function findCandidates(
  g: Graph,
  logits: string,
  rules: BeamRuleState,
  states: BeamStates,
  { checkpoint, dimensions: { nVocab }, tokens, iteration, leastEnd, beamSize }: BeamStepOptions,
) {
  const isFirst = g.op("Equal", [iteration, g.constant(int64(0))]);
  readStart(g, logits, isFirst, tokens, states.start);
  return ruledCandidates(g, {
    logits: g.op("Reshape", [logits, g.constant(int64s(-1, nVocab))]),
    isFirst,
    iteration,
    leastEnd: repeatForBeams(g, leastEnd, states.sums.name),
    beamSize,
    state: rules,
    nVocab,
    tokens,
    suppressIds: checkpoint.config.suppressIds,
    suppressIdsBegin: checkpoint.config.suppressIdsBegin,
  });
}

/** Gives each new beam the rule state of its parent, after its newest token. @returns isLooped bool (b * k, 1) */
function updateRules(
  g: Graph,
  states: BeamStates,
  rules: BeamRuleState,
  chosen: BeamStep["chosen"],
  timestampBegin: number,
): string {
  const inherited = mapRules(rules, (value) => g.op("Gather", [value, chosen.rows], { axis: 0 }));
  const newest = g.op("Reshape", [chosen.tokens, g.constant(int64s(-1, 1))]);
  const after = afterToken(g, inherited, newest, timestampBegin);
  for (const [key, next] of Object.entries(after.state)) states.rules[key as keyof BeamRuleState].next = next;
  return after.isLooped;
}

/** From the second step on, each window has k tokens, all at the same position, and the logits of all are needed. */
function movePositions(g: Graph, { positions, logitRows }: BeamStates, beamSize: string): void {
  const last = g.op("Gather", [positions.name, g.constant(int64s(-1))], { axis: 0 });
  positions.next = g.op("Expand", [g.op("Add", [last, g.constant(int64s(1))]), beamSize]);
  const zero = g.constant(int64(0));
  logitRows.next = g.op("Range", [zero, g.op("Squeeze", [beamSize]), g.constant(int64(1))]);
}

function updateCache(
  builder: GraphBuilder,
  { visible, logitRows, caches }: BeamStates,
  { present, chosen, beamSize, nHead }: {
    present: { k: string; v: string }[];
    chosen: BeamStep["chosen"];
    beamSize: string;
    nHead: number;
  },
): void {
  const next = nextMask(builder, {
    visible: builder.g.op("Gather", [visible.name, logitRows.name], { axis: 1 }),
    rows: chosen.rows,
    chosen: chosen.tokens,
    beamSize,
    present,
    nHead,
  });
  visible.next = next.visible;
  next.present.forEach(({ k, v }, i) => {
    caches[i].k.next = k;
    caches[i].v.next = v;
  });
}

/** Repeats x (b) for the beams of each window: (b * m, 1), as many as `sums` (b, m) has. */
function repeatForBeams(g: Graph, x: string, sums: string): string {
  const all = g.op("Expand", [g.op("Unsqueeze", [x, g.constant(int64s(1))]), g.op("Shape", [sums])]);
  return g.op("Reshape", [all, g.constant(int64s(-1, 1))]);
}

function mapRules<T extends string | LoopState>(
  rules: Record<keyof BeamRuleState, T>,
  change: (value: T) => string,
): BeamRuleState {
  return Object.fromEntries(
    Object.entries<T>(rules).map(([key, value]) => [key, change(value)]),
  ) as unknown as BeamRuleState;
}
