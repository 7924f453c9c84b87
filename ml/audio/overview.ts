/**
 * Thins out the columns of a spectrogram of unknown length to at most `maxColumns`: it keeps every column at first,
 * every second one when there are too many, then every fourth. A kept column is a column of the spectrogram, never an
 * average.
 */
export class ColumnOverview {
  readonly #rows: number;
  readonly #maxColumns: number;
  #bytes: Uint8Array;
  #kept = 0;
  #seen = 0;
  /** Every `step`th column is kept. */
  step = 1;

  /** @param rows bytes of a column */
  constructor(rows: number, maxColumns: number) {
    this.#rows = rows;
    this.#maxColumns = maxColumns;
    this.#bytes = new Uint8Array(Math.min(maxColumns, 4096) * rows);
  }

  push(columns: Uint8Array): void {
    for (let at = 0; at < columns.length; at += this.#rows) {
      if (this.#seen++ % this.step !== 0) continue;
      if (this.#kept === this.#maxColumns) {
        this.#halve();
        if ((this.#seen - 1) % this.step !== 0) continue;
      }
      this.#makeRoom();
      this.#bytes.set(columns.subarray(at, at + this.#rows), this.#kept++ * this.#rows);
    }
  }

  /** The kept columns, one after another. */
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
    const larger = new Uint8Array(Math.min(2 * this.#bytes.length, this.#maxColumns * this.#rows));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

/** Thins out a waveform's pairs of lowest and highest values: where there are too many, two neighbours are merged. */
export class PeakOverview {
  readonly #maxPairs: number;
  #pairs: Int8Array;
  #kept = 0;
  #inLast = 0; // stretches merged in the last pair
  /** Stretches merged in each pair. */
  step = 1;

  constructor(maxPairs: number) {
    this.#maxPairs = maxPairs;
    this.#pairs = new Int8Array(2 * Math.min(maxPairs, 4096));
  }

  /** @param pairs lowest and highest value of each stretch */
  push(pairs: Int8Array): void {
    for (let at = 0; at < pairs.length; at += 2) {
      if (this.#kept > 0 && this.#inLast < this.step) {
        this.#widen(this.#kept - 1, pairs[at], pairs[at + 1]);
        this.#inLast++;
        continue;
      }
      if (this.#kept === this.#maxPairs) {
        this.#halve();
        at -= 2; // again: it may belong to the last pair now
        continue;
      }
      if (2 * this.#kept === this.#pairs.length) {
        const larger = new Int8Array(Math.min(2 * this.#pairs.length, 2 * this.#maxPairs));
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
