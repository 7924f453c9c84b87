/**
 * Reproducible random numbers.
 *
 * A network starts from random weights, sees its examples in a random order, and drops random values in training. If
 * all of that comes from one seeded generator, the same seed gives the same run, loss for loss: a fault can be
 * reproduced, and an improvement can be told from luck. The generator's state is four numbers. A checkpoint stores
 * them, so that a resumed run continues exactly where it stopped.
 */

/** Doty-Humphrey's sfc32: four words of 32 bits that are added, shifted and mixed. */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(seed = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    for (let i = 0; i < 12; i++) this.#next(); // until every bit of the state depends on the seed
  }

  /** The four words of the state. Setting them continues from that state. */
  get state(): number[] {
    return [this.#a, this.#b, this.#c, this.#counter];
  }
  set state([a, b, c, counter]: readonly number[]) {
    [this.#a, this.#b, this.#c, this.#counter] = [a | 0, b | 0, c | 0, counter | 0];
  }

  /** In [0, 1). */
  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  /** From a normal distribution of mean 0 and deviation 1, by Box and Muller's formula. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Puts the items in a random order, in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
