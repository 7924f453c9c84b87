import type { AudioWindow } from "../../audio/windows.ts";
import type { Lane } from "./lane.ts";

const FIRST_WINDOWS = 1; // in each lane's first batch, so that the first words come soon

/** Distributes windows among lanes. */
export class LanePool {
  #lanes: readonly Lane[];
  #free: Lane[];
  #waiting: ((lane: Lane) => void)[] = [];
  #batchWindows: number;

  /** @param batchWindows the most windows that a lane reads at once */
  constructor(lanes: readonly Lane[], batchWindows: number) {
    this.#lanes = lanes;
    this.#free = [...lanes];
    this.#batchWindows = batchWindows;
  }

  /** Runs `work` with the first free lane, which may have more threads, or with `preferred` if that is free. */
  async use<T>(work: (lane: Lane) => Promise<T>, preferred?: Lane): Promise<T> {
    const at = preferred ? this.#free.indexOf(preferred) : -1;
    const lane = this.#free.splice(Math.max(0, at), 1).at(0) ??
      await new Promise<Lane>((resolve) => this.#waiting.push(resolve));
    try {
      return await work(lane);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(lane);
      else this.#free = this.#lanes.filter((it) => it === lane || this.#free.includes(it));
    }
  }

  /** Resolves when all lanes are free. */
  async waitUntilIdle(): Promise<void> {
    const all = Promise.withResolvers<void>();
    let nHeld = 0;
    await Promise.all(this.#lanes.map(() => {
      return this.use(() => {
        if (++nHeld === this.#lanes.length) all.resolve();
        return all.promise;
      });
    }));
  }

  /** Takes `count` windows, or all that are left. */
  async take(windows: AsyncIterator<AudioWindow>, count: number): Promise<AudioWindow[]> {
    const taken: AudioWindow[] = [];
    while (taken.length < count) {
      const { value, done } = await windows.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  }

  /** Splits windows into batches of about the same size, as many for each lane; none is larger than `batchWindows`. */
  split(windows: AudioWindow[]): AudioWindow[][] {
    const lanes = this.#lanes.length;
    const rounds = Math.ceil(windows.length / (lanes * this.#batchWindows));
    const nBatches = Math.min(windows.length, rounds * lanes);
    return Array.from({ length: nBatches }, (_, i) => {
      return windows.slice(Math.round(i * windows.length / nBatches), Math.round((i + 1) * windows.length / nBatches));
    });
  }

  /** Splits all windows into batches, in rounds of equal batches for all lanes. The first round is small. */
  async *batches(windows: AsyncIterator<AudioWindow>): AsyncGenerator<AudioWindow[]> {
    const lanes = this.#lanes.length;
    let count = FIRST_WINDOWS * lanes;
    while (true) {
      const round = await this.take(windows, count);
      yield* this.split(round);
      if (round.length < count) return;
      count = lanes * this.#batchWindows;
    }
  }

  /**
   * Reads batches side by side and delivers the results in the order of the batches. It reads at most two batches a
   * lane ahead of `deliver`.
   */
  async readInOrder<T>(
    batches: Iterable<AudioWindow[]> | AsyncIterable<AudioWindow[]>,
    read: (batch: AudioWindow[]) => Promise<T>,
    deliver: (result: T, batch: AudioWindow[]) => Promise<void>,
  ): Promise<void> {
    const undelivered: Promise<void>[] = [];
    let last = Promise.resolve();
    for await (const batch of batches) {
      const result = read(batch);
      last = Promise.all([result, last]).then(([value]) => deliver(value, batch));
      last.catch(() => {}); // awaited below
      undelivered.push(last);
      if (undelivered.length >= 2 * this.#lanes.length) await undelivered.shift();
    }
    await last;
  }
}
