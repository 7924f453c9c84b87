"""Writes what openai/whisper's log_mel_spectrogram gives for sentence.flac, by its formula in NumPy (float64).

To make it again: python3 -m venv v && v/bin/pip install numpy && v/bin/python tests/data/make_mel_reference.py
mel_reference.f32: float32, little-endian: for 80 and then for 128 mels, (nMels, 88): columns 0, 5, 10 ... 435 of 3000.
"""
import pathlib
import subprocess

import numpy as np

FOLDER = pathlib.Path(__file__).parent
COLUMNS = np.arange(0, 440, 5)  # the sentence ends at column 406


def audio(path):
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", "16000", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def slaney_hz(mel):
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)))


def mel_filters(n_mels):
    top = 15 + np.log(8) / (np.log(6.4) / 27)  # 8000 Hz
    edges = slaney_hz(np.linspace(0, top, n_mels + 2))
    bins = np.linspace(0, 8000, 201)
    slopes = edges[:, None] - bins
    widths = np.diff(edges)[:, None]
    lower, upper = -slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]
    return np.maximum(0, np.minimum(lower, upper)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def log_mel(samples, n_mels):
    samples = np.pad(samples.astype(np.float64), (0, 480000 - len(samples)))
    samples = np.pad(samples, 200, mode="reflect")  # torch.stft(center=True)
    frames = np.lib.stride_tricks.sliding_window_view(samples, 400)[::160][:-1] * np.hanning(401)[:-1]
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    log = np.log10(np.maximum(power @ mel_filters(n_mels).T, 1e-10))
    return ((np.maximum(log, log.max() - 8) + 4) / 4).T


samples = audio(FOLDER / "sentence.flac")
columns = [log_mel(samples, n)[:, COLUMNS].astype("<f4").ravel() for n in (80, 128)]
(FOLDER / "mel_reference.f32").write_bytes(np.concatenate(columns).tobytes())
