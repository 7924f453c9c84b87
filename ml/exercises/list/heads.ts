import type { Mask } from "../../transformer/masks.ts";
import type { MultiHeadAttention } from "../../transformer/multi_head_attention.ts";
import { joinHeads, splitHeads } from "../../transformer/ops/shape.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import type { Exercise } from "../exercise.ts";
import { checkDerivatives, compare, randomTensor, shakeNorms, tensorOf } from "../mistake.ts";
import type { AttentionFunction, HeadsFunction } from "../signatures.ts";
import { OWN_PARTS, type Workbench } from "../workbench.ts";

const [D, HEADS, N, M] = [8, 2, 3, 5];
const SHAPE = [2, N, D];
const WHAT = "the result (batch, n, dModel)";

function setUp(bench: Workbench): { layer: MultiHeadAttention; x: Tensor; memory: Tensor } {
  const layer = bench.attentionLayer(D, HEADS, 11);
  shakeNorms(layer.parameters());
  return { layer, x: randomTensor([2, N, D], 12), memory: randomTensor([2, M, D], 13) };
}

/** Hides the last two keys. */
const MASK: Mask = { visible: Uint8Array.of(1, 1, 1, 0, 0), shape: [1, 1, M] };

type Mapping = (rows: Tensor) => Tensor;

/** Attention with other maps, sources or heads. */
function variant(
  { layer, x, memory }: ReturnType<typeof setUp>,
  { query, key, value, output, keysFrom = memory, valuesFrom = memory, nHeads = HEADS }: {
    query?: Mapping;
    key?: Mapping;
    value?: Mapping;
    output?: Mapping;
    keysFrom?: Tensor;
    valuesFrom?: Tensor;
    nHeads?: number;
  },
): Float32Array {
  const split = (rows: Tensor) => splitHeads(rows, nHeads);
  const attend: AttentionFunction = OWN_PARTS.attention;
  const { output: rows } = attend(
    split((query ?? ((r) => layer.query.forward(r)))(x)),
    split((key ?? ((r) => layer.key.forward(r)))(keysFrom)),
    split((value ?? ((r) => layer.value.forward(r)))(valuesFrom)),
  );
  return (output ?? ((r) => layer.output.forward(r)))(joinHeads(rows)).data;
}

export const heads: Exercise<HeadsFunction> = {
  id: "1.3",
  name: "heads",
  title: "Attention with several heads",
  chapter: "Transformer",
  functionName: "multiHeadAttention",
  text: [
    "One softmax gives one mixture: a word that needs both its verb and its adjective gets a blend of the two. So the d numbers of a row are cut into pieces, and attention runs on each piece separately: each piece is a head, which may look somewhere else.",
    "Four linear maps are learned: one makes the queries, one the keys, one the values, and the last one mixes what the heads found. The queries come from x. Keys and values come from memory: in self-attention that is x itself, in cross-attention it is the encoder's output.",
    "You use the attention() of the exercise before: yours, if you have solved it.",
    "The picture it makes: a grid of small attention pictures, one for each head, and no two of them alike.",
  ],
  starter: `import { attention, joinHeads, splitHeads } from "streamforge";
import type { AttentionLayer, Mask, Tensor } from "streamforge";

/**
 * @param layer the learned maps: layer.query, layer.key, layer.value and layer.output, each with forward(x); layer.nHeads
 * @param x source of the queries, (batch, n, dModel)
 * @param memory source of the keys and values, (batch, m, dModel)
 * @param mask which rows of the memory each row of x may see
 * @returns (batch, n, dModel)
 */
export function multiHeadAttention(layer: AttentionLayer, x: Tensor, memory: Tensor, mask?: Mask): Tensor {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor", "attention", "joinHeads", "splitHeads"],
  hints: [
    "Make queries, keys and values by the three maps, cut each into heads, attend, put the heads together again, and map the result.",
    "splitHeads(rows, layer.nHeads) turns (batch, n, d) into (batch, heads, n, d / heads), and joinHeads() turns it back. Remember the mask.",
    "const q = splitHeads(layer.query.forward(x), layer.nHeads); the same with layer.key and layer.value of memory; const { output } = attention(q, k, v, mask); return layer.output.forward(joinHeads(output)).",
  ],
  own: [{ path: "ml/transformer/multi_head_attention.ts", name: "MultiHeadAttention" }],
  checks: [
    {
      title: "the heads attend to the memory, and their results are mixed",
      run(learner, bench) {
        const setup = setUp(bench);
        const { layer, x, memory } = setup;
        const made = tensorOf(learner(layer, x, memory), SHAPE, WHAT);
        const expected = OWN_PARTS.multiHeadAttention(layer, x, memory).data;
        compare("the result", made.data, expected, {
          shape: SHAPE,
          variants: [
            {
              says: "the last map is missing: layer.output mixes what the heads found",
              gives: () => variant(setup, { output: (r) => r }),
            },
            {
              says:
                `there is one head of full width: cut the rows into layer.nHeads (${HEADS}) pieces with splitHeads()`,
              gives: () => variant(setup, { nHeads: 1 }),
            },
            {
              says: `the rows are cut into ${D / HEADS} heads: it must be layer.nHeads, ${HEADS}`,
              gives: () => variant(setup, { nHeads: D / HEADS }),
            },
            {
              says: "keys and values come from x: they must come from memory",
              gives: () => variant(setup, { keysFrom: x, valuesFrom: x }),
            },
            {
              says: "the values are made by layer.key: layer.value makes them",
              gives: () => variant(setup, { value: (r) => layer.key.forward(r) }),
            },
            {
              says: "the keys are made by layer.query: layer.key makes them",
              gives: () => variant(setup, { key: (r) => layer.query.forward(r) }),
            },
            {
              says: "the values are the memory's own rows: layer.value must map them first",
              gives: () => variant(setup, { value: (r) => r }),
            },
            {
              says: "the queries are the rows of x themselves: layer.query must map them first",
              gives: () => variant(setup, { query: (r) => r }),
            },
          ],
        });
      },
    },
    {
      title: "the mask reaches every head",
      run(learner, bench) {
        const { layer, x, memory } = setUp(bench);
        const own = OWN_PARTS.multiHeadAttention;
        compare(
          "the result with a mask",
          tensorOf(learner(layer, x, memory, MASK), SHAPE, WHAT).data,
          own(layer, x, memory, MASK).data,
          {
            shape: SHAPE,
            variants: [{
              says: "the mask changes nothing: pass it on to attention()",
              gives: () => own(layer, x, memory).data,
            }],
          },
        );
      },
    },
    {
      title: "derivatives arrive at all four maps",
      run(learner, bench) {
        const { layer, x, memory } = setUp(bench);
        checkDerivatives(learner(layer, x, memory), {
          "layer.query": layer.query.weight,
          "layer.key": layer.key.weight,
          "layer.value": layer.value.weight,
          "layer.output": layer.output.weight,
        });
      },
    },
  ],
};
