"""Values of PyTorch that tests/ml/transformer compares with. Written by

    python tests/data/transformer/make_reference.py

with torch 2.15 on a CPU. Weights are random; their names are those of ml/transformer.
"""
import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = Path(__file__).parent
D, HEADS, WIDE = 8, 2, 16


def stored(x):
    if isinstance(x, torch.Tensor):
        return {"shape": list(x.shape), "data": [float(f"{v:.8g}") for v in x.detach().double().flatten().tolist()]}
    if isinstance(x, dict):
        return {k: stored(v) for k, v in x.items()}
    return x


def write(name, value):
    (FOLDER / name).write_text(json.dumps(stored(value)) + "\n")


def gradients(y, inputs):
    """Of the sum of y times fixed numbers, which are given too."""
    g = torch.randn_like(y)
    (y * g).sum().backward()
    return {"output": y, "g": g, "gradients": {k: v.grad for k, v in inputs.items()}}


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


def operations():
    cases = {}
    x = leaf(3, 7)
    cases["softmax"] = {"inputs": {"x": x}, **gradients(F.softmax(x, -1), {"x": x})}
    x = (torch.randn(3, 7) * 2).requires_grad_()
    cases["gelu"] = {"inputs": {"x": x}, **gradients(F.gelu(x), {"x": x})}
    inputs = {"x": leaf(3, 7), "gamma": leaf(7), "beta": leaf(7)}
    cases["layerNorm"] = {"inputs": inputs, **gradients(F.layer_norm(inputs["x"], (7,), inputs["gamma"], inputs["beta"]), inputs)}
    inputs = {"x": leaf(2, 3, 5), "weight": leaf(4, 5), "bias": leaf(4)}
    cases["linear"] = {"inputs": inputs, **gradients(F.linear(*inputs.values()), inputs)}
    inputs = {"q": leaf(2, 2, 5, 4), "k": leaf(2, 2, 5, 4), "v": leaf(2, 2, 5, 4)}
    attended = F.scaled_dot_product_attention(*inputs.values(), is_causal=True)
    cases["causal attention"] = {"inputs": inputs, **gradients(attended, inputs)}
    logits = leaf(5, 6)
    targets = [2, 0, 5, 1, 0]
    loss = F.cross_entropy(logits, torch.tensor(targets), label_smoothing=0.1, ignore_index=0)
    loss.backward()
    cases["crossEntropy"] = {"logits": logits, "targets": targets, "loss": loss, "gradient": logits.grad}
    return cases


def attention_names(attention, prefix):
    for i, name in enumerate(["query", "key", "value"]):
        yield f"{prefix}.{name}.weight", attention.in_proj_weight, slice(i * D, (i + 1) * D)
        yield f"{prefix}.{name}.bias", attention.in_proj_bias, slice(i * D, (i + 1) * D)
    yield f"{prefix}.output.weight", attention.out_proj.weight, slice(None)
    yield f"{prefix}.output.bias", attention.out_proj.bias, slice(None)


def layer_names(layer, prefix=""):
    """Our names of a layer's parameters."""
    yield from attention_names(layer.self_attn, f"{prefix}selfAttention")
    norms = [("selfNorm", layer.norm1), ("feedForwardNorm", layer.norm2)]
    if isinstance(layer, nn.TransformerDecoderLayer):
        yield from attention_names(layer.multihead_attn, f"{prefix}crossAttention")
        norms = [("selfNorm", layer.norm1), ("crossNorm", layer.norm2), ("feedForwardNorm", layer.norm3)]
    for name, norm in norms:
        yield f"{prefix}{name}.gamma", norm.weight, slice(None)
        yield f"{prefix}{name}.beta", norm.bias, slice(None)
    for name, linear in [("inner", layer.linear1), ("outer", layer.linear2)]:
        yield f"{prefix}feedForward.{name}.weight", linear.weight, slice(None)
        yield f"{prefix}feedForward.{name}.bias", linear.bias, slice(None)


