import { positionalEncoding } from "../../transformer/positions.ts";
import type { Exercise } from "../exercise.ts";
import { compare, tensorOf } from "../mistake.ts";
import type { PositionsFunction } from "../signatures.ts";

const [LENGTH, D] = [7, 8];

/** The table with another formula. */
function table(value: (position: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: LENGTH * D }, (_, i) => value(Math.floor(i / D), i % D));
}

const pair = (column: number) => column - column % 2;
const turn = (position: number, exponent: number) => position / 10_000 ** exponent;
const wave = (column: number, angle: number) => column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);

export const positions: Exercise<PositionsFunction> = {
  id: "1.2",
  name: "positions",
  title: "Positional encoding",
  chapter: "Transformer",
  functionName: "positionalEncoding",
  text: [
    'Attention adds values up, and a sum does not know an order: "dog bites man" and "man bites dog" would be the same. So a row of d numbers that says where a word stands is added to the word\'s own row.',
    "The numbers are like the hands of d / 2 clocks, from a fast one to a very slow one. Clock i fills two columns: column 2i holds sin(p / 10000^(2i/d)) of the position p, and column 2i + 1 the cosine of the same angle.",
    "The picture it makes: stripes that get wider from the left to the right, and rows that are alike where their positions are near.",
  ],
  starter: `import { Tensor } from "streamforge";

/**
 * The row of each position from 0 on: sin(p / 10000^(2i/d)) in column 2i, cos of the same angle in column 2i + 1.
 *
 * @param dModel d, an even number
 * @returns (length, dModel)
 */
export function positionalEncoding(length: number, dModel: number): Tensor {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor"],
  hints: [
    "Two loops, over positions and over columns, fill a Float32Array of length * dModel numbers, row after row.",
    "The columns 2i and 2i + 1 have the same angle. For a column c, 2i is c - c % 2.",
    "data[p * dModel + c] is Math.sin(angle) for an even c and Math.cos(angle) for an odd one, with angle = p / 10000 ** ((c - c % 2) / dModel). Return new Tensor(data, [length, dModel]).",
  ],
  own: [{ path: "ml/transformer/positions.ts", name: "positionalEncoding" }],
  checks: [
    {
      title: "there is a row of d numbers for each position",
      run: (learner) => void tensorOf(learner(LENGTH, D), [LENGTH, D], "the table (a row for each position)"),
    },
    {
      title: "the rows are those of the clocks",
      run(learner) {
        const made = tensorOf(learner(LENGTH, D), [LENGTH, D], "the table");
        const half = D / 2;
        compare("the table", made.data, positionalEncoding(LENGTH, D).data, {
          shape: [LENGTH, D],
          variants: [
            {
              says:
                "all sines come before all cosines: they must take turns, a sine in column 2i, its cosine in 2i + 1",
              gives: () =>
                table((p, c) => c < half ? Math.sin(turn(p, 2 * c / D)) : Math.cos(turn(p, 2 * (c - half) / D))),
            },
            {
              says: "the odd columns hold sines: column 2i + 1 must hold the cosine",
              gives: () => table((p, c) => Math.sin(turn(p, pair(c) / D))),
            },
            {
              says: "sines and cosines are swapped: row 0 must be 0, 1, 0, 1, ...",
              gives: () => table((p, c) => wave(c + 1, turn(p, pair(c) / D))),
            },
            {
              says: "each column has a speed of its own: the columns 2i and 2i + 1 are one clock and share an angle",
              gives: () => table((p, c) => wave(c, turn(p, c / D))),
            },
            {
              says: "the first row is that of position 1: positions are counted from 0",
              gives: () => table((p, c) => wave(c, turn(p + 1, pair(c) / D))),
            },
            {
              says:
                "the clocks slow down twice as fast as they should: the exponent of column c is (c - c % 2) / d, which is already 2i / d",
              gives: () => table((p, c) => wave(c, turn(p, 2 * pair(c) / D))),
            },
            {
              says: "the clocks slow down half as fast as they should: the exponent is 2i / d, not i / d",
              gives: () => table((p, c) => wave(c, turn(p, pair(c) / 2 / D))),
            },
            {
              says: "the clocks speed up from left to right: the angle is p divided by 10000^(2i/d), not times it",
              gives: () => table((p, c) => wave(c, turn(p, -pair(c) / D))),
            },
          ],
        });
      },
    },
    {
      title: "it works for other lengths and widths",
      run(learner) {
        const shape = [3, 14];
        compare(
          "the table of 3 positions and 14 columns",
          tensorOf(learner(3, 14), shape, "the table").data,
          positionalEncoding(3, 14).data,
          { shape },
        );
      },
    },
  ],
};
