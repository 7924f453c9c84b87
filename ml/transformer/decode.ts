/**
 * Choosing words.
 *
 * The model does not write a sentence: it gives every possible next word a probability. Greedy decoding takes the most
 * probable word at every step and cannot change it later. Beam search keeps the best few beginnings at every step, so a
 * word that looked second best can still win because of the words after it. The probability of a sentence is the
 * product of the probabilities of its words, so longer sentences always have lower ones. Before sentences are compared,
 * the sum of logarithms is therefore divided by a power of the length (Wu et al., 2016).
 */
import { logSumExp } from "./loss.ts";
import type { Tokens } from "./masks.ts";
import { type DecoderState, selectState, type Transformer } from "./transformer.ts";
import { noGrad } from "./tensor.ts";

export interface DecodeOptions {
  startId: number;
  endId: number;
  /** Most tokens to write, without the start token; the model's maximum if absent. */
  maxLength?: number;
}

export interface BeamOptions extends DecodeOptions {
  beamSize: number;
  /** The exponent of the length: 0 favours short sentences, 1 compares means. */
  lengthPenalty?: number;
}

export interface Hypothesis {
  /** Tokens without start and end. */
  tokens: number[];
  /** Log-probability of the sentence, including its end. */
  logprob: number;
  /** The value that beams are compared by: the log-probability over the length to a power. */
  score: number;
}

/** Takes the most probable word at every step, for a batch of sentences at once. */
export function greedyDecode(model: Transformer, source: Tokens, options: DecodeOptions): Hypothesis[] {
  const { startId, endId } = options;
  return noGrad(() => {
    const state = model.start(model.encode(source));
    const rows = Array.from({ length: source.batch }, () => ({ tokens: [] as number[], logprob: 0, isEnded: false }));
    let last = rows.map(() => startId);
    for (let left = lengthLimit(model, options); left > 0 && rows.some(({ isEnded }) => !isEnded); left--) {
      const { data, shape: [, vocab] } = model.decodeStep(last, state);
      last = rows.map((row, r) => {
        if (row.isEnded) return endId;
        const token = largest(data, r * vocab, vocab);
        row.logprob += data[r * vocab + token] - logSumExp(data, r * vocab, vocab);
        if (token === endId) row.isEnded = true;
        else row.tokens.push(token);
        return token;
      });
    }
    return rows.map(({ tokens, logprob }) => ({ tokens, logprob, score: logprob / (tokens.length + 1) }));
  });
}

/**
 * Runs beam search for one sentence and returns the best few results, the best one first.
 *
 * @param source a batch of one
 */
export function beamDecode(model: Transformer, source: Tokens, options: BeamOptions): Hypothesis[] {
  if (source.batch !== 1) {
    throw new RangeError(`the batch has ${source.batch} sentences: beamDecode() takes one at a time`);
  }
  const { startId, endId, beamSize, lengthPenalty = 1 } = options;
  return noGrad(() => {
    let state: DecoderState = model.start(model.encode(source));
    let beams = [{ tokens: [] as number[], logprob: 0 }];
    const ended: Hypothesis[] = [];
    const scoreOf = (tokens: number[], logprob: number) => logprob / (tokens.length + 1) ** lengthPenalty;
    const finish = (tokens: number[], logprob: number) =>
      ended.push({ tokens, logprob, score: scoreOf(tokens, logprob) });
    /** Whether enough beams have ended and no open beam scores better than the best of them. */
    const isDecided = () =>
      ended.length >= beamSize &&
      Math.max(...beams.map(({ tokens, logprob }) => scoreOf(tokens, logprob))) <=
        Math.max(...ended.map(({ score }) => score));
    for (let left = lengthLimit(model, options); left > 0 && !isDecided(); left--) {
      const { data, shape: [, vocab] } = model.decodeStep(beams.map(({ tokens }) => tokens.at(-1) ?? startId), state);
      const next = beams.flatMap(({ logprob }, beam) => {
        const logSum = logSumExp(data, beam * vocab, vocab);
        // One candidate more than beams: a beam has at most one end token
        return largestFew(data, beam * vocab, vocab, beamSize + 1)
          .map((token) => ({ beam, token, logprob: logprob + data[beam * vocab + token] - logSum }));
      }).sort((a, b) => b.logprob - a.logprob);
      const kept = next.filter(({ token }) => token !== endId).slice(0, beamSize);
      // An end token counts only if it is among the best `beamSize` candidates
      for (const { beam, token, logprob } of next.slice(0, beamSize)) {
        if (token === endId) finish(beams[beam].tokens, logprob);
      }
      state = selectState(state, kept.map(({ beam }) => beam));
      beams = kept.map(({ beam, token, logprob }) => ({ tokens: [...beams[beam].tokens, token], logprob }));
    }
    // The length limit was reached first
    if (!isDecided()) beams.forEach(({ tokens, logprob }) => finish(tokens, logprob));
    return ended.sort((a, b) => b.score - a.score).slice(0, beamSize);
  });
}

function lengthLimit(model: Transformer, { maxLength }: DecodeOptions): number {
  return Math.min(maxLength ?? model.config.maxLength, model.config.maxLength);
}

/** The index of the largest of `n` values from `at` on. */
export function largest(x: Float32Array, at: number, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (x[at + i] > x[at + best]) best = i;
  return best;
}

/** The indices of the `few` largest, the largest first. */
function largestFew(x: Float32Array, at: number, n: number, few: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < n; i++) {
    if (best.length === few && x[at + i] <= x[at + best[few - 1]]) continue;
    let place = best.length;
    while (place > 0 && x[at + best[place - 1]] < x[at + i]) place--;
    best.splice(place, 0, i);
    if (best.length > few) best.pop();
  }
  return best;
}
