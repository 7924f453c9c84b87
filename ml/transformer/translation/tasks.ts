/**
 * What can be learnt: to translate, and to predict the next word.
 *
 * The two are nearly one. A text is learnt by predicting every word from those before it; a translator does the same
 * with the Spanish sentence and may look at the English one besides. In training the right words so far are given,
 * whatever the model would have said (teacher forcing): so all positions of a sentence are learnt at once, and one slip
 * does not spoil what comes after it. A task says here what a batch is and how wrong a model is about it; training.ts
 * does the rest.
 *
 * @module
 */
import { batchesByLength } from "../batches.ts";
import { LanguageModel } from "../language_model.ts";
import { crossEntropy } from "../loss.ts";
import { padTokens } from "../masks.ts";
import type { Pass } from "../pass.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import type { Transformer } from "../transformer.ts";
import type { SentencePair } from "./pairs.ts";
import type { Task } from "./training.ts";
import type { Translator } from "./translator.ts";
import { END, PAD, START } from "./vocabulary.ts";

export interface TaskOptions {
  batchSize: number;
  /** Share of the target that is spread over all words. */
  labelSmoothing: number;
}

/** A pair as numbers. */
export interface EncodedPair {
  source: number[];
  target: number[];
}

/** How wrong a model is about pairs. */
export function translationLoss(
  model: Transformer,
  batch: readonly EncodedPair[],
  labelSmoothing: number,
  pass: Pass,
): Tensor {
  const source = padTokens(batch.map(({ source }) => source), PAD);
  // teacher forcing: given the right words so far, which one is next?
  const given = padTokens(batch.map(({ target }) => [START, ...target]), PAD);
  const wanted = padTokens(batch.map(({ target }) => [...target, END]), PAD);
  return crossEntropy(model.forward(source, given, pass), wanted.ids, { labelSmoothing, ignore: PAD });
}

/** How wrong a model is about the next tokens of stretches of text. */
export function nextWordLoss(
  model: LanguageModel,
  batch: readonly number[][],
  labelSmoothing: number,
  pass: Pass,
): Tensor {
  const given = padTokens(batch.map((row) => row.slice(0, -1)), PAD);
  const wanted = padTokens(batch.map((row) => row.slice(1)), PAD);
  return crossEntropy(model.forward(given, pass), wanted.ids, { labelSmoothing, ignore: PAD });
}

function halve<T>(batch: T[], countOf: (item: T) => number): { first: T[]; second: T[]; share: number } | null {
  if (batch.length < 2) return null;
  const middle = Math.ceil(batch.length / 2);
  const [first, second] = [batch.slice(0, middle), batch.slice(middle)];
  const [a, b] = [first, second].map((half) => half.reduce((sum, item) => sum + countOf(item), 0));
  return { first, second, share: a / (a + b) };
}

/**
 * Learning to translate pairs. A pair that is longer than the model takes is left out.
 *
 * @throws {RangeError} if none is short enough
 */
export function translationTask(
  translator: Translator,
  pairs: readonly SentencePair[],
  { batchSize, labelSmoothing }: TaskOptions,
): Task<EncodedPair[]> {
  const { model } = translator;
  const { maxLength } = model.config;
  const examples = pairs.map(({ source, target }) => ({
    source: translator.encodeSource(source),
    target: translator.encodeTarget(target),
  })).filter(({ source, target }) => source.length <= maxLength && target.length < maxLength);
  if (examples.length === 0) throw new RangeError(`no pair has fewer than ${maxLength} pieces on both sides`);
  return {
    parameters: model.parameters(),
    batches: (random: Random) =>
      batchesByLength(examples, ({ source, target }) => source.length + target.length, batchSize, random),
    loss: (batch, pass) => translationLoss(model, batch, labelSmoothing, pass),
    sentences: (batch) => batch.length,
    halves: (batch) => halve(batch, ({ target }) => target.length + 1),
    metadata: () => translator.metadata(),
  };
}

/**
 * Learning to predict each token of a text from those before it, in stretches as long as the model looks back.
 *
 * @param ids the text; at least two tokens
 * @throws {RangeError} for a shorter text
 */
export function nextWordTask(
  model: LanguageModel,
  ids: readonly number[],
  { batchSize, labelSmoothing }: TaskOptions,
  metadata: () => Record<string, string> = () => ({}),
): Task<number[][]> {
  const length = Math.min(model.config.maxLength, ids.length - 1);
  if (length < 1) throw new RangeError(`the text has ${ids.length} tokens: there must be two at least`);
  return {
    parameters: model.parameters(),
    batches(random) {
      // cut elsewhere in every epoch, so that each word is met with more and with fewer before it
      const from = random.integer(Math.min(length, ids.length - length));
      const rows: number[][] = [];
      for (let at = from; at + length < ids.length; at += length) rows.push(ids.slice(at, at + length + 1));
      return batchesByLength(rows, (row) => row.length, batchSize, random);
    },
    loss: (batch, pass) => nextWordLoss(model, batch, labelSmoothing, pass),
    sentences: (batch) => batch.length,
    halves: (batch) => halve(batch, (row) => row.length - 1),
    metadata,
  };
}
