import { BusyError } from "./errors.ts";

/** Lets only a few requests at a time do what takes much memory; others wait a short while for their turn. */
export class Turns {
  #free: number;
  #waitMs: number;
  #refusal: string;
  #waiting: (() => void)[] = [];

  /** @param refusal the message for those who waited in vain */
  constructor(places: number, { waitMs, refusal }: { waitMs: number; refusal: string }) {
    this.#free = places;
    this.#waitMs = waitMs;
    this.#refusal = refusal;
  }

  /**
   * Runs `work` once there is a place.
   *
   * @throws {BusyError} if none gets free in time
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next(); // gets this place
      else this.#free++;
    }
  }

  async #wait(): Promise<void> {
    const turn = Promise.withResolvers<void>();
    this.#waiting.push(turn.resolve);
    const timer = setTimeout(() => {
      const at = this.#waiting.indexOf(turn.resolve);
      if (at < 0) return; // its turn has just come
      this.#waiting.splice(at, 1);
      turn.reject(new BusyError(this.#refusal));
    }, this.#waitMs);
    try {
      await turn.promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
