const SLICE_MS = 2000;
/** A process runs at least this long before it is stopped: it must first ask the kernel to end it with its worker. */
const START_MS = 500;
/** The part of each slice in which a stopped process runs. */
const RUNNING_SHARE = 0.05;
/** After this long, less the time without urgent work, processes get half of the time. */
const MAX_YIELD_MS = 5 * 60_000;
const FAIR_SHARE = 0.5;

/**
 * Processes that yield to more urgent work on the same processor. While that runs they are stopped for 95 % of the
 * time, and after five minutes for half of it.
 *
 * This uses signals, not `nice`: outside containers Linux shares the processor between sessions, and each process here
 * has its own; a nice value cannot be lowered again; and a niced process would starve beside other programs.
 */
export class Background {
  #pids = new Set<number>();
  /** Those that have run for `START_MS`. */
  #stoppable = new Set<number>();
  #isYielding = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #yieldedMs = 0;
  #sinceMs = performance.now();
  #stoppedMs = 0;
  #stoppedSinceMs = 0;

  /** @param pid of the leader of a process group. @returns a function to call when the process has ended */
  add(pid: number): () => void {
    this.#pids.add(pid);
    const starting = setTimeout(() => {
      this.#stoppable.add(pid);
      if (this.#isStopped) signalGroup(pid, "SIGSTOP");
    }, START_MS);
    return () => {
      clearTimeout(starting);
      this.#pids.delete(pid);
      this.#stoppable.delete(pid);
    };
  }

  /** How long the processes have been stopped so far; time limits do not count it. */
  get stoppedMs(): number {
    const isAnyStopped = this.#isStopped && this.#pids.size > 0; // without a sandbox there are none
    return this.#stoppedMs + (isAnyStopped ? performance.now() - this.#stoppedSinceMs : 0);
  }

  /** @param isGivingWay whether urgent work runs now */
  giveWay(isGivingWay: boolean): void {
    if (isGivingWay === this.#isYielding) return;
    this.#updateYielded();
    this.#isYielding = isGivingWay;
    clearTimeout(this.#timer);
    if (isGivingWay) this.#stop();
    else this.#resume();
  }

  #stop(): void {
    this.#isStopped = true;
    this.#stoppedSinceMs = performance.now();
    for (const pid of this.#stoppable) signalGroup(pid, "SIGSTOP");
    this.#timer = setTimeout(() => {
      this.#resume();
      this.#timer = setTimeout(() => this.#stop(), SLICE_MS * this.#share());
    }, SLICE_MS * (1 - this.#share()));
  }

  #resume(): void {
    this.#stoppedMs = this.stoppedMs;
    this.#isStopped = false;
    for (const pid of this.#stoppable) signalGroup(pid, "SIGCONT");
  }

  #share(): number {
    this.#updateYielded();
    return this.#yieldedMs > MAX_YIELD_MS ? FAIR_SHARE : RUNNING_SHARE;
  }

  /** Updates the time for which processes have yielded; time without urgent work reduces it. */
  #updateYielded(): void {
    const nowMs = performance.now();
    const passedMs = nowMs - this.#sinceMs;
    this.#yieldedMs = Math.max(0, this.#yieldedMs + (this.#isYielding ? passedMs : -passedMs));
    this.#sinceMs = nowMs;
  }
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch { /* it has ended */ }
}
