"""Shared by the Python peers: reads the job as JSON from standard input, writes events as lines of JSON.

Lines: ready (the model is loaded), first (the first segment of the warm-up was written), result (one recording), end.
The first recording is read once before the others to warm up, and again, measured, in its turn.
"""
import json
import subprocess
import sys
import time
from importlib.metadata import version


def say(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


def peak_bytes():
    """Highest resident memory of this process: VmHWM, because ru_maxrss includes the parent's memory before exec."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def decode(job, path):
    """Samples of a recording, 16 kHz float32 as bytes, for libraries that take no files; decoding counts as work."""
    options = ["-f", "f32le", "-ac", "1", "-ar", "16000", "pipe:1"]
    command = [job["ffmpegPath"], "-v", "error", "-nostdin", "-i", path, *options]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def run(load, transcribe, packages):
    """load(job) -> model; transcribe(model, job, recording) yields (text, [(word, start, end)]) of each segment."""
    job = json.load(sys.stdin)
    begin = time.perf_counter()
    model = load(job)
    say("ready", loadSeconds=time.perf_counter() - begin)
    for i, _ in enumerate(transcribe(model, job, job["recordings"][0])):
        if i == 0:
            say("first")
    for recording in job["recordings"]:
        begin, cpu = time.perf_counter(), time.process_time()
        segments = list(transcribe(model, job, recording))
        say(
            "result",
            name=recording["name"],
            wallSeconds=time.perf_counter() - begin,
            cpuSeconds=time.process_time() - cpu,
            text=" ".join(text.strip() for text, _ in segments),
            words=[{"word": w, "start": float(s), "end": float(e)} for _, words in segments for w, s, e in words],
        )
    versions = {name: version(name) for name in packages}
    say("end", peakBytes=peak_bytes(), cpuSeconds=time.process_time(), versions=versions)
