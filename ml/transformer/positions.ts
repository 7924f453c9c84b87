/**
 * Positions of words.
 *
 * Attention compares words and adds up values, and a sum does not depend on the order of its terms: "dog bites man" and
 * "man bites dog" would be the same. So a row of d numbers for the position is added to each word's row.
 *
 * The rows are sines and cosines of the position, from fast ones that separate neighbours to slow ones that separate
 * the beginning from the end, like the hands of d / 2 clocks. Each row is different. Moving on by a fixed number of
 * words turns every clock by a fixed angle, which is the same linear map at every position: a head that learns "two
 * words back" in one place can do it everywhere. Near positions have similar rows: `positionSimilarity()` shows how the
 * similarity falls with distance.
 */
import { Tensor } from "./tensor.ts";

const LONGEST_PERIOD = 10_000; // times 2π: positions in one turn of the slowest clock

/**
 * sin(p / 10000^(2i/d)) in the even columns 2i, and the cosine of the same in 2i + 1 (Vaswani et al., 2017).
 *
 * @returns (length, dModel)
 */
export function positionalEncoding(length: number, dModel: number): Tensor {
  const data = new Float32Array(length * dModel);
  for (let p = 0; p < length; p++) {
    for (let place = 0; place < dModel; place++) {
      const angle = p / LONGEST_PERIOD ** ((place - place % 2) / dModel);
      data[p * dModel + place] = place % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return new Tensor(data, [length, dModel]);
}

/** The cosine of the angle between the rows of any two positions: (length, length), 1 on the diagonal. */
export function positionSimilarity(length: number, dModel: number): Tensor {
  const rows = positionalEncoding(length, dModel).data;
  const data = new Float32Array(length * length);
  for (let a = 0; a < length; a++) {
    for (let b = 0; b < length; b++) {
      let dot = 0;
      for (let i = 0; i < dModel; i++) dot += rows[a * dModel + i] * rows[b * dModel + i];
      data[a * length + b] = dot / (dModel / 2); // sin² + cos² = 1 for each clock
    }
  }
  return new Tensor(data, [length, length]);
}
