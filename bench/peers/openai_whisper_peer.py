"""openai/whisper itself in float32, with the settings of its command line: best of 5, all temperatures.

The weights are safetensors under openai/whisper's names; sizes and alignment heads are in the file's metadata.
"""
import json

import torch
from safetensors import safe_open
from whisper.model import ModelDimensions, Whisper

from peer import run


def load(job):
    torch.set_num_threads(job["threads"])
    with safe_open(job["model"], "pt") as file:
        metadata = file.metadata()
        weights = {name: file.get_tensor(name) for name in file.keys()}
    model = Whisper(ModelDimensions(**json.loads(metadata["dimensions"])))
    model.load_state_dict(weights)
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads(metadata["alignment_heads"]):
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.to(job["device"])


def transcribe(model, job, recording):
    result = model.transcribe(
        recording["path"],
        language=recording["language"],
        beam_size=job["beam"] if job["beam"] > 1 else None,
        best_of=5,
        temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
        word_timestamps=job["words"],
        fp16=job["device"] == "cuda",
    )
    for segment in result["segments"]:
        yield segment["text"], [(word["word"], word["start"], word["end"]) for word in segment.get("words", [])]


run(load, transcribe, ["openai-whisper", "torch"])
