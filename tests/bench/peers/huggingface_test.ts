import assert from "node:assert/strict";
import { huggingFaceName } from "../../../bench/peers/huggingface.ts";

Deno.test("huggingFaceName() gives the names of transformers", () => {
  const names = {
    "encoder.conv1.weight": "model.encoder.conv1.weight",
    "encoder.positional_embedding": "model.encoder.embed_positions.weight",
    "encoder.ln_post.bias": "model.encoder.layer_norm.bias",
    "encoder.blocks.3.attn.query.weight": "model.encoder.layers.3.self_attn.q_proj.weight",
    "encoder.blocks.3.attn_ln.weight": "model.encoder.layers.3.self_attn_layer_norm.weight",
    "decoder.token_embedding.weight": "model.decoder.embed_tokens.weight",
    "decoder.blocks.0.cross_attn.key.weight": "model.decoder.layers.0.encoder_attn.k_proj.weight",
    "decoder.blocks.0.cross_attn.out.bias": "model.decoder.layers.0.encoder_attn.out_proj.bias",
    "decoder.blocks.0.cross_attn_ln.bias": "model.decoder.layers.0.encoder_attn_layer_norm.bias",
    "decoder.blocks.0.mlp.0.weight": "model.decoder.layers.0.fc1.weight",
    "decoder.blocks.0.mlp.2.bias": "model.decoder.layers.0.fc2.bias",
    "decoder.blocks.0.mlp_ln.weight": "model.decoder.layers.0.final_layer_norm.weight",
    "decoder.ln.weight": "model.decoder.layer_norm.weight",
  };
  for (const [openai, huggingFace] of Object.entries(names)) assert.equal(huggingFaceName(openai), huggingFace);
});
