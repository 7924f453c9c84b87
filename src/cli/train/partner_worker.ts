/**
 * The second thread of a training run: the same model, the other half of each batch.
 *
 * @module
 */
import { scale } from "../../../ml/transformer/ops/elementwise.ts";
import { Random } from "../../../ml/transformer/random.ts";
import type { Tensor } from "../../../ml/transformer/tensor.ts";
import {
  type EncodedPair,
  loadTranslator,
  loadWordModel,
  nextWordLoss,
  translationLoss,
} from "../../../ml/transformer/translation/mod.ts";
import { PARTNER, type PartnerSetup, type PartnerWork } from "./partner_protocol.ts";

const scope = self as unknown as Worker;

/** The parameters of the model, and its loss on a batch. */
function makeModel({ task, model, labelSmoothing }: PartnerSetup) {
  if (task === "translate") {
    const translator = loadTranslator(model);
    return {
      parameters: translator.model.parameters(),
      loss: (batch: unknown, dropout: Random) =>
        translationLoss(translator.model, batch as EncodedPair[], labelSmoothing, { dropout }),
    };
  }
  const words = loadWordModel(model);
  return {
    parameters: words.model.parameters(),
    loss: (batch: unknown, dropout: Random) =>
      nextWordLoss(words.model, batch as number[][], labelSmoothing, { dropout }),
  };
}

function eachParameter(
  parameters: ReadonlyMap<string, Tensor>,
  use: (parameter: Tensor, from: number, to: number) => void,
): void {
  let offset = 0;
  for (const parameter of parameters.values()) use(parameter, offset, offset += parameter.size);
}

scope.onmessage = ({ data: setup }: MessageEvent<PartnerSetup>) => {
  const { state, weights, gradients, loss } = setup.shared;
  const model = makeModel(setup);
  scope.onmessage = ({ data: { batch, step, share } }: MessageEvent<PartnerWork>) => {
    try {
      eachParameter(model.parameters, ({ data }, from, to) => data.set(weights.subarray(from, to)));
      // dropout depends on the seed and the step alone, so a checkpoint need not store it
      const dropout = new Random(setup.seed * 2 ** 32 + step);
      const part = scale(model.loss(batch, dropout), share);
      part.backward();
      eachParameter(model.parameters, (parameter, from) => {
        const grad = parameter.gradient();
        gradients.set(grad, from);
        grad.fill(0);
      });
      loss[0] = part.item();
      Atomics.store(state, 0, PARTNER.done);
    } catch (error) {
      console.error(error);
      Atomics.store(state, 0, PARTNER.failed);
    }
    Atomics.notify(state, 0);
  };
  scope.postMessage("ready");
};
