import type { TransformerBlock } from "../../transformer/block.ts";
import { causalMask, type Mask } from "../../transformer/masks.ts";
import { add } from "../../transformer/ops/elementwise.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import type { Exercise } from "../exercise.ts";
import { checkDerivatives, compare, randomTensor, shakeNorms, tensorOf, type Variant } from "../mistake.ts";
import type { BlockFunction } from "../signatures.ts";
import { OWN_PARTS, type Workbench } from "../workbench.ts";

const [D, N, M] = [8, 3, 5];
const SHAPE = [2, N, D];
const MEMORY_MASK: Mask = { visible: Uint8Array.of(1, 1, 1, 1, 0), shape: [1, 1, M] };

interface SetUp {
  layer: TransformerBlock;
  x: Tensor;
  memory: Tensor;
}

function setUp(bench: Workbench): SetUp {
  const config = { dModel: D, nHeads: 2, dFeedForward: 16, dropout: 0, preNorm: true, activation: "gelu" } as const;
  const layer = bench.block(config, 31);
  shakeNorms(layer.parameters());
  return { layer, x: randomTensor(SHAPE, 32), memory: randomTensor([2, M, D], 33) };
}

type Part = (y: Tensor) => Tensor;

/** A block of self-attention and feed-forward in which a step was done in another way. */
function variant(
  { layer, x }: SetUp,
  { attend, feed, order = ["attend", "feed"], swapNorms = false }: {
    attend?: (x: Tensor, norm: Part, part: Part) => Tensor;
    feed?: (x: Tensor, norm: Part, part: Part) => Tensor;
    order?: readonly ("attend" | "feed")[];
    swapNorms?: boolean;
  },
): () => Float32Array {
  const usual = (x: Tensor, norm: Part, part: Part) => add(x, part(norm(x)));
  const [selfNorm, feedNorm] = swapNorms ? [layer.selfNorm, layer.selfNorm] : [layer.selfNorm, layer.feedForwardNorm];
  return () => {
    let y = x;
    for (const step of order) {
      y = step === "attend"
        ? (attend ?? usual)(y, (r) => selfNorm.forward(r), (r) => layer.selfAttention.forward(r, r))
        : (feed ?? usual)(y, (r) => feedNorm.forward(r), (r) => layer.feedForward.forward(r));
    }
    return y.data;
  };
}

function variants(setup: SetUp): Variant[] {
  const postNorm = (x: Tensor, norm: Part, part: Part) => norm(add(x, part(x)));
  const noResidual = (_x: Tensor, norm: Part, part: Part) => part(norm(_x));
  const noNorm = (x: Tensor, _norm: Part, part: Part) => add(x, part(x));
  const fromNorm = (x: Tensor, norm: Part, part: Part) => {
    const y = norm(x);
    return add(y, part(y));
  };
  return [
    {
      says: "attention replaces the rows: its result must be added to x (the residual connection)",
      gives: variant(setup, { attend: noResidual }),
    },
    {
      says: "feed-forward replaces the rows: its result must be added to x (the residual connection)",
      gives: variant(setup, { feed: noResidual }),
    },
    {
      says: "nothing is added to x: both results must be (the residual connections)",
      gives: variant(setup, { attend: noResidual, feed: noResidual }),
    },
    {
      says: "the norm comes after the addition, which is Post-LN: this block is Pre-LN, x + f(norm(x))",
      gives: variant(setup, { attend: postNorm, feed: postNorm }),
    },
    {
      says: "no norm is used: what attention and feed-forward read must be normalized first, x + f(norm(x))",
      gives: variant(setup, { attend: noNorm, feed: noNorm }),
    },
    { says: "attention reads x itself: it must read layer.selfNorm of x", gives: variant(setup, { attend: noNorm }) },
    {
      says: "feed-forward reads its input itself: it must read layer.feedForwardNorm of it",
      gives: variant(setup, { feed: noNorm }),
    },
    {
      says: "the normalized rows are added: add to x itself, or the direct path for derivatives is lost",
      gives: variant(setup, { attend: fromNorm, feed: fromNorm }),
    },
    {
      says: "layer.selfNorm is used for both steps: feed-forward has its own, layer.feedForwardNorm",
      gives: variant(setup, { swapNorms: true }),
    },
    {
      says: "feed-forward comes before attention: attention comes first",
      gives: variant(setup, { order: ["feed", "attend"] }),
    },
  ];
}

