import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";

/** The first batches are small, so that the first words come soon. */
const FIRST_WINDOWS = 1;

/** Shares windows out among lanes. */
export class LanePool {
  #lanes: readonly Lane[];
  #free: Lane[];
  #waiting: ((lane: Lane) => void)[] = [];
  #batchWindows: number;

  /** @param batchWindows how many windows a lane reads at once, at most */
  constructor(lanes: readonly Lane[], batchWindows: number) {
    this.#lanes = lanes;
    this.#free = [...lanes];
    this.#batchWindows = batchWindows;
  }

  /** Runs `work` on the next lane that is free. @param preferred taken if it is free */
  async use<T>(work: (lane: Lane) => Promise<T>, preferred?: Lane): Promise<T> {
    const at = preferred ? this.#free.indexOf(preferred) : -1;
    const lane = this.#free.splice(Math.max(0, at), 1).at(0) ??
      await new Promise<Lane>((resolve) => this.#waiting.push(resolve));
    try {
      return await work(lane);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(lane);
      else this.#free.push(lane);
    }
  }

  /** Resolves once no lane is at work any more. */
  async idle(): Promise<void> {
    const all = Promise.withResolvers<void>();
    let held = 0;
    await Promise.all(this.#lanes.map(() => {
      return this.use(() => {
        if (++held === this.#lanes.length) all.resolve();
        return all.promise;
      });
    }));
  }

  /** Up to `count` windows, fewer only at the end. */
  async take(windows: AsyncIterator<AudioWindow>, count: number): Promise<AudioWindow[]> {
    const taken: AudioWindow[] = [];
    while (taken.length < count) {
      const { value, done } = await windows.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  }

  /** Windows in parts of about the same size, one for each lane as far as there are enough; none is above a batch. */
  share(windows: AudioWindow[]): AudioWindow[][] {
    const lanes = this.#lanes.length;
    const rounds = Math.ceil(windows.length / (lanes * this.#batchWindows));
    const parts = Math.min(windows.length, rounds * lanes);
    return Array.from({ length: parts }, (_, i) => {
      return windows.slice(Math.round(i * windows.length / parts), Math.round((i + 1) * windows.length / parts));
    });
  }

  /** Windows in rounds, in which all lanes have as much to do; the first is small. */
  async *batches(windows: AsyncIterator<AudioWindow>): AsyncGenerator<AudioWindow[]> {
    const lanes = this.#lanes.length;
    let count = FIRST_WINDOWS * lanes;
    while (true) {
      const round = await this.take(windows, count);
      yield* this.share(round);
      if (round.length < count) return;
      count = lanes * this.#batchWindows;
    }
  }

  /**
   * Has batches read by whichever lane is free and hands the results on in the order of the batches. It does not run further
   * ahead of `deliver` than two batches a lane.
   */
  async inOrder<T>(
    batches: Iterable<AudioWindow[]> | AsyncIterable<AudioWindow[]>,
    read: (batch: AudioWindow[]) => Promise<T>,
    deliver: (result: T, batch: AudioWindow[]) => Promise<void>,
  ): Promise<void> {
    const undelivered: Promise<void>[] = [];
    let last = Promise.resolve();
    for await (const batch of batches) {
      const result = read(batch);
      last = Promise.all([result, last]).then(([found]) => deliver(found, batch));
      last.catch(() => {}); // awaited below
      undelivered.push(last);
      if (undelivered.length >= 2 * this.#lanes.length) await undelivered.shift();
    }
    await last;
  }
}
