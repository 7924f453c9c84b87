/** The latest part of audio that arrives in pieces: what is not needed any more is dropped, piece by piece. */
export class HeldAudio {
  #pieces: { from: number; samples: Float32Array }[] = [];
  #end = 0;

  /** Samples that have come so far, dropped ones included. */
  get end(): number {
    return this.#end;
  }

  /** The first sample that is still here. */
  get start(): number {
    return this.#pieces[0]?.from ?? this.#end;
  }

  push(samples: Float32Array): void {
    this.#pieces.push({ from: this.#end, samples });
    this.#end += samples.length;
  }

  dropBefore(sample: number): void {
    const first = this.#pieces.findIndex(({ from, samples }) => from + samples.length > sample);
    this.#pieces.splice(0, first < 0 ? this.#pieces.length : first);
  }

  /** @returns a copy of the samples from `from` to `to`, or to the end of what has come; what was dropped is silence */
  slice(from: number, to: number): Float32Array<ArrayBuffer> {
    const end = Math.min(to, this.#end);
    const samples = new Float32Array(Math.max(0, end - from));
    for (const piece of this.#pieces) {
      const first = Math.max(from, piece.from);
      const last = Math.min(end, piece.from + piece.samples.length);
      if (first < last) samples.set(piece.samples.subarray(first - piece.from, last - piece.from), first - from);
    }
    return samples;
  }
}
