/**
 * Keeps a picture of a signal of unknown length within bounds: every column at first, every second one once there are too
 * many, then every fourth. What is kept is never an average: a column of the picture is a column of the signal.
 */
export class ThinnedColumns {
  readonly #rows: number;
  readonly #most: number;
  #bytes: Uint8Array;
  #kept = 0;
  #seen = 0;
  /** Every how many columns one is kept. */
  step = 1;

  /** @param rows bytes of a column @param most columns that may be kept */
  constructor(rows: number, most: number) {
    this.#rows = rows;
    this.#most = most;
    this.#bytes = new Uint8Array(Math.min(most, 4096) * rows);
  }

  push(columns: Uint8Array): void {
    for (let at = 0; at < columns.length; at += this.#rows) {
      if (this.#seen++ % this.step !== 0) continue;
      if (this.#kept === this.#most) {
        this.#halve();
        if ((this.#seen - 1) % this.step !== 0) continue;
      }
      this.#makeRoom();
      this.#bytes.set(columns.subarray(at, at + this.#rows), this.#kept++ * this.#rows);
    }
  }

  /** What is kept: column after column. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#kept * this.#rows);
  }

  #halve(): void {
    const rows = this.#rows;
    for (let i = 0; 2 * i < this.#kept; i++) this.#bytes.copyWithin(i * rows, 2 * i * rows, (2 * i + 1) * rows);
    this.#kept = Math.ceil(this.#kept / 2);
    this.step *= 2;
  }

  #makeRoom(): void {
    if ((this.#kept + 1) * this.#rows <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.min(2 * this.#bytes.length, this.#most * this.#rows));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

/** The same for a waveform's lowest and highest values: two neighbours become one that holds both. */
export class ThinnedPeaks {
  readonly #most: number;
  #pairs: Int8Array;
  #kept = 0;
  #inLast = 0; // stretches that the last pair is about
  step = 1;

  /** @param most pairs that may be kept */
  constructor(most: number) {
    this.#most = most;
    this.#pairs = new Int8Array(2 * Math.min(most, 4096));
  }

  /** @param pairs lowest and highest of each stretch */
  push(pairs: Int8Array): void {
    for (let at = 0; at < pairs.length; at += 2) {
      if (this.#kept > 0 && this.#inLast < this.step) {
        this.#widen(this.#kept - 1, pairs[at], pairs[at + 1]);
        this.#inLast++;
        continue;
      }
      if (this.#kept === this.#most) {
        this.#halve();
        at -= 2; // it may belong to the last pair now
        continue;
      }
      if (2 * this.#kept === this.#pairs.length) {
        const larger = new Int8Array(Math.min(2 * this.#pairs.length, 2 * this.#most));
        larger.set(this.#pairs);
        this.#pairs = larger;
      }
      this.#pairs[2 * this.#kept] = pairs[at];
      this.#pairs[2 * this.#kept + 1] = pairs[at + 1];
      this.#kept++;
      this.#inLast = 1;
    }
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#pairs.buffer, 0, 2 * this.#kept);
  }

  #widen(i: number, low: number, high: number): void {
    this.#pairs[2 * i] = Math.min(this.#pairs[2 * i], low);
    this.#pairs[2 * i + 1] = Math.max(this.#pairs[2 * i + 1], high);
  }

  #halve(): void {
    const before = this.#kept;
    this.#inLast = before % 2 === 0 ? 2 * this.step : this.#inLast;
    this.#kept = Math.ceil(before / 2);
    for (let i = 0; i < this.#kept; i++) {
      this.#pairs.copyWithin(2 * i, 4 * i, 4 * i + 2);
      if (2 * i + 1 < before) this.#widen(i, this.#pairs[4 * i + 2], this.#pairs[4 * i + 3]);
    }
    this.step *= 2;
  }
}