export const block: Exercise<BlockFunction> = {
  id: "1.5",
  name: "block",
  title: "The block",
  chapter: "Transformer",
  functionName: "block",
  text: [
    "A transformer is a stack of blocks. A block adds to each row what attention found, and then what feed-forward made of it: x + f(norm(x)). Because it adds, the derivative has a direct way through the whole stack, and a block that has learned nothing does no harm.",
    "The norm belongs to what f reads (Pre-LN). In a decoder there is a step between the two: cross-attention, in which the rows look at memory, the output of the encoder. The memory is normalized already.",
    "You use multiHeadAttention() and feedForward() of the exercises before.",
    "The picture it makes: the size of the gradient in each block, which is about the same from the first to the last.",
  ],
  starter: `import { add, feedForward, multiHeadAttention } from "streamforge";
import type { BlockLayer, Mask, Tensor } from "streamforge";

/**
 * Self-attention, cross-attention if there is a memory, feed-forward: each as x + f(norm(x)).
 *
 * @param layer the parts: layer.selfAttention with layer.selfNorm, layer.crossAttention with layer.crossNorm (both null
 * in an encoder), layer.feedForward with layer.feedForwardNorm. A norm has forward(x)
 * @param x (batch, n, dModel)
 * @param input.mask which rows of x each row of x may see
 * @param input.memory the encoder's output, (batch, m, dModel); only in a decoder
 * @param input.memoryMask which rows of the memory may be seen
 * @returns (batch, n, dModel)
 */
export function block(
  layer: BlockLayer,
  x: Tensor,
  { mask, memory, memoryMask }: { mask?: Mask; memory?: Tensor; memoryMask?: Mask } = {},
): Tensor {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor", "add", "feedForward", "multiHeadAttention"],
  hints: [
    "Three times the same pattern: normalize, compute, add to what you had before.",
    "Self-attention: the normalized rows are both x and memory of multiHeadAttention(). Cross-attention: only the queries are normalized here, and the memory goes in as it is.",
    "const y = layer.selfNorm.forward(x); x = add(x, multiHeadAttention(layer.selfAttention, y, y, mask)); then, if memory is there, the same with layer.crossNorm, layer.crossAttention, memory and memoryMask; then add feedForward(layer.feedForward, layer.feedForwardNorm.forward(x)).",
  ],
  own: [{ path: "ml/transformer/block.ts", name: "TransformerBlock" }],
  checks: [
    {
      title: "self-attention and feed-forward are added to the rows",
      run(learner, bench) {
        const setup = setUp(bench);
        const { layer, x } = setup;
        const made = tensorOf(learner(layer, x, {}), SHAPE, "the result");
        compare("the result", made.data, OWN_PARTS.block(layer, x).data, { shape: SHAPE, variants: variants(setup) });
      },
    },
    {
      title: "the mask reaches self-attention",
      run(learner, bench) {
        const { layer, x } = setUp(bench);
        const mask = causalMask(N);
        const made = tensorOf(learner(layer, x, { mask }), SHAPE, "the result");
        compare("the result with a mask", made.data, OWN_PARTS.block(layer, x, { mask }).data, {
          shape: SHAPE,
          variants: [{
            says: "the mask changes nothing: pass it on to multiHeadAttention()",
            gives: () => OWN_PARTS.block(layer, x).data,
          }],
        });
      },
    },
    {
      title: "with a memory, cross-attention comes between the two",
      run(learner, bench) {
        const { layer, x, memory } = setUp(bench);
        const input = { mask: causalMask(N), memory, memoryMask: MEMORY_MASK };
        const own = OWN_PARTS.block;
        const made = tensorOf(learner(layer, x, input), SHAPE, "the result");
        compare("the result with a memory", made.data, own(layer, x, input).data, {
          shape: SHAPE,
          variants: [
            {
              says: "the memory changes nothing: where there is one, cross-attention must look at it",
              gives: () => own(layer, x, { mask: input.mask }).data,
            },
            {
              says: "the memory's mask changes nothing: pass memoryMask on to cross-attention",
              gives: () => own(layer, x, { ...input, memoryMask: undefined }).data,
            },
            {
              says:
                "the memory is normalized: only what the queries are made from is, the encoder has normalized its output",
              gives: () => own(layer, x, { ...input, memory: layer.crossNorm!.forward(memory) }).data,
            },
          ],
        });
      },
    },
    {
      title: "derivatives arrive at every part",
      run(learner, bench) {
        const { layer, x, memory } = setUp(bench);
        checkDerivatives(learner(layer, x, { memory }), {
          "layer.selfAttention": layer.selfAttention.query.weight,
          "layer.selfNorm": layer.selfNorm.gamma,
          "layer.crossAttention": layer.crossAttention!.query.weight,
          "layer.feedForward": layer.feedForward.inner.weight,
        });
      },
    },
  ],
};
