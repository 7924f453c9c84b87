import type { Graph } from "../../onnx/graph.ts";
import { type DType, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { SpecialTokens } from "../dimensions.ts";

/** A value that one step of a Loop hands to the next. */
export interface LoopState {
  name: string;
  dtype: DType;
  shape: (number | string)[];
  /** Its value before the first step, in the outer graph. */
  initial: string;
  /** Its value after a step, in the body. */
  next: string;
}

/** Declares a state as an input of a Loop's body. Inputs, initial values and final values must have the same order. */
export function loopState(
  body: Graph,
  name: string,
  dtype: DType,
  shape: (number | string)[],
  initial: string,
): LoopState {
  return { name: body.input(name, dtype, shape), dtype, shape, initial, next: "" };
}

/** A tensor filled with one value. @param data the value @param shape int64 (dims) */
export function filled(g: Graph, dtype: DType, data: ArrayBufferView, shape: string): string {
  return g.op("ConstantOfShape", [shape], { value: tensor(dtype, [1], data) });
}

/** Values that the first step reads at `<|startoftranscript|>`. */
export interface StartStates {
  /** float32 (b): the probability that there is no speech. */
  noSpeech: LoopState;
  /** float32 (b, languages); null for an English-only model. */
  languages: LoopState | null;
}

/** Declares the states of `readStart`. @param b int64 (1), the windows */
export function startStates(g: Graph, body: Graph, b: string, tokens: SpecialTokens): StartStates {
  const zeros = (shape: string) => filled(g, "float32", Float32Array.of(0), shape);
  const noSpeech = loopState(body, "no_speech", "float32", ["b"], zeros(b));
  if (!tokens.isMultilingual) return { noSpeech, languages: null };
  const nLanguages = tokens.languageTokens.size;
  const shape = g.op("Concat", [b, g.constant(int64s(nLanguages))], { axis: 0 });
  return { noSpeech, languages: loopState(body, "languages", "float32", ["b", nLanguages], zeros(shape)) };
}

/** The states of `StartStates` in the order of their declaration. */
export function listStart({ noSpeech, languages }: StartStates): LoopState[] {
  return languages ? [noSpeech, languages] : [noSpeech];
}

/**
 * Sets the no-speech and language probabilities. The first step reads them; all others keep them.
 *
 * @param logits float32 (b, n, nVocab); in the first step those after `<|startoftranscript|>` come first
 * @param isFirst bool ()
 */
export function readStart(
  g: Graph,
  logits: string,
  isFirst: string,
  tokens: SpecialTokens,
  start: StartStates,
): void {
  const states = listStart(start);
  const read = g.subgraph("read_start");
  const row = read.op("Gather", [logits, read.constant(int64(0))], { axis: 1 }); // (b, nVocab)
  const all = read.op("Softmax", [row], { axis: -1 });
  const values = [read.op("Gather", [all, read.constant(int64(tokens.noSpeech))], { axis: 1 })];
  if (start.languages) {
    const ids = read.constant(int64s(...tokens.languageTokens.values()));
    values.push(read.op("Softmax", [read.op("Gather", [row, ids], { axis: 1 })], { axis: -1 }));
  }
  const keep = g.subgraph("keep");
  states.forEach(({ dtype, shape, name }, i) => {
    read.output(read.unique("start"), dtype, shape, values[i]);
    keep.output(keep.unique("kept"), dtype, shape, name);
  });
  const next = g.ops("If", [isFirst], states.length, { then_branch: read, else_branch: keep });
  states.forEach((state, i) => state.next = next[i]);
}

/** Declares the values read at the start as outputs of the graph. @param final returns the final value of a state */
export function startOutputs(
  g: Graph,
  { noSpeech, languages }: StartStates,
  final: (state: LoopState) => string,
): void {
  g.output("no_speech_prob", "float32", noSpeech.shape, final(noSpeech));
  if (languages) g.output("language_probs", "float32", languages.shape, final(languages));
}
