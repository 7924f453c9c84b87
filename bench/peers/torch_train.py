"""Trains the model of the job with PyTorch and prints one line: {"stepsPerSecond", "losses", "version"}.

The job comes as JSON on standard input: the model's sizes, the batches, how many steps warm up, the threads. The model is
that of ml/transformer: Pre-LN, sines as positions, the target's embedding as output, Adam, gradients clipped at 1.
"""
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Translator(nn.Module):
    def __init__(self, job):
        super().__init__()
        d, heads = job["dModel"], job["nHeads"]
        options = dict(dim_feedforward=job["dFeedForward"], dropout=job["dropout"], batch_first=True, norm_first=True)
        self.source = nn.Embedding(job["sourceVocab"], d)
        self.target = nn.Embedding(job["targetVocab"], d)
        for table in [self.source, self.target]:
            nn.init.normal_(table.weight, std=d**-0.5)
        layers = job["nLayers"]
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(d, heads, **options), layers, nn.LayerNorm(d), enable_nested_tensor=False
        )
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(d, heads, **options), layers, nn.LayerNorm(d))
        angle = torch.arange(job["maxLength"])[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
        self.register_buffer("positions", torch.stack([angle.sin(), angle.cos()], -1).reshape(-1, d))
        self.scale = math.sqrt(d)

    def embed(self, table, ids):
        return table(ids) * self.scale + self.positions[: ids.shape[1]]

    def forward(self, source, target, causal):
        hidden = source == 0
        memory = self.encoder(self.embed(self.source, source), src_key_padding_mask=hidden)
        y = self.decoder(
            self.embed(self.target, target), memory, tgt_mask=causal, tgt_is_causal=True, memory_key_padding_mask=hidden
        )
        return y @ self.target.weight.T


job = json.load(sys.stdin)
torch.set_num_threads(job["threads"])
torch.manual_seed(0)
model = Translator(job)
adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
batches = [[torch.tensor(part) for part in batch] for batch in job["batches"]]
causal = nn.Transformer.generate_square_subsequent_mask(job["maxLength"]).isinf()
losses = []
begin = 0.0
for step, (source, given, wanted) in enumerate(batches):
    if step == job["warmupSteps"]:
        begin = time.perf_counter()
    adam.zero_grad()
    n = given.shape[1]
    logits = model(source, given, causal[:n, :n])
    loss = F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=0, label_smoothing=job["labelSmoothing"])
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for group in adam.param_groups:
        group["lr"] = job["learningRate"]
    adam.step()
    losses.append(loss.item())
seconds = time.perf_counter() - begin
steps = len(batches) - job["warmupSteps"]
print(json.dumps({"stepsPerSecond": steps / seconds, "losses": losses, "version": torch.__version__}))