def shuffle_weights(module):
    """Norms and biases begin at 1 and 0, where a fault in them would not show."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            if p.dim() == 1:
                p.add_(torch.randn_like(p) * 0.2)


def blocks():
    cases = {}
    causal = nn.Transformer.generate_square_subsequent_mask(4)
    padding = torch.tensor([[False, False, False, False, False], [False, False, False, True, True]])
    for norm_first in [True, False]:
        for activation in ["relu", "gelu"]:
            options = dict(dim_feedforward=WIDE, dropout=0.0, activation=activation, batch_first=True, norm_first=norm_first)
            for kind in ["encoder", "decoder"]:
                layer = (nn.TransformerEncoderLayer if kind == "encoder" else nn.TransformerDecoderLayer)(D, HEADS, **options)
                shuffle_weights(layer)
                if kind == "encoder":
                    inputs = {"x": leaf(2, 5, D)}
                    y = layer(inputs["x"], src_key_padding_mask=padding)
                else:
                    inputs = {"x": leaf(2, 4, D), "memory": leaf(2, 5, D)}
                    y = layer(**{"tgt": inputs["x"], "memory": inputs["memory"]}, tgt_mask=causal, memory_key_padding_mask=padding)
                result = gradients(y, inputs)
                names = list(layer_names(layer))
                cases[f"{kind} {'pre' if norm_first else 'post'} {activation}"] = {
                    "inputs": inputs,
                    "weights": {name: p[part] for name, p, part in names},
                    "weightGradients": {name: p.grad[part] for name, p, part in names},
                    **result,
                }
    return {"padding": [[0 if hidden else 1 for hidden in row] for row in padding.tolist()], "cases": cases}


class Model(nn.Module):
    def __init__(self, source_vocab, target_vocab, norm_first):
        super().__init__()
        options = dict(dim_feedforward=WIDE, dropout=0.0, batch_first=True, norm_first=norm_first)
        self.source = nn.Embedding(source_vocab, D)
        self.target = nn.Embedding(target_vocab, D)
        final = (lambda: nn.LayerNorm(D)) if norm_first else (lambda: None)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(D, HEADS, **options), 2, final(), enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(D, HEADS, **options), 2, final())

    def embed(self, table, ids):
        n = ids.shape[1]
        angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, D, 2) / D)
        positions = torch.stack([angle.sin(), angle.cos()], -1).reshape(n, D)
        return table(ids) * math.sqrt(D) + positions

    def forward(self, source, target):
        hidden = source == 0
        memory = self.encoder(self.embed(self.source, source), src_key_padding_mask=hidden)
        causal = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        y = self.decoder(self.embed(self.target, target), memory, tgt_mask=causal, memory_key_padding_mask=hidden)
        return y @ self.target.weight.T

    def names(self):
        yield "sourceEmbedding.weight", self.source.weight, slice(None)
        yield "targetEmbedding.weight", self.target.weight, slice(None)
        for part, stack in [("encoder", self.encoder), ("decoder", self.decoder)]:
            for i, layer in enumerate(stack.layers):
                yield from layer_names(layer, f"{part}.blocks.{i}.")
            if stack.norm:
                yield f"{part}.norm.gamma", stack.norm.weight, slice(None)
                yield f"{part}.norm.beta", stack.norm.bias, slice(None)


def training():
    """Ten steps of Adam with warm-up and clipping: everything together."""
    cases = {}
    source = [[3, 4, 5, 6, 7], [8, 3, 9, 0, 0], [5, 5, 4, 10, 0]]
    target = [[1, 4, 6, 3, 8], [1, 5, 9, 0, 0], [1, 7, 3, 4, 0]]
    wanted = [[4, 6, 3, 8, 2], [5, 9, 2, 0, 0], [7, 3, 4, 2, 0]]
    for norm_first in [True, False]:
        model = Model(11, 12, norm_first)
        for p in model.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)
        shuffle_weights(model)
        weights = {name: p[part].detach().clone() for name, p, part in model.names()}
        adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
        losses, norms = [], []
        for step in range(1, 11):
            for group in adam.param_groups:
                group["lr"] = 0.02 * min(1, step / 4)
            adam.zero_grad()
            logits = model(torch.tensor(source), torch.tensor(target))
            loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(wanted).flatten(), ignore_index=0, label_smoothing=0.1)
            loss.backward()
            norms.append(float(nn.utils.clip_grad_norm_(model.parameters(), 1.0)))
            adam.step()
            losses.append(float(loss))
        cases["pre" if norm_first else "post"] = {"weights": weights, "losses": losses, "norms": norms}
    return {"source": source, "target": target, "wanted": wanted, "cases": cases}


torch.manual_seed(1)
write("operations.json", operations())
write("blocks.json", blocks())
write("training.json", training())
