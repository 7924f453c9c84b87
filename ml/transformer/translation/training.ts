/**
 * Training, step by step: the same for every task, on the command line and in a browser's Worker.
 *
 * A step takes a batch, computes the loss (forward), computes how each weight affects the loss (backward), and moves
 * every weight a little against its gradient (Adam). A step depends only on the settings and on the state that a
 * checkpoint holds: a resumed run has the same losses as one that never stopped.
 *
 * @module
 */
import { Adam, clipGradients } from "../adam.ts";
import { checkpointBytes, restoreCheckpoint } from "../checkpoint.ts";
import type { Pass } from "../pass.ts";
import { scale } from "../ops/elementwise.ts";
import { Random } from "../random.ts";
import { warmupThenDecay } from "../schedule.ts";
import type { Tensor } from "../tensor.ts";

/** A learning task. `B` is the type of its batches. */
export interface Task<B> {
  parameters: ReadonlyMap<string, Tensor>;
  /** The batches of an epoch. */
  batches(random: Random): B[];
  /** The loss of a batch, a tensor of one value. */
  loss(batch: B, pass: Pass): Tensor;
  /** Number of sentences in a batch. */
  sentences(batch: B): number;
  /** Splits a batch in two and returns the first half's share of the counted targets; null if it cannot be split. */
  halves(batch: B): { first: B; second: B; share: number } | null;
  /** Metadata for the checkpoint. */
  metadata(): Record<string, string>;
}

export interface TrainingSettings {
  /** The largest learning rate. */
  learningRate: number;
  warmupSteps: number;
  /** Longer gradients are scaled down to this norm. */
  clipNorm: number;
  /** Seed for the order of batches and for dropout. */
  seed: number;
  /** Length of the run; the learning rate falls towards its end. */
  epochs: number;
  /** Replaces `epochs`. */
  steps?: number;
  /** Seconds of training; replaces both. The curve then depends on the machine's speed. */
  seconds?: number;
}

/** The report of one step. */
export interface StepReport {
  step: number;
  epoch: number;
  loss: number;
  learningRate: number;
  /** Before scaling down. */
  gradientNorm: number;
  sentences: number;
  /** Training time so far, over all sessions. */
  seconds: number;
  /** Progress of the whole run, 0 to 1. */
  done: number;
}

/**
 * Computes the second half of each batch while the run computes the first. Both halves start from the same weights and
 * the gradients are always added in the same order, so the losses do not depend on thread scheduling.
 */
export interface Partner<B> {
  /** Starts with the current weights. @param share factor for the loss */
  begin(batch: B, step: number, share: number): void;
  /** Waits for the result and adds its gradients to the parameters'. @returns its part of the loss */
  finish(): number;
}

const PLACE = "training.place";

export class TrainingRun<B> {
  readonly optimizer: Adam;
  readonly #dropout: Random;
  #step = 0;
  #seconds = 0;
  #epoch = -1;
  #batches: B[] = [];
  #at = 0;

  constructor(
    readonly task: Task<B>,
    readonly settings: TrainingSettings,
    private readonly options: { partner?: Partner<B>; nowMs?: () => number } = {},
  ) {
    this.optimizer = new Adam(task.parameters);
    this.#dropout = new Random(settings.seed);
    this.#open(0);
  }

  get step(): number {
    return this.#step;
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** Progress of the run, 0 to 1. */
  get done(): number {
    const { seconds } = this.settings;
    return Math.min(1, seconds ? this.#seconds / seconds : this.#step / this.#totalSteps());
  }

  get isDone(): boolean {
    return this.done >= 1;
  }

  /** Takes one step. */
  next(): StepReport {
    const { nowMs = () => performance.now() } = this.options;
    const startMs = nowMs();
    if (this.#at === this.#batches.length) this.#open(this.#epoch + 1);
    const batch = this.#batches[this.#at++];
    const epoch = this.#epoch + 1;
    const learningRate = warmupThenDecay(this.#step + 1, {
      peak: this.settings.learningRate,
      // a short run must not spend most of its steps on warm-up
      warmupSteps: Math.min(this.settings.warmupSteps, Math.max(1, Math.floor(this.#totalSteps() / 10))),
      totalSteps: this.#totalSteps(),
    });
    const loss = this.#backward(batch);
    const gradientNorm = clipGradients(this.task.parameters, this.settings.clipNorm);
    this.optimizer.step(learningRate);
    this.#step++;
    this.#seconds += (nowMs() - startMs) / 1000;
    const { step, seconds, done } = this;
    const sentences = this.task.sentences(batch);
    return { step, epoch, loss, learningRate, gradientNorm, sentences, seconds, done };
  }

  /** Computes the gradient of every parameter. @returns the loss */
  #backward(batch: B): number {
    const { partner } = this.options;
    const halves = partner && this.task.halves(batch);
    if (!halves) {
      const loss = this.task.loss(batch, { dropout: this.#dropout });
      loss.backward();
      return loss.item();
    }
    const { first, second, share } = halves;
    partner.begin(second, this.#step, 1 - share);
    const loss = scale(this.task.loss(first, { dropout: this.#dropout }), share);
    loss.backward();
    return loss.item() + partner.finish();
  }

  /** The state to resume from, with the model in it. */
  checkpoint(): Uint8Array<ArrayBuffer> {
    const place = { step: this.#step, seconds: this.#seconds, epoch: this.#epoch, at: this.#at };
    return checkpointBytes(
      { parameters: this.task.parameters, optimizer: this.optimizer, randoms: { dropout: this.#dropout } },
      { ...this.task.metadata(), [PLACE]: JSON.stringify(place) },
    );
  }

  /**
   * Restores the state of a checkpoint.
   *
   * @throws {RangeError} if it belongs to another model, or is not from training
   */
  restore(bytes: Uint8Array): void {
    const metadata = restoreCheckpoint(bytes, {
      parameters: this.task.parameters,
      optimizer: this.optimizer,
      randoms: { dropout: this.#dropout },
    });
    const { step, seconds, epoch, at } = JSON.parse(metadata[PLACE]);
    this.#step = step;
    this.#seconds = seconds;
    this.#open(epoch);
    this.#at = at;
  }

  /** The batches of an epoch depend only on the seed and the epoch's number, so checkpoints need not store them. */
  #open(epoch: number): void {
    this.#epoch = epoch;
    this.#batches = this.task.batches(new Random(this.settings.seed * 1_000_003 + epoch));
    this.#at = 0;
  }

  /** For a run limited by time: an estimate from the speed so far. */
  #totalSteps(): number {
    const { seconds, steps, epochs } = this.settings;
    if (!seconds) return steps ?? epochs * this.#batches.length;
    const done = this.#seconds / seconds;
    return done > 0 ? Math.max(this.#step + 1, this.#step / done) : Infinity;
  }
}

/** Milliseconds of training before other work of the thread gets a turn. */
const TURN_MS = 50;

/** Trains until the run is done or `signal` aborts. Other work of the thread can run between steps. */
export async function* train<B>(run: TrainingRun<B>, signal?: AbortSignal): AsyncGenerator<StepReport> {
  let turnMs = performance.now();
  while (!run.isDone && !signal?.aborted) {
    yield run.next();
    if (performance.now() - turnMs < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    turnMs = performance.now();
  }
}
