"""whisper.cpp through pywhispercpp. Word times are its own: one segment a word (max_len 1, split_on_word)."""
from pywhispercpp.model import Model

from peer import run


def load(job):
    beams = {"beam_search": {"beam_size": job["beam"], "patience": -1.0}} if job["beam"] > 1 else {}
    words = {"token_timestamps": True, "max_len": 1, "split_on_word": True} if job["words"] else {}
    return Model(
        job["model"],
        params_sampling_strategy=1 if job["beam"] > 1 else 0,
        redirect_whispercpp_logs_to=None,
        n_threads=job["threads"],
        print_progress=False,
        print_timestamps=False,
        **beams,
        **words,
    )


def transcribe(model, job, recording):
    for segment in model.transcribe(recording["path"], language=recording["language"]):
        word = [(segment.text, segment.t0 / 100, segment.t1 / 100)] if job["words"] and segment.text.strip() else []
        yield segment.text, word


run(load, transcribe, ["pywhispercpp"])
