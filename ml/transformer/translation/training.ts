/**
 * Training, a step at a time: the same for every task, on the command line and in a browser's Worker.
 *
 * A step takes a batch, asks how wrong the model is (forward), by how much each weight is to blame (backward), and
 * moves every weight a little against its blame (Adam). What a step does depends on nothing but the settings and the
 * state that a checkpoint holds: a run that was stopped and resumed has the same losses as one that was not.
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

/** What is learnt. `B` is a batch of it. */
export interface Task<B> {
  parameters: ReadonlyMap<string, Tensor>;
  /** The examples of an epoch in batches. */
  batches(random: Random): B[];
  /** How wrong the model is about a batch: a single value. */
  loss(batch: B, pass: Pass): Tensor;
  /** Sentences in a batch. */
  sentences(batch: B): number;
  /** A batch in two, with the first one's share of what is counted in the loss; null if there is nothing to part. */
  halves(batch: B): { first: B; second: B; share: number } | null;
  /** Stored in the checkpoint beside the weights. */
  metadata(): Record<string, string>;
}

export interface TrainingSettings {
  /** The largest learning rate. */
  learningRate: number;
  warmupSteps: number;
  /** The longest gradient that is not shortened. */
  clipNorm: number;
  /** Decides the order of batches and what dropout drops. */
  seed: number;
  /** When it ends; the learning rate falls towards it. */
  epochs: number;
  /** In place of epochs. */
  steps?: number;
  /** In place of both: seconds of training. The curve then depends on the machine's speed. */
  seconds?: number;
}

/** What a step was like. */
export interface StepReport {
  step: number;
  epoch: number;
  loss: number;
  learningRate: number;
  /** Before it was shortened. */
  gradientNorm: number;
  sentences: number;
  /** Of training so far, over all sessions. */
  seconds: number;
  /** 0 to 1, of the whole run. */
  done: number;
}

/**
 * Who works on the second half of each batch while the run works on the first. Both halves begin with the same weights
 * and their gradients are added up in the same order, so that the losses do not depend on how the threads are
 * scheduled.
 */
export interface Partner<B> {
  /** Begins with the weights as they are now. @param share what the loss is multiplied by */
  begin(batch: B, step: number, share: number): void;
  /** Waits for the end and adds the gradients to the parameters'. @returns the share of the loss */
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

  /** Share of the run that is behind it. */
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
      // a short run can't spend most of itself on warming up
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

  /** Leaves in every parameter its gradient. @returns the loss */
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

  /** The state to go on from, with the model in it. */
  checkpoint(): Uint8Array<ArrayBuffer> {
    const place = { step: this.#step, seconds: this.#seconds, epoch: this.#epoch, at: this.#at };
    return checkpointBytes(
      { parameters: this.task.parameters, optimizer: this.optimizer, randoms: { dropout: this.#dropout } },
      { ...this.task.metadata(), [PLACE]: JSON.stringify(place) },
    );
  }

  /**
   * Goes back to where a checkpoint was made.
   *
   * @throws {RangeError} if it is of another model, or none of training
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

  /** The batches of an epoch depend on the seed and its number alone, so that a checkpoint need not hold them. */
  #open(epoch: number): void {
    this.#epoch = epoch;
    this.#batches = this.task.batches(new Random(this.settings.seed * 1_000_003 + epoch));
    this.#at = 0;
  }

  /** Of a run by the clock: as many as there would be at the speed so far. */
  #totalSteps(): number {
    const { seconds, steps, epochs } = this.settings;
    if (!seconds) return steps ?? epochs * this.#batches.length;
    const done = this.#seconds / seconds;
    return done > 0 ? Math.max(this.#step + 1, this.#step / done) : Infinity;
  }
}

/** Milliseconds of steps before others of the same thread have their turn. */
const TURN_MS = 50;

/** Trains until the run is done or `signal` says stop, and lets the thread's other work in between. */
export async function* train<B>(run: TrainingRun<B>, signal?: AbortSignal): AsyncGenerator<StepReport> {
  let turnMs = performance.now();
  while (!run.isDone && !signal?.aborted) {
    yield run.next();
    if (performance.now() - turnMs < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    turnMs = performance.now();
  }
}
