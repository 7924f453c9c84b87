import { type Checkpoint, floatTensor } from "../../ml/models/ctranslate2.ts";
import { modelDimensions } from "../../ml/whisper/dimensions.ts";

export interface Weight {
  name: string;
  shape: number[];
  data: Float32Array;
}

/**
 * Yields the weights of a CTranslate2 Whisper with the names and shapes of openai/whisper's model.py.
 *
 * CTranslate2 stores a self-attention's query, key and value, and a cross-attention's key and value, in one matrix:
 * they are split. The bias of the keys is left out: it is zero, and Whisper has none.
 */
export function* openaiWeights(checkpoint: Checkpoint): Generator<Weight> {
  const { nAudioLayer, nTextLayer } = modelDimensions(checkpoint);
  const read = (from: string, name: string): Weight => ({ name, ...floatTensor(checkpoint.tensors, from) });

  function* linear(from: string, to: string): Generator<Weight> {
    yield read(`${from}/weight`, `${to}.weight`);
    yield read(`${from}/bias`, `${to}.bias`);
  }
  function* norm(from: string, to: string): Generator<Weight> {
    yield read(`${from}/gamma`, `${to}.weight`);
    yield read(`${from}/beta`, `${to}.bias`);
  }
  function* fused(from: string, to: string, names: string[]): Generator<Weight> {
    for (const kind of ["weight", "bias"]) {
      const { shape, data } = read(`${from}/${kind}`, "");
      const length = data.length / names.length;
      for (const [i, name] of names.entries()) {
        if (kind === "bias" && name === "key") continue;
        const slice = data.subarray(i * length, (i + 1) * length);
        yield { name: `${to}.${name}.${kind}`, shape: [shape[0] / names.length, ...shape.slice(1)], data: slice };
      }
    }
  }
  function* block(from: string, to: string, hasCross: boolean): Generator<Weight> {
    yield* norm(`${from}/self_attention/layer_norm`, `${to}.attn_ln`);
    yield* fused(`${from}/self_attention/linear_0`, `${to}.attn`, ["query", "key", "value"]);
    yield* linear(`${from}/self_attention/linear_1`, `${to}.attn.out`);
    if (hasCross) {
      yield* norm(`${from}/attention/layer_norm`, `${to}.cross_attn_ln`);
      yield* linear(`${from}/attention/linear_0`, `${to}.cross_attn.query`);
      yield* fused(`${from}/attention/linear_1`, `${to}.cross_attn`, ["key", "value"]);
      yield* linear(`${from}/attention/linear_2`, `${to}.cross_attn.out`);
    }
    yield* norm(`${from}/ffn/layer_norm`, `${to}.mlp_ln`);
    yield* linear(`${from}/ffn/linear_0`, `${to}.mlp.0`);
    yield* linear(`${from}/ffn/linear_1`, `${to}.mlp.2`);
  }

  yield* linear("encoder/conv1", "encoder.conv1");
  yield* linear("encoder/conv2", "encoder.conv2");
  yield read("encoder/position_encodings/encodings", "encoder.positional_embedding");
  for (let i = 0; i < nAudioLayer; i++) yield* block(`encoder/layer_${i}`, `encoder.blocks.${i}`, false);
  yield* norm("encoder/layer_norm", "encoder.ln_post");
  yield read("decoder/embeddings/weight", "decoder.token_embedding.weight");
  yield read("decoder/position_encodings/encodings", "decoder.positional_embedding");
  for (let i = 0; i < nTextLayer; i++) yield* block(`decoder/layer_${i}`, `decoder.blocks.${i}`, true);
  yield* norm("decoder/layer_norm", "decoder.ln");
}
