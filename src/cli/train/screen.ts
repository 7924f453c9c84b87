import type { StepReport } from "../../../ml/transformer/translation/mod.ts";
import { brailleCurve } from "./braille.ts";
import { ProgressLine } from "../progress.ts";
import type { Milestone } from "./run_folder.ts";
import { printable, type Terminal } from "../terminal.ts";
import type { Lesson, Outcome } from "./lessons.ts";

/** Held-out sentences that are printed at the end; report.html has them all. */
const MAX_LISTED = 20;
/** The weight of the earlier steps in the loss that the bar shows: the loss of single steps jumps. */
const SMOOTHING = 0.95;
const BAR_UNITS = 1000;
const CURVE_COLUMNS = 64;
const MAX_SAMPLE_CHARS = 160;

/** The terminal output of a training run: a bar, samples at milestones, a curve and figures at the end. */
export class TrainScreen {
  readonly #line: ProgressLine;
  #loss: number | null = null;
  #first: { seconds: number; sentences: number } | null = null;
  #sentences = 0;
  #figures = "";

  constructor(
    private readonly terminal: Terminal,
    private readonly lesson: Pick<Lesson, "scoreName" | "formatScore" | "unit">,
  ) {
    this.#line = new ProgressLine(terminal, "training", { formatSpeed: () => this.#figures });
  }

  say(text: string): void {
    this.#line.clear();
    this.terminal.err(`${printable(text)}\n`);
  }

  step(report: StepReport): void {
    const { loss, learningRate, gradientNorm, sentences, seconds, done } = report;
    this.#loss = this.#loss === null ? loss : SMOOTHING * this.#loss + (1 - SMOOTHING) * loss;
    this.#first ??= { seconds, sentences: 0 };
    this.#sentences += this.#first.seconds === seconds ? 0 : sentences;
    const speed = this.#sentences / Math.max(1e-9, seconds - this.#first.seconds);
    this.#figures = `loss ${this.#loss.toFixed(3)}  rate ${learningRate.toExponential(1)}  ` +
      `gradient ${gradientNorm.toFixed(2)}  ${speed.toFixed(0)} ${this.lesson.unit}/s`;
    this.#line.update({ done: done * BAR_UNITS, total: BAR_UNITS });
  }

  milestone({ step, done, seconds }: StepReport, { score, samples }: Milestone): void {
    this.#line.clear();
    const lines = samples.map(({ source, made }) => `    ${source}${source ? "  ->  " : ""}${shorten(made)}`);
    const head = `${(100 * done).toFixed(0).padStart(3)} %  step ${step}  ${seconds.toFixed(0)} s  ${this.#figures}  ` +
      `${this.lesson.scoreName} ${this.lesson.formatScore(score)}`;
    this.terminal.err(`${[head, ...lines].map(printable).join("\n")}\n`);
  }

  judging(done: number, total: number): void {
    this.#line.update({ done, total, stage: `translating held-out sentences ${done} of ${total}` });
  }

  /** Prints the results on standard output; with `isJson` one line of JSON there, the rest on standard error. */
  result(outcome: Outcome, reports: readonly StepReport[], figures: Record<string, number>, isJson: boolean): void {
    this.#line.clear();
    const curve = brailleCurve(reports.map(({ loss }) => loss), { columns: CURVE_COLUMNS });
    const listed = outcome.samples.slice(0, MAX_LISTED).flatMap(({ source, target, made }) => {
      const isWrong = target !== undefined && made !== target;
      return [`  ${isWrong ? "x" : " "} ${source}  ->  ${made}`, ...isWrong ? [`      right is: ${target}`] : []];
    });
    const text = ["", "loss, step by step", ...curve, "", ...listed.map(printable), "", outcome.summary];
    const { seconds, finalLoss, parameters } = figures;
    const closing = `${seconds} s of training, final loss ${finalLoss.toFixed(3)}, ${parameters} weights`;
    const summary = `${[...text, closing].join("\n")}\n`;
    if (isJson) {
      this.terminal.err(summary);
      this.terminal.out(`${JSON.stringify(figures)}\n`);
    } else this.terminal.out(summary);
  }

  clear(): void {
    this.#line.clear();
  }
}

/** At first a model repeats words up to its maximum length. */
function shorten(text: string): string {
  return text.length > MAX_SAMPLE_CHARS ? `${text.slice(0, MAX_SAMPLE_CHARS)}...` : text;
}
