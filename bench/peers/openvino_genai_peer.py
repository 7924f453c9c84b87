"""OpenVINO GenAI's Whisper pipeline: int8 weights, greedy (its Whisper has no beams), one window after another."""
import numpy
import openvino_genai

from peer import decode, run


def load(job):
    return openvino_genai.WhisperPipeline(job["model"], "CPU", INFERENCE_NUM_THREADS=job["threads"])


def transcribe(model, job, recording):
    # A model of English alone has no tokens for language and task
    config = model.get_generation_config()
    options = {"language": f"<|{recording['language']}|>", "task": "transcribe"} if config.is_multilingual else {}
    samples = numpy.frombuffer(decode(job, recording["path"]), numpy.float32)
    result = model.generate(samples, return_timestamps=True, **options)
    yield result.texts[0], []


run(load, transcribe, ["openvino-genai", "openvino"])
