"""faster-whisper: one by one (WhisperModel), or in batches (BatchedInferencePipeline) where the job has a batch size."""
from faster_whisper import BatchedInferencePipeline, WhisperModel

from peer import run


def load(job):
    model = WhisperModel(
        job["model"],
        device=job["device"],
        compute_type="float16" if job["device"] == "cuda" else "int8",
        cpu_threads=job["threads"],
        local_files_only=True,
    )
    return BatchedInferencePipeline(model) if job.get("batch") else model


def transcribe(model, job, recording):
    options = {"batch_size": job["batch"]} if job.get("batch") else {}
    segments, _ = model.transcribe(
        recording["path"],
        language=recording["language"],
        beam_size=job["beam"],
        word_timestamps=job["words"],
        **options,
    )
    for segment in segments:
        yield segment.text, [(word.word, word.start, word.end) for word in segment.words or []]


run(load, transcribe, ["faster-whisper", "ctranslate2"])
