import { formatDuration, printable, type Terminal } from "./terminal.ts";

/** Milliseconds between two drawings. */
const REDRAW_MS = 100;
const BAR_CELLS = 24;
/** Seconds of work before a speed is shown: the first measurements vary too much. */
const WARM_UP_SECONDS = 0.5;

/** How far the work is, in bytes or in seconds of media. */
export interface ProgressState {
  done: number;
  /** null where it is unknown. */
  total: number | null;
  /** A step that has no count, such as "loading the model". */
  stage?: string;
}

export interface ProgressOptions {
  /** How a speed is written: `12 x`, `3.1 MB/s`. */
  formatSpeed(unitsPerSecond: number): string;
  nowMs?: () => number;
}

/**
 * A progress line on a terminal: name, bar, per cent, speed and remaining time. Without a terminal it writes nothing.
 * The cursor stays at the start of the line, so that log messages replace it.
 */
export class ProgressLine {
  #terminal: Terminal;
  #label: string;
  #options: ProgressOptions;
  #first: { ms: number; done: number } | null = null;
  #drawnMs = -Infinity;

  constructor(terminal: Terminal, label: string, options: ProgressOptions) {
    this.#terminal = terminal;
    this.#label = printable(label);
    this.#options = options;
  }

  update(state: ProgressState): void {
    if (!this.#terminal.isTerminal) return;
    const ms = this.#nowMs();
    if (!state.stage) this.#first ??= { ms, done: state.done };
    const isDone = state.total !== null && state.done >= state.total;
    if (ms - this.#drawnMs < REDRAW_MS && !isDone) return;
    this.#drawnMs = ms;
    const columns = Math.max(20, this.#terminal.columns() - 1);
    this.#terminal.err(`\r\x1b[K${[...this.#text(state, ms)].slice(0, columns).join("")}\r`);
  }

  /** Removes the line from the screen. */
  clear(): void {
    if (this.#drawnMs === -Infinity) return;
    this.#drawnMs = -Infinity;
    this.#terminal.err("\r\x1b[K");
  }

  #text({ done, total, stage }: ProgressState, ms: number): string {
    if (stage) return `${this.#label}  ${stage}`;
    const seconds = (ms - this.#first!.ms) / 1000;
    const speed = seconds >= WARM_UP_SECONDS ? (done - this.#first!.done) / seconds : 0;
    const fields = [this.#label];
    if (total !== null && total > 0) {
      const fraction = Math.min(1, done / total);
      const cells = Math.round(fraction * BAR_CELLS);
      fields.push(
        `[${"#".repeat(cells)}${".".repeat(BAR_CELLS - cells)}] ${String(Math.floor(fraction * 100)).padStart(3)} %`,
      );
    }
    if (speed > 0) fields.push(this.#options.formatSpeed(speed));
    if (speed > 0 && total !== null && done < total) fields.push(`${formatDuration((total - done) / speed)} left`);
    return fields.join("  ");
  }

  #nowMs(): number {
    return this.#options.nowMs?.() ?? performance.now();
  }
}
