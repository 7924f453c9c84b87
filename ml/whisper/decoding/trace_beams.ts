import type { Value } from "../../onnx/session.ts";
import { MIN_POSSIBLE_SUM } from "../graphs/beam_rules_graph.ts";
import type { DecodedRow } from "./types.ts";

/** A text that the search of a window found: where its last token is, and its score. */
interface Hypothesis {
  /** The step of its last token; -1 if it has none. */
  step: number;
  beam: number;
  /** Sum of log-probabilities, including the end token's if it came. */
  sum: number;
  isEnded: boolean;
  isLooped: boolean;
}

/**
 * Reads the best text of each window from the outputs of `beamGraph`: the one with the highest mean log-probability, as
 * MaximumLikelihoodRanker of openai/whisper and CTranslate2 with a length penalty of 1 rank them. If fewer texts ended
 * than there are beams, the best unfinished ones are ranked too; if the search was given up, the text that repeats
 * itself.
 *
 * @param outputs all outputs of a run of the graph
 */
export function traceBeams(outputs: Record<string, Value>): DecodedRow[] {
  const [steps, windows] = outputs.tokens.dims;
  return Array.from({ length: windows }, (_, window) => {
    const candidates = hypotheses(outputs, steps, window);
    if (candidates.length === 0) {
      throw new RangeError(`window ${window} has no text: no token was allowed in the first step`);
    }
    const score = ({ sum, step }: Hypothesis) => sum / (step + 1);
    return traceBack(outputs, window, candidates.reduce((a, b) => score(b) > score(a) ? b : a));
  });
}

function hypotheses(outputs: Record<string, Value>, steps: number, window: number): Hypothesis[] {
  const [, windows, beams] = outputs.tokens.dims;
  const texts: Hypothesis[] = [];
  const addUnfinished = (step: number, beam: number, isLooped: boolean) => {
    const sum = Number(outputs.sums.data[(step * windows + window) * beams + beam]);
    if (sum > MIN_POSSIBLE_SUM) texts.push({ step, beam, sum, isEnded: false, isLooped });
  };
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < 2 * beams; i++) {
      const at = (step * windows + window) * 2 * beams + i;
      const sum = Number(outputs.end_sums.data[at]);
      const beam = Number(outputs.end_parents.data[at]);
      if (sum > MIN_POSSIBLE_SUM) texts.push({ step: step - 1, beam, sum, isEnded: true, isLooped: false });
    }
    if (outputs.looped.data[step * windows + window]) {
      addUnfinished(step, 0, true); // the search was given up here
      return texts;
    }
  }
  for (let beam = 0; beam < beams && texts.length < beams; beam++) {
    addUnfinished(steps - 1, beam, false); // the best first
  }
  return texts;
}

function traceBack(outputs: Record<string, Value>, window: number, best: Hypothesis): DecodedRow {
  let { step, beam } = best;
  const [, windows, beams] = outputs.tokens.dims;
  const tokens: number[] = [];
  const sums = best.isEnded ? [best.sum] : [];
  for (; step >= 0; step--) {
    const at = (step * windows + window) * beams + beam;
    tokens.unshift(Number(outputs.tokens.data[at]));
    sums.unshift(Number(outputs.sums.data[at]));
    beam = Number(outputs.parents.data[at]);
  }
  const { no_speech_prob, language_probs } = outputs;
  const n = language_probs?.dims[1] ?? 0;
  return {
    tokens,
    logprobs: sums.map((total, i) => total - (sums[i - 1] ?? 0)),
    isEnded: best.isEnded,
    isLooped: best.isLooped,
    noSpeechProb: Number(no_speech_prob.data[window]),
    languageProbs: n ? (language_probs.data as Float32Array).slice(window * n, (window + 1) * n) : new Float32Array(0),
  };
}
