import assert from "node:assert/strict";
import { openaiWeights } from "../../../bench/peers/weights.ts";
import { readCTranslate2 } from "../../../ml/models/ctranslate2.ts";
import { TINY, tinyWeights, writeTinyModel } from "../../ml/whisper/graphs/tiny_checkpoint.ts";

Deno.test("openaiWeights() splits fused matrices and leaves out the bias of the keys", async () => {
  const folder = await Deno.makeTempDir();
  await writeTinyModel(folder);
  const source = tinyWeights();
  const weights = new Map([...openaiWeights(await readCTranslate2(folder))].map((weight) => [weight.name, weight]));
  const n = TINY.nTextState;
  const fused = source.get("decoder/layer_1/attention/linear_1/weight")!.data;
  const value = weights.get("decoder.blocks.1.cross_attn.value.weight")!;
  assert.deepEqual(value.shape, [n, n]);
  assert.deepEqual([...value.data], [...fused.subarray(n * n)]);
  const query = weights.get("encoder.blocks.0.attn.query.bias")!;
  assert.deepEqual([...query.data], [
    ...source.get("encoder/layer_0/self_attention/linear_0/bias")!.data.subarray(0, n),
  ]);
  assert.ok(![...weights.keys()].some((name) => /attn\.key\.bias$/.test(name)));
  // All others are present: 7 of the encoder, 4 of the decoder, 15 and 24 of a layer
  assert.equal(weights.size, 7 + 4 + 15 * TINY.nAudioLayer + 24 * TINY.nTextLayer);
  await Deno.remove(folder, { recursive: true });
});
