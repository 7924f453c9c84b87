"""onnx-asr: int8 graphs, greedy, the stretches that its voice activity (Silero) finds in batches of eight."""
import json
import pathlib
from importlib.metadata import distribution

import numpy
import onnx_asr
import onnxruntime

from peer import decode, run


def write_vocabulary(folder):
    """Writes the two files of an older tokenizer that onnx-asr reads, from tokenizer.json."""
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    added = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    (folder / "vocab.json").write_text(json.dumps(tokenizer["model"]["vocab"]))
    (folder / "added_tokens.json").write_text(json.dumps(added))


def load(job):
    folder = pathlib.Path(job["model"])
    if not (folder / "added_tokens.json").exists():
        write_vocabulary(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = job["threads"]
    model = onnx_asr.load_model("whisper", folder, quantization="quantized", sess_options=options)
    vad = onnx_asr.load_vad("silero", distribution("silero-vad").locate_file("silero_vad/data"), sess_options=options)
    return model.with_vad(vad, batch_size=job["batch"])


def transcribe(model, job, recording):
    samples = numpy.frombuffer(decode(job, recording["path"]), numpy.float32)
    for segment in model.recognize(samples, language=recording["language"]):
        yield segment.text, []


run(load, transcribe, ["onnx-asr", "onnxruntime"])
