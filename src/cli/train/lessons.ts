import {
  evaluate,
  type Evaluation,
  type FileOptions,
  generatePairs,
  loadTranslator,
  loadWordModel,
  nextWordTask,
  PairsError,
  readPairs,
  type SentencePair,
  sentencesOf,
  splitPairs,
  type Task,
  translationTask,
  Translator,
  WordModel,
} from "../../../ml/transformer/translation/mod.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { hashOf, type Milestone } from "./run_folder.ts";
import type { TrainPlan } from "./arguments.ts";

/** Held-out sentences that are evaluated at a milestone. */
const MILESTONE_SENTENCES = 64;
const MILESTONE_SAMPLES = 3;

/** The results at the end of a run. */
export interface Outcome {
  /** For the line of JSON: exact and BLEU, or perplexity. */
  figures: Record<string, number>;
  /** The same figures as a sentence. */
  summary: string;
  /** Held-out sentences with the model's output. */
  samples: { source: string; target?: string; made: string }[];
}

/** A task with its data, its evaluation and its labels. */
export interface Lesson {
  // deno-lint-ignore no-explicit-any -- each task has its own type of batch
  task: Task<any>;
  dataHash: string;
  /** The data in a sentence: sizes of both parts and of the vocabulary. */
  description: string;
  vocabulary: unknown;
  /** The label of a milestone's score. */
  scoreName: string;
  formatScore(score: number): string;
  /** The unit of the speed: `unit`/s. */
  unit: string;
  /** Evaluates a few held-out sentences, for a milestone. */
  glance(): Promise<Pick<Milestone, "score" | "samples">>;
  /** Evaluates all held-out sentences, at the end. */
  judge(onProgress: (done: number, total: number) => void): Promise<Outcome>;
  /** The trained model as a safetensors file. */
  modelBytes(options?: FileOptions): Uint8Array<ArrayBuffer>;
  /** Only of the task translate: the report's attention maps are made with it. */
  translator?: Translator;
}

/**
 * Reads the data of a plan and makes the model.
 *
 * @param checkpoint of a run that is resumed: holds the model and its vocabulary; null for a new run
 * @throws {ConfigError} if the data can't be read
 */
export async function makeLesson(plan: TrainPlan, checkpoint: Uint8Array | null): Promise<Lesson> {
  return plan.task === "translate" ? await translationLesson(plan, checkpoint) : await nextWordLesson(plan, checkpoint);
}

async function translationLesson(plan: TrainPlan, checkpoint: Uint8Array | null): Promise<Lesson> {
  const { recipe, seed } = plan;
  const { training, heldOut } = await pairsOf(plan);
  const translator = checkpoint
    ? loadTranslator(checkpoint)
    : Translator.forPairs(training, { ...recipe.shape, seed }, recipe.maxPieces);
  const evaluated = pickEvenly(heldOut, MILESTONE_SENTENCES);
  return {
    task: translationTask(translator, training, recipe),
    dataHash: await hashOf(JSON.stringify([training, heldOut])),
    description: `${training.length} pairs to learn from and ${heldOut.length} held out, ` +
      `${translator.source.size} pieces of English and ${translator.target.size} of Spanish`,
    vocabulary: { source: translator.source, target: translator.target },
    scoreName: "held-out exact",
    unit: "sentences",
    formatScore: (score) => `${(100 * score).toFixed(0)} %`,
    async glance() {
      const { exact, sentences } = await evaluate(translator, evaluated);
      return { score: exact, samples: sentences.slice(0, MILESTONE_SAMPLES).map(toSample) };
    },
    async judge(onProgress) {
      const result = await evaluate(translator, heldOut, (done) => onProgress(done, heldOut.length));
      return outcomeOf(result);
    },
    modelBytes: (options) => translator.toBytes(options),
    translator,
  };
}

function outcomeOf({ exact, bleu, sentences }: Evaluation): Outcome {
  const right = sentences.filter(({ isExact }) => isExact).length;
  return {
    figures: { heldOutExact: exact, heldOutBleu: bleu },
    summary: `${right} of ${sentences.length} held-out sentences are exact (${(100 * exact).toFixed(1)} %), ` +
      `BLEU ${bleu.toFixed(1)}`,
    samples: sentences.map(toSample),
  };
}

function toSample({ source, target, translation }: Evaluation["sentences"][number]) {
  return { source, target, made: translation };
}

async function pairsOf(
  { data, seed, recipe }: TrainPlan,
): Promise<{ training: SentencePair[]; heldOut: SentencePair[] }> {
  if (data === null) {
    const { training, heldOut } = generatePairs({ training: recipe.trainingPairs, heldOut: recipe.heldOutPairs, seed });
    const plain = ({ source, target }: SentencePair) => ({ source, target });
    return { training: training.map(plain), heldOut: heldOut.map(plain) };
  }
  try {
    const pairs = readPairs(await readText(data), data);
    if (pairs.length < 2) throw new PairsError(`${data} holds one pair: there must be two at least, to hold one out`);
    return splitPairs(pairs, { most: recipe.heldOutPairs, seed });
  } catch (error) {
    if (error instanceof PairsError) throw new ConfigError(`--data: ${error.message}`, { cause: error });
    throw error;
  }
}

const HELD_OUT_SHARE = 0.1;
const MIN_SENTENCES = 10;

async function nextWordLesson({ data, seed, recipe }: TrainPlan, checkpoint: Uint8Array | null): Promise<Lesson> {
  const sentences = sentencesOf(await readText(data!));
  if (sentences.length < MIN_SENTENCES) {
    throw new ConfigError(
      `--data: ${data} has ${sentences.length} sentences: there must be ${MIN_SENTENCES} at least`,
    );
  }
  const nTraining = Math.floor(sentences.length * (1 - HELD_OUT_SHARE));
  const [training, heldOut] = [sentences.slice(0, nTraining), sentences.slice(nTraining)];
  const model = checkpoint
    ? loadWordModel(checkpoint)
    : WordModel.forSentences(training, { ...recipe.shape, seed }, recipe.maxPieces);
  const ids = model.encode(training);
  const heldOutIds = model.encode(heldOut);
  const prompts = pickEvenly(heldOut, MILESTONE_SAMPLES).map((sentence) => sentence.split(" ").slice(0, 2).join(" "));
  const samples = () => {
    const random = new Random(seed);
    return ["", ...prompts].map((source) => ({ source, made: model.continue(source, 30, { random }) }));
  };
  return {
    task: nextWordTask(model.model, ids, recipe, () => model.metadata()),
    dataHash: await hashOf(sentences.join("\n")),
    description: `${training.length} sentences to learn from and ${heldOut.length} held out, ` +
      `${model.vocabulary.size} pieces of words`,
    vocabulary: model.vocabulary,
    scoreName: "held-out perplexity",
    unit: "stretches",
    formatScore: (score) => score.toFixed(1),
    glance: () => Promise.resolve({ score: model.perplexity(heldOutIds), samples: samples() }),
    judge() {
      const perplexity = model.perplexity(heldOutIds);
      return Promise.resolve({
        figures: { heldOutPerplexity: perplexity },
        summary: `held-out perplexity ${perplexity.toFixed(1)}: of ${model.vocabulary.size} pieces the model wavers ` +
          `between about ${Math.round(perplexity)}`,
        samples: samples(),
      });
    },
    modelBytes: (options) => model.toBytes(options),
  };
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof TypeError
      ? "it is no UTF-8 text"
      : messageOf(error);
    throw new ConfigError(`--data: "${path}" can't be read: ${why}`, { cause: error });
  }
}

function pickEvenly<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[Math.floor(i * step)]);
}
