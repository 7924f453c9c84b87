const SLICE_MS = 2000;
/** A process is not stopped before it has run for so long: it must get to where it has asked to end with its worker. */
const START_MS = 500;
/** Of each slice, how much of it a process runs that gives way. */
const SHARE = 0.05;
/** That processes have given way for so long, the free time in between taken off, and they get half of the time. */
const LONGEST_MS = 5 * 60_000;
const FAIR_SHARE = 0.5;

/**
 * Processes that give way to something more urgent on the same processor: while it works they are stopped, but for a
 * twentieth of the time, and for half of it where it works on and on.
 *
 * By signals and not by `nice`: Linux shares the processor by session where it is not in a container, and each process has
 * one of its own here; a higher number cannot be taken back; and a background job would starve beside other programs.
 */
export class Background {
  /** Of each process the time when it was started. */
  #startedAtMs = new Map<number, number>();
  #isGivingWay = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #givenMs = 0;
  #sinceMs = performance.now();
  #stoppedMs = 0;
  #stoppedSinceMs = 0;

  /** @param pid of a process that leads a group, which is stopped whole. @returns the function to call at its end */
  add(pid: number): () => void {
    this.#startedAtMs.set(pid, performance.now());
    return () => void this.#startedAtMs.delete(pid);
  }

  /** How long the processes have been stopped so far: no limit on their time counts that. */
  get stoppedMs(): number {
    const isAnyStopped = this.#isStopped && this.#startedAtMs.size > 0; // without a sandbox none is
    return this.#stoppedMs + (isAnyStopped ? performance.now() - this.#stoppedSinceMs : 0);
  }

  /** Says whether the more urgent work runs now. */
  giveWay(isGivingWay: boolean): void {
    if (isGivingWay === this.#isGivingWay) return;
    this.#count();
    this.#isGivingWay = isGivingWay;
    clearTimeout(this.#timer);
    if (isGivingWay) this.#stop();
    else this.#goOn();
  }

  #stop(): void {
    this.#isStopped = true;
    this.#stoppedSinceMs = performance.now();
    for (const [pid, startedAtMs] of this.#startedAtMs) {
      if (performance.now() - startedAtMs >= START_MS) signalGroup(pid, "SIGSTOP");
    }
    this.#timer = setTimeout(() => {
      this.#goOn();
      this.#timer = setTimeout(() => this.#stop(), SLICE_MS * this.#share());
    }, SLICE_MS * (1 - this.#share()));
  }

  #goOn(): void {
    this.#stoppedMs = this.stoppedMs;
    this.#isStopped = false;
    for (const pid of this.#startedAtMs.keys()) signalGroup(pid, "SIGCONT");
  }

  #share(): number {
    this.#count();
    return this.#givenMs > LONGEST_MS ? FAIR_SHARE : SHARE;
  }

  /** Adds up how long way was given, and takes off the time in which it was not. */
  #count(): void {
    const nowMs = performance.now();
    const passedMs = nowMs - this.#sinceMs;
    this.#givenMs = Math.max(0, this.#givenMs + (this.#isGivingWay ? passedMs : -passedMs));
    this.#sinceMs = nowMs;
  }
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch { /* it has ended */ }
}
