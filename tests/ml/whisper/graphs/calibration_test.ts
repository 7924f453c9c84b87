import assert from "node:assert/strict";
import { N_SAMPLES } from "../../../../ml/audio/constants.ts";
import { calibrationMel } from "../../../../ml/whisper/graphs/calibration.ts";
import { SHAPES } from "../../../../ml/whisper/measure/shapes.ts";
import { ReferenceModel } from "../reference/reference_model.ts";
import { type Floats, TINY, TINY_CONFIG, tinyWeights } from "./tiny_checkpoint.ts";
import { type TinyGraphOptions, tinyMel, withTinyGraphs } from "./tiny_graphs.ts";

const MEL = tinyMel(1, 99);
/** Other sounds than those that are encoded. */
const CALIBRATION_MELS = [tinyMel(1, 5), tinyMel(1, 6)];
const TEXT = [41, 42, 45, 47, 1, 2, 40, 40];
const LARGE_COLUMN = 3;
const FACTOR = 60;

/**
 * The same model, where one column of the activations after each layer norm and after the attention is 60 times as
 * large, as in real ones.
 */
function unevenWeights(): Floats {
  const weights = tinyWeights();
  const n = TINY.nAudioState;
  const shrinkColumn = (layer: string) => {
    const { shape: [rows, columns], data } = weights.get(`${layer}/weight`)!;
    for (let row = 0; row < rows; row++) data[row * columns + LARGE_COLUMN] /= FACTOR;
  };
  for (let i = 0; i < TINY.nAudioLayer; i++) {
    const layer = `encoder/layer_${i}`;
    for (const part of ["self_attention", "ffn"]) {
      for (const name of ["gamma", "beta"]) {
        weights.get(`${layer}/${part}/layer_norm/${name}`)!.data[LARGE_COLUMN] *= FACTOR;
      }
      shrinkColumn(`${layer}/${part}/linear_0`);
    }
    const valueRow = 2 * n + LARGE_COLUMN; // after queries and keys
    const { data } = weights.get(`${layer}/self_attention/linear_0/weight`)!;
    for (let i = valueRow * n; i < (valueRow + 1) * n; i++) data[i] *= FACTOR;
    weights.get(`${layer}/self_attention/linear_0/bias`)!.data[valueRow] *= FACTOR;
    shrinkColumn(`${layer}/self_attention/linear_1`);
  }
  return weights;
}

/** The alignment heads' scores by the int8 graphs. */
async function int8Scores(options: TinyGraphOptions): Promise<number[]> {
  let scores: number[] = [];
  await withTinyGraphs("int8", MEL, async ({ alignment }, encoded) => {
    const ids = { type: "int64", dims: [1, TEXT.length], data: BigInt64Array.from(TEXT, BigInt) } as const;
    const { attention } = await alignment.run({ ...encoded, ids });
    scores = [...attention.data as Float32Array];
  }, options);
  return scores;
}

const largestDifference = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

Deno.test("constant scales give the scores of plain loops", async () => {
  const reference = new ReferenceModel(tinyWeights(), TINY);
  const { scores } = reference.decode(TEXT, reference.encode(MEL), TINY_CONFIG.alignment_heads);
  const error = largestDifference(await int8Scores({ calibrateWith: CALIBRATION_MELS }), scores.flat(2));
  assert.ok(error < 0.6, `the largest error is ${error}`);
});

Deno.test("large columns of activations go into the weights: the scores stay the same", async () => {
  const calibrateWith = CALIBRATION_MELS;
  const [even, uneven] = [
    await int8Scores({ calibrateWith }),
    await int8Scores({ calibrateWith, weights: unevenWeights() }),
  ];
  const constant = largestDifference(even, uneven);
  assert.ok(constant < 0.6, `they differ by ${constant}`); // the activations are measured with a scale for each row
  const byRow = largestDifference(await int8Scores({}), await int8Scores({ weights: unevenWeights() }));
  assert.ok(byRow > 2 * constant, `with a scale for each row they differ by ${byRow}`);
});

Deno.test("calibrationMel() is a window of speech for Whisper's spectrograms alone", async () => {
  for (const shape of [SHAPES.base, SHAPES["large-v3"]]) {
    const mel = await calibrationMel(shape);
    assert.equal(mel?.length, shape.nMels * N_SAMPLES / 160);
    const lastSecond = Array.from(
      { length: shape.nMels },
      (_, i) => [...mel!.subarray(i * 3000 + 2900, (i + 1) * 3000)],
    );
    assert.ok(new Set(lastSecond.flat()).size > 1000, "speech fills the window");
  }
  assert.equal(await calibrationMel(TINY), null);
});
