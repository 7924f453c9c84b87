/** Buffers audio that arrives in chunks. Chunks that are no longer needed are dropped whole. */
export class SampleBuffer {
  #chunks: { from: number; samples: Float32Array }[] = [];
  #end = 0;

  /** Samples received so far, dropped ones included. */
  get end(): number {
    return this.#end;
  }

  /** The first sample that is still in the buffer. */
  get start(): number {
    return this.#chunks[0]?.from ?? this.#end;
  }

  push(samples: Float32Array): void {
    this.#chunks.push({ from: this.#end, samples });
    this.#end += samples.length;
  }

  dropBefore(sample: number): void {
    const first = this.#chunks.findIndex(({ from, samples }) => from + samples.length > sample);
    this.#chunks.splice(0, first < 0 ? this.#chunks.length : first);
  }

  /** @returns a copy of the samples from `from` to `to`, or to the end of the audio; dropped samples are zero */
  slice(from: number, to: number): Float32Array<ArrayBuffer> {
    const end = Math.min(to, this.#end);
    const samples = new Float32Array(Math.max(0, end - from));
    for (const chunk of this.#chunks) {
      const first = Math.max(from, chunk.from);
      const last = Math.min(end, chunk.from + chunk.samples.length);
      if (first < last) samples.set(chunk.samples.subarray(first - chunk.from, last - chunk.from), first - from);
    }
    return samples;
  }
}
