import { type Activation, FeedForward } from "../../transformer/feed_forward.ts";
import { add, gelu, relu } from "../../transformer/ops/elementwise.ts";
import { Random } from "../../transformer/random.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import type { Exercise } from "../exercise.ts";
import { checkDerivatives, compare, randomTensor, shakeNorms, tensorOf } from "../mistake.ts";
import type { FeedForwardFunction } from "../signatures.ts";

const [D, WIDE] = [4, 16];
const SHAPE = [2, 3, D];

function setUp(activation: Activation): { layer: FeedForward; x: Tensor } {
  const layer = new FeedForward(D, WIDE, activation, new Random(21));
  shakeNorms(layer.parameters());
  return { layer, x: randomTensor(SHAPE, 22) };
}

function checkWith(learner: FeedForwardFunction, activation: Activation): void {
  const { layer, x } = setUp(activation);
  const { inner, outer } = layer;
  const act = activation === "relu" ? relu : gelu;
  const [other, otherName] = activation === "relu" ? [gelu, "gelu"] as const : [relu, "relu"] as const;
  const made = tensorOf(learner(layer, x), SHAPE, "the result (batch, n, dModel)");
  compare("the result", made.data, layer.forward(x).data, {
    shape: SHAPE,
    variants: [
      {
        says: "there is no activation: without it two linear maps are only one",
        gives: () => outer.forward(inner.forward(x)).data,
      },
      {
        says: "the activation comes after the second map: it belongs between the two",
        gives: () => act(outer.forward(inner.forward(x))).data,
      },
      {
        says: "the activation comes before the first map: it belongs between the two",
        gives: () => outer.forward(inner.forward(act(x))).data,
      },
      {
        says: "the activation comes twice: it belongs between the two maps only",
        gives: () => act(outer.forward(act(inner.forward(x)))).data,
      },
      {
        says: `layer.activation is "${activation}", but ${otherName}() was used`,
        gives: () => outer.forward(other(inner.forward(x))).data,
      },
      {
        says: "x is added to the result: the block does that, not this layer",
        gives: () => add(layer.forward(x), x).data,
      },
    ],
  });
}

export const feedForward: Exercise<FeedForwardFunction> = {
  id: "1.4",
  name: "feed-forward",
  title: "Feed-forward",
  chapter: "Transformer",
  functionName: "feedForward",
  text: [
    "Attention only mixes rows. After it, every row goes through this layer by itself. The first map makes the row wider, usually four times: each new number looks for some pattern. The activation keeps a number only where its pattern is there. The second map writes the findings back into a row of the old width.",
    "Without the activation, two linear maps would be one linear map, and a stack of them would be no better than a single one.",
    "The picture it makes: a wide row in which most numbers are 0, and a few are bright.",
  ],
  starter: `import { gelu, relu } from "streamforge";
import type { FeedForwardLayer, Tensor } from "streamforge";

/**
 * @param layer the learned maps layer.inner (d -> wide) and layer.outer (wide -> d), each with forward(x), and
 * layer.activation: "relu" or "gelu"
 * @param x (batch, n, d)
 * @returns (batch, n, d)
 */
export function feedForward(layer: FeedForwardLayer, x: Tensor): Tensor {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor", "gelu", "relu"],
  hints: [
    "Wider, activate, back: three steps.",
    "layer.inner.forward(x) is the wide row. Which activation comes next is in layer.activation.",
    'const hidden = layer.inner.forward(x); const kept = layer.activation === "relu" ? relu(hidden) : gelu(hidden); return layer.outer.forward(kept).',
  ],
  own: [{ path: "ml/transformer/feed_forward.ts", name: "FeedForward" }],
  checks: [
    { title: "with relu the result is right", run: (learner) => checkWith(learner, "relu") },
    { title: "with gelu the result is right", run: (learner) => checkWith(learner, "gelu") },
    {
      title: "derivatives arrive at both maps",
      run(learner) {
        const { layer, x } = setUp("relu");
        checkDerivatives(learner(layer, x), { "layer.inner": layer.inner.weight, "layer.outer": layer.outer.weight });
      },
    },
  ],
};
