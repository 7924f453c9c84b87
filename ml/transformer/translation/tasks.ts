/**
 * The two tasks: to translate, and to predict the next word.
 *
 * They are nearly the same. A language model predicts every word of a text from the words before it. A translator does
 * this with the Spanish sentence, and may attend to the English one as well. In training the right words so far are
 * given, whatever the model would have predicted (teacher forcing). So all positions of a sentence are learned at once,
 * and one error does not affect the words after it. A task defines the batches and the loss; training.ts does the rest.
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
  /** Share of the target that label smoothing spreads over all words. */
  labelSmoothing: number;
}

/** A pair as token ids. */
export interface EncodedPair {
  source: number[];
  target: number[];
}

/** The loss of a batch of pairs. */
export function translationLoss(
  model: Transformer,
  batch: readonly EncodedPair[],
  labelSmoothing: number,
  pass: Pass,
): Tensor {
  const source = padTokens(batch.map(({ source }) => source), PAD);
  // teacher forcing: predict each token from the right tokens before it
  const given = padTokens(batch.map(({ target }) => [START, ...target]), PAD);
  const wanted = padTokens(batch.map(({ target }) => [...target, END]), PAD);
  return crossEntropy(model.forward(source, given, pass), wanted.ids, { labelSmoothing, ignore: PAD });
}

/** The loss of predicting the next tokens in stretches of text. */
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
 * The task of translating pairs. Pairs longer than the model's maximum are left out.
 *
 * @throws {RangeError} if no pair is short enough
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
 * The task of predicting each token of a text from those before it, in stretches as long as the model's context.
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
      // each epoch cuts at other places, so that each word occurs with more and with less context
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
